"""A Solution becomes a how-to: a draft with what the question and the Solution say, in blocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.languages import names, spoken
from accounts.models import Member
from accounts.refusals import Refusal
from blog.actions.checks import digest_of
from blog.actions.copies import copy_pictures
from blog.blocks import ALT_LENGTH, MOST_PARTS, MOST_STEPS, TITLE_LENGTH
from blog.conversion import FORUM_HEADINGS, Setting, Target, convert
from blog.conversion.setting import Raw
from blog.enums import Part
from blog.models import Credit, HowTo, Post, Source, Topic
from blog.models.posts import SUMMARY_LENGTH
from blog.names import Titles, free_slug
from blog.permissions import check_can_add_under, check_can_change, check_can_make_howto
from blog.queries.making import howto_of
from forum.markup.allowed import safe_url
from forum.markup.pictures import name_in
from forum.models import Reply, Solution, Thread

POST_TITLE_LENGTH = 200


def make_howto(thread: Thread, *, by: Member, topic: Topic) -> HowTo:
    """A draft of a how-to under `topic`, filled with what a solved thread says; the one that was made
    of this thread already, where there is one. Who solved it and who asked are credited. Raises
    Refusal."""
    check_can_make_howto(by, thread)
    check_can_add_under(by, topic)
    pictures = copy_pictures([thread.html, _solution_of(thread).html], by=by)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_make_howto(by, thread)
        made = howto_of(thread)
        if made is not None:
            return made
        reply, language = (
            _solution_of(thread),
            spoken(thread.language, names()) or settings.LANGUAGE_CODE,
        )
        howto = _draft(thread, by=by, topic=topic, language=language)
        howto.steps = _stream(_told(thread, reply, language, pictures, is_first=True))
        howto.credits = _credits(thread, reply, [])
        topic.add_child(instance=howto)
        howto.tags = list(thread.tags.all())
        note_source(howto, thread, reply, by=by)
        howto.save_revision(user=by, log_action=True)
    return howto


def add_to_howto(howto: HowTo, thread: Thread, *, by: Member) -> HowTo:
    """Add what a solved thread says to the newest draft of a how-to, which stays unpublished until
    somebody publishes it; once for each thread. Raises Refusal."""
    check_can_make_howto(by, thread)
    check_can_change(by, howto)
    pictures = copy_pictures([thread.html, _solution_of(thread).html], by=by)
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        howto = HowTo.objects.select_for_update(of=("self",)).get(pk=howto.pk)
        check_can_make_howto(by, thread)
        if Source.objects.filter(howto=howto, thread=thread).exists():
            return howto
        reply, draft = _solution_of(thread), howto.get_latest_revision_as_object()
        more = _told(thread, reply, draft.language, pictures, is_first=False)
        kept = draft.steps.get_prep_value()
        if len(kept) + len(more) > MOST_STEPS:
            raise Refusal(_("That how-to has no room left. Make another one of this thread."))
        draft.steps = _stream([*kept, *more])
        credited = list(draft.credits.all())
        draft.credits = [*credited, *_credits(thread, reply, credited)]
        note_source(howto, thread, reply, by=by)
        draft.save_revision(user=by, log_action=True)
    return howto


def _solution_of(thread: Thread) -> Reply:
    """The reply that solves the thread now. Raises Refusal."""
    standing = Solution.objects.filter(thread=thread, withdrawn_at=None, reply__deleted_at=None)
    found = standing.select_related("reply__author").first()
    if found is None or found.reply is None:
        raise Refusal(_("A how-to is made of a Solution, and this thread has none."))
    return found.reply


def _draft(thread: Thread, *, by: Member, topic: Topic, language: str) -> HowTo:
    titles = Titles(Post.objects.filter(language=language).values_list("language", "title"))
    title = titles.free(thread.title[:POST_TITLE_LENGTH].strip(), language)
    taken = set(topic.get_children().values_list("slug", flat=True))
    return HowTo(
        title=title,
        slug=free_slug(thread.title, taken),
        language=language,
        summary=(thread.gist or thread.title)[:SUMMARY_LENGTH],
        author=by,
        owner=by,
        live=False,
    )


def _told(
    thread: Thread, reply: Reply, language: str, pictures: dict[str, int], *, is_first: bool
) -> list[Raw]:
    """The question, and under a heading what its Solution says to do."""
    with override(language):
        begins = _("What to do") if is_first else thread.title[:TITLE_LENGTH]
    question = _converted(thread.title, thread.html, pictures, has_steps=False)
    answer = _converted(thread.title, reply.html, pictures, has_steps=True)
    heading: Raw = {"type": "heading", "value": begins.strip()}
    steps = _with_steps(answer)
    found = [*question, heading, *steps] if is_first else [heading, *question, *steps]
    return found[:MOST_STEPS]


def _converted(title: str, html: str, pictures: dict[str, int], *, has_steps: bool) -> list[Raw]:
    def picture(attributes: dict[str, str]) -> Raw | None:
        return _picture(attributes, pictures)

    headings = FORUM_HEADINGS if has_steps else frozenset[str]()
    setting = Setting(title, headings, link=_link, picture=picture, has_steps=has_steps)
    return convert(html, setting, most=MOST_STEPS // 2 - 1).steps


def _link(href: str) -> Target | None:
    url = safe_url(href)
    return Target(url) if url else None


def _picture(attributes: dict[str, str], pictures: dict[str, int]) -> Raw | None:
    """A picture that members brought, as the copy that was made of it."""
    name = name_in(attributes.get("src", ""))
    if not name:
        return None
    words = attributes.get("alt", "").strip() or _("picture")
    image = pictures.get(name)
    missing = "" if image else f"{name}.webp"
    return {
        "image": image,
        "alt": words[:ALT_LENGTH],
        "caption": "",
        "missing": missing,
        "words": words,
    }


def _with_steps(raws: list[Raw]) -> list[Raw]:
    """An answer without a numbered list is one step under each of its headings."""
    if any(raw["type"] == "step" for raw in raws):
        return raws
    out: list[Raw] = []
    for raw in raws:
        if raw["type"] == "heading":
            out.append(raw)
            continue
        if not out or out[-1]["type"] == "heading" or len(out[-1]["value"]["body"]) == MOST_PARTS:
            out.append({"type": "step", "value": {"title": "", "body": []}})
        out[-1]["value"]["body"].append(raw)
    return out


def _stream(raws: Iterable[Raw]) -> Any:
    field: Any = HowTo._meta.get_field("steps")
    return field.stream_block.to_python(list(raws))


def _credits(thread: Thread, reply: Reply, there: Iterable[Credit]) -> list[Credit]:
    """Who solved it and who asked, where they are not named yet."""
    known = {(credit.member_id, credit.part) for credit in there}
    wanted = [(reply.author_id, Part.SOLVER), (thread.author_id, Part.ASKER)]
    return [Credit(member_id=m, part=part) for m, part in wanted if (m, part) not in known]


def note_source(
    howto: HowTo, thread: Thread, reply: Reply, *, by: Member, at: datetime | None = None
) -> Source:
    """Keep that a how-to was made of an answer, as that says it now."""
    named = {"howto": howto, "thread": thread, "reply": reply, "by": by}
    digest = digest_of(reply.source)
    return Source.objects.create(**named, digest=digest, at=at or timezone.now())

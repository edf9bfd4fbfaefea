"""What the forum does when accounts signals, and what it shows on accounts' pages and mails."""

import logging
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import providers
from accounts.actions.members import name_newcomer
from accounts.enums import NotificationKind
from accounts.languages import said_again
from accounts.models import Member
from accounts.sign_in import code_asked_at
from accounts.signals import email_proven
from forum.actions.asking import post_proven
from forum.actions.merging import merge_in_forum, moves_in_forum
from forum.actions.pictures import kept_by_drafts, kept_by_edits, kept_by_waiting
from forum.actions.privacy import erase_from_forum
from forum.enums import Kind, State
from forum.models import Thread
from forum.providers import register_kept_pictures
from forum.queries import export, labels, pictures, profiles
from forum.queries.visibility import (
    boards_of_groups,
    own_threads,
    readers_among,
    visible_threads,
)
from forum.queries.waiting import (
    name_in_browser,
    named_in_mail,
    posted_from_browser,
    waiting_for_member,
    waiting_words,
)
from forum.waiting import POSTED, held_tokens, say_posted
from reputation.providers import register_labels, register_leaderboards, register_places

log = logging.getLogger(__name__)


def post_for_proven(
    sender: Any, member: Member, email: str, first_time: bool, request: HttpRequest, **more: Any
) -> None:
    """Post what waited for this proof.

    Always what this very browser wrote. Proven for the first time: also what the mail with the
    code named, wherever it was written; whoever typed the code has read it. Nothing else, so that
    nobody can put words into another's mouth: the rest is shown at /ask/waiting/ with a button.
    """
    try:
        mailed = code_asked_at(request) if first_time else None
        named = named_in_mail(email, at=mailed) if mailed else []
        tokens = held_tokens(request)
        if first_time and (name := name_in_browser(email, tokens)):
            name_newcomer(member, name)
        posted = post_proven(member, email=email, tokens=tokens, named=named)
    except Exception:
        # Signing in goes on: what could not be posted waits, and its page offers it again.
        log.exception("posting what waited for member %s failed", member.pk)
        return
    if posted:
        request.session[POSTED] = posted[-1].pk
        say_posted(request, posted[-1])


def after_sign_in(request: HttpRequest, member: Member) -> providers.Destination | None:
    """The question just posted, here or meanwhile elsewhere; else the page of those that wait."""
    posted = request.session.pop(POSTED, None)
    thread = Thread.objects.filter(pk=posted).first() if posted else None
    tokens = held_tokens(request)
    waiting = waiting_for_member(member, tokens)
    here = waiting.filter(token__in=tokens).exists()
    if thread is None and tokens and not here:
        thread = posted_from_browser(member, tokens)
    if thread is not None:
        return providers.Destination(f"{thread.get_absolute_url()}?posted=1", insists=True)
    if not waiting.exists():
        return None
    return providers.Destination(reverse("forum:ask-waiting"), insists=here)


def threads_still_visible(member: Member, ids: Collection[int]) -> set[int]:
    """Asked when a mail about a thread goes out, and when an inbox is shown."""
    return set(visible_threads(member).filter(pk__in=ids).values_list("pk", flat=True))


def own_threads_still_visible(member: Member, ids: Collection[int]) -> set[int]:
    """What a member is told of their own thread reaches them also when the thread is gone."""
    return set(own_threads(member).filter(pk__in=ids).values_list("pk", flat=True))


def thread_readers(thread_id: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """Who may see a thread, of many members at once."""
    thread = Thread.objects.filter(pk=thread_id).first()
    return readers_among(thread, members) if thread is not None else members.none()


def own_thread_readers(thread_id: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """Its author, also when the thread is gone, as long as they may see its board."""
    thread = Thread.objects.filter(pk=thread_id).first()
    if thread is None:
        return members.none()
    alive = Thread(pk=thread.pk, board_id=thread.board_id)
    return readers_among(alive, members.filter(pk=thread.author_id))


def moved_threads_still_told(member: Member, ids: Collection[int]) -> set[int]:
    """That their thread went to where they may not follow reaches its author, and nobody else."""
    return set(Thread.objects.filter(author=member, pk__in=ids).values_list("pk", flat=True))


def moved_thread_readers(thread_id: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The same, of many members at once."""
    return members.filter(pk__in=Thread.objects.filter(pk=thread_id).values("author_id"))


def state_quoted(event: str, words: str) -> str:
    """The name of a state, which begins what was noted of it, in the reader's language. The event
    is "state:<thread>:<state>:<moment>" (forum.actions.threads.tell_state)."""
    return said_again(State(event.split(":")[2]).label, words)


def connect() -> None:
    """Called once, by ForumConfig.ready()."""
    email_proven.connect(post_for_proven, dispatch_uid="forum.post_for_proven")
    providers.register_after_sign_in(after_sign_in)
    providers.register_standing_posts(profiles.standing_posts)
    providers.register_opened_by(boards_of_groups)
    providers.register_thread_kinds(Kind.choices)
    providers.register_waiting_for(waiting_words)
    providers.register_may_still_see("thread", threads_still_visible)
    providers.register_may_still_see("own_thread", own_threads_still_visible)
    providers.register_readers_of("thread", thread_readers)
    providers.register_readers_of("own_thread", own_thread_readers)
    providers.register_may_still_see("moved_thread", moved_threads_still_told)
    providers.register_readers_of("moved_thread", moved_thread_readers)
    providers.register_quoted(NotificationKind.STATE, state_quoted)
    providers.register_files("posts", pictures.may_see_picture_file)
    for keeps in (kept_by_waiting, kept_by_drafts, kept_by_edits):
        register_kept_pictures(keeps)
    _connect_privacy()
    _connect_reputation()
    sections = (
        ("asked", _("Asked"), _("asked"), _("Has not asked anything yet."), profiles.ASKED),
        ("answered", _("Answered"), _("answered"), _("Has not answered yet."), profiles.ANSWERED),
        ("solved", _("Solved"), _("Solutions"), _("No Solutions yet."), profiles.SOLVED),
    )
    for key, name, figure, empty, shelf in sections:
        providers.register_profile_section(
            providers.ProfileSection(
                key, name, figure, empty, shelf.template, shelf.count, shelf.page
            )
        )


def _connect_reputation() -> None:
    """What pages of reputation show of posts, boards and tags."""
    register_leaderboards(labels.board_shelves, labels.tag_shelf)
    register_labels("thread", labels.thread_labels)
    register_labels("reply", labels.reply_labels)
    register_places(labels.places_of_solutions)


def _connect_privacy() -> None:
    """What the archive of one's own data holds, and what erasing takes out."""
    for part, rows in (
        ("threads", export.threads_of),
        ("replies", export.replies_of),
        ("comments", export.comments_of),
        ("edits", export.edits_of),
        ("drafts", export.drafts_of),
        ("marks", export.marks_of),
        ("flags", export.flags_of),
        ("suggested_edits", export.suggested_edits_of),
        ("pictures", export.pictures_of),
    ):
        providers.register_export_part(part, rows)
    providers.register_erase_part(erase_from_forum)
    providers.register_merge_part(merge_in_forum, moves=moves_in_forum)
    providers.register_export_files(pictures.files_of_member)

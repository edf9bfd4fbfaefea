"""What a published post does elsewhere: it is shown on the threads that it was made of, pays who
found the solution, opens a thread for comments, and stands on the boards that it concerns."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Revision

from accounts.actions.notifications import notify, withdraw_event
from accounts.enums import NotificationKind
from accounts.models import Member
from accounts.refusals import Refusal
from blog.models import Announcement, Credit, HowTo, Post, Rendering, Source
from blog.signals import posts_changed
from forum.actions.points import ledger_of
from forum.actions.resources import link_resource, post_notice, unlink_resource
from forum.actions.threads import ask_thread, delete_thread, undelete_thread
from forum.enums import Kind
from forum.models import Thread
from reputation.actions.ledger import NOBODY, Cause, Due, settle
from reputation.enums import Rule, Why

CAUSE = "howto"


def follow_up(post: Post, *, is_live: bool, at: datetime | None = None) -> None:
    """Make the rooms below say what a post, given as what it is, means to them now; safe to run
    again. The caller holds the transaction."""
    at = at or timezone.now()
    if isinstance(post, HowTo):
        if is_live:
            _publish_sources(post)
        sources = list(
            post.sources.filter(is_published=True).select_related(
                "thread", "reply__author", "reply__thread"
            )
        )
        _link(post, sources, is_live=is_live)
        settle([cause_of(source, is_live=is_live) for source in sources], at=at)
        tell_credited(post, sources, is_live=is_live, at=at)
    if isinstance(post, Announcement):
        _announce(post, is_live=is_live)
        closed_at = None if post.is_open else post.closed_at or at
        Announcement.objects.filter(pk=post.pk).update(closed_at=closed_at)
    if is_live:
        _open_comments(post, at=at)
    _show_comments(post, is_live=is_live)


def _publish_sources(howto: HowTo) -> None:
    """What was taken from a thread is published with the first text that was kept after it."""
    rows = howto.sources.filter(is_published=False)
    if howto.live_revision_id is not None:
        rows = rows.filter(at__lte=howto.live_revision.created_at)
    rows.update(is_published=True)


def key_of(post: Post) -> str:
    """By what a post is known to the forum."""
    return f"post:{post.pk}"


def cause_of(source: Source, *, is_live: bool) -> Cause:
    """A how-to pays who wrote the answer that it was made of, while it is published and the answer
    stands. What an employee answered earns in the employees' ledger, as everywhere."""
    reply = source.reply
    if not is_live or not source.is_published or reply is None or reply.deleted_at is not None:
        return Cause(CAUSE, source.pk, why=Why.GONE)
    by = source.by_id if source.by_id != reply.author_id else None
    post = ("reply", reply.pk)
    due = Due(Rule.HOWTO, reply.author_id, source.at, ledger_of(reply), by, post)
    return Cause(CAUSE, source.pk, (due,), why=Why.GONE)


def settle_sources_of(
    sources: Iterable[Source], *, merged: Mapping[int | None, int] = NOBODY
) -> None:
    """Pay, or pay no more, for these sources, read with their how-to's rendering, as they stand."""
    causes = [cause_of(source, is_live=is_shown(source.howto)) for source in sources]
    settle(causes, merged=merged)


def is_shown(howto: HowTo) -> bool:
    """Whether a how-to is on the pages: it is published, and not kept for some readers."""
    rendering: Rendering | None = getattr(howto, "rendering", None)
    return rendering is not None and rendering.is_shown


def _link(howto: HowTo, sources: list[Source], *, is_live: bool) -> None:
    for source in sources:
        if is_live:
            url = howto.get_absolute_url()
            link_resource(source.thread_id, key=key_of(howto), title=howto.title, url=url)
        else:
            unlink_resource(source.thread_id, key=key_of(howto))


def tell_credited(howto: HowTo, sources: list[Source], *, is_live: bool, at: datetime) -> None:
    """Tell whose answer became a how-to; once, and no more when it is taken off the pages."""
    event = f"howto:{howto.pk}"
    if not is_live:
        withdraw_event(event, at=at)
        return
    for source in sources:
        reply = source.reply
        if reply is None or reply.deleted_at is not None:
            continue
        notify(
            reply.author,
            kind=NotificationKind.CREDITED,
            event=event,
            source_kind="post",
            source_id=howto.pk,
            actor=source.by if source.by_id != reply.author_id else None,
            title=howto.title,
            words=howto.summary,
            url=howto.get_absolute_url(),
            at=at,
        )


def _announce(post: Announcement, *, is_live: bool) -> None:
    stands = is_live and post.is_open
    boards = [board.pk for board in post.boards.all()] if stands else []
    with translation.override(post.language):
        words = str(post.get_status_display())
    post_notice(
        boards, key=key_of(post), title=post.title, words=words, url=post.get_absolute_url()
    )


def _open_comments(post: Post, *, at: datetime) -> None:
    """A thread of talk on the chosen board, once. A board that refuses it (it was closed since, or
    takes no talk) leaves the post without comments."""
    board = post.comments_board
    if board is None or post.comments_thread_id is not None or board.is_closed:
        return
    author = post.author if post.author.is_active else None
    if author is None:
        return
    try:
        thread = ask_thread(
            board,
            by=author,
            kind=Kind.TALK,
            title=_comments_title(post),
            source=_opening(post),
            tags=[tag.slug for tag in post.tags.all()],
            language=post.language,
            at=at,
        )
    except Refusal:
        return
    Post.objects.filter(pk=post.pk).update(comments_thread=thread)
    post.comments_thread = thread


def _show_comments(post: Post, *, is_live: bool) -> None:
    """The thread of comments, which names the post, leaves the pages with it and comes back with it;
    one that somebody else took away stays away."""
    thread = Thread.objects.filter(pk=post.comments_thread_id).first()
    if thread is None or is_live == (thread.deleted_at is None):
        return
    with suppress(Refusal):
        if not is_live:
            delete_thread(thread, by=post.author)
        elif thread.deleted_by_id == post.author_id and not thread.is_hidden:
            undelete_thread(thread, by=post.author)


def _comments_title(post: Post) -> str:
    with translation.override(post.language):
        return (_("Comments: %(title)s") % {"title": post.title})[:140]


def _opening(post: Post) -> str:
    with translation.override(post.language):
        words = _("What do you say to [%(title)s](%(url)s)? Did it work for you?")
    title = post.title.replace("[", "(").replace("]", ")")
    return words % {"title": title, "url": f"{settings.SITE_URL}{post.get_absolute_url()}"}


def give_posts(member: Member, into: Member) -> None:
    """Part of merging two accounts: what one wrote and was credited for is the other's."""
    wrote = Source.objects.filter(reply__author=member) | Source.objects.filter(by=member)
    sources = list(wrote.select_related("howto__rendering", "reply__thread", "reply__author"))
    posts = list(Post.objects.filter(author=member).values_list("pk", flat=True))
    Post.objects.filter(pk__in=posts).update(author=into)
    posts += _give_credits(member, into)
    _give_drafts(member, into)
    posts_changed.send(Post, post_ids=posts)
    Source.objects.filter(by=member).update(by=into)
    for source in sources:
        source.by_id = into.pk if source.by_id == member.pk else source.by_id
        if source.reply is not None and source.reply.author_id == member.pk:
            source.reply.author = into
    settle_sources_of(sources, merged={into.pk: member.pk})


def _give_credits(member: Member, into: Member) -> list[int]:
    """Name the account that stays where the other is named, once; returns the posts."""
    own = Credit.objects.filter(member=member)
    posts = list(own.values_list("post", flat=True).distinct())
    for credit in own:
        if Credit.objects.filter(post=credit.post_id, part=credit.part, member=into).exists():
            credit.delete()
    own.update(member=into)
    return posts


def _give_drafts(member: Member, into: Member) -> None:
    """The same in texts that wait to be published."""
    drafts = Post.objects.filter(Q(live=False) | ~Q(latest_revision=F("live_revision")))
    waiting = Revision.page_revisions.filter(pk__in=drafts.values("latest_revision"))
    for revision in waiting:
        if _renamed(revision.content, member.pk, into.pk):
            revision.save(update_fields=["content"])


def _renamed(content: dict[str, Any], old: int, new: int) -> bool:
    rows = [row for row in content.get("credits", []) if row.get("member") == old]
    for row in rows:
        row["member"] = new
    if content.get("author") != old:
        return bool(rows)
    content["author"] = new
    return True

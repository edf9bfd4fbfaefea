"""What every action that keeps a text does: render once, and tell whom it names."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from accounts.actions.notifications import notify_many, retitle_source
from accounts.enums import NotificationKind
from accounts.models import Member, Notification
from forum.enums import State
from forum.markup import IMPORT_CAP, MEMBER_CAP, Rendered, render
from forum.models import Board, Comment, MeToo, Reply, Revision, Thread, Watch
from forum.models.threads import NOTE_LENGTH
from forum.queries.resolve import Resolver
from forum.queries.visibility import readers_among

# A thread as notifications name it: everybody's, or its author's when it went from their sight.
THREAD_KINDS = ("thread", "own_thread", "moved_thread")


def plain_source(source: str) -> str:
    """A text as it is kept: line ends of one character, no blanks around it. The same words then
    compare equal whichever door they came through."""
    return source.replace("\r\n", "\n").replace("\r", "\n").strip()


def rendered_text(
    source: str,
    *,
    board: Board,
    by: Member | None = None,
    post: Model | None = None,
    source_format: str = "markdown",
    cap: int = MEMBER_CAP,
) -> Rendered:
    """Render a text for the readers of `board`, with the pictures that `by` may show or that `post`
    shows already. Raises TextTooLong above `cap` characters."""
    resolve = Resolver(board, by=by, post=post)
    return render(source, source_format=source_format, cap=cap, resolve=resolve)


def edit_cap(post: Thread | Reply) -> int:
    """Characters that an edit may have: an imported text may be longer than a member's."""
    return (
        IMPORT_CAP if post.source_format == "html" or len(post.source) > MEMBER_CAP else MEMBER_CAP
    )


def keep_revision(post: Thread | Reply, *, by: Member, note: str, at: datetime) -> None:
    """Keep a post's words as they are now. The caller holds the row's lock."""
    Revision.objects.create(
        **{str(post._meta.model_name): post},
        number=post.edit_count + 1,
        title=getattr(post, "title", ""),
        source=post.source,
        source_format=post.source_format,
        edited_by=by,
        edited_at=at,
        note=note.strip()[:NOTE_LENGTH],
    )


def text_fields(rendered: Rendered, source: str, source_format: str = "markdown") -> dict[str, Any]:
    """The columns of a post that a new text sets."""
    return {
        "source": source,
        "source_format": source_format,
        "html": rendered.html,
        "gist": rendered.gist,
        "markup_version": rendered.version,
    }


def tell_name_called(
    thread: Thread, post: Model, rendered: Rendered, *, by: Member, at: datetime
) -> None:
    """Tell the members whom a text names and who may read it, once per text and member."""
    if not rendered.name_calls:
        return
    named = Member.objects.filter(username__in=rendered.name_calls)
    notify_many(
        readers_among(thread, named),
        kind=NotificationKind.NAME_CALL,
        event=event_of(post),
        actor=by,
        words=rendered.gist,
        at=at,
        **source_of(thread, post),
    )


def detail_given(thread: Thread, *, by: Member) -> dict[str, str]:
    """What changes when the asker writes on a question that needs more detail: it is open again."""
    if thread.state == State.NEEDS_INFO and thread.author_id == by.pk:
        return {"state": State.OPEN, "state_note": ""}
    return {}


def retell_title(before: Thread) -> None:
    """What inboxes, and mails that wait, call a thread whose title was edited: `before` is as it was
    read before that."""
    now = Thread.objects.only("title", "slug").get(pk=before.pk)
    moved = (before.get_absolute_url(), now.get_absolute_url())
    retitle_source(THREAD_KINDS, now.pk, title=now.title, moved=moved)


def not_yet_told(post: Model, **which: Any) -> QuerySet[Member]:
    """Members who were not told of this text in another way: whoever is named in it hears of it
    once, though they watch the thread too."""
    told = Notification.objects.filter(event=event_of(post)).values("member_id")
    return Member.objects.filter(**which).exclude(pk__in=told)


def concerned_with(thread: Thread) -> QuerySet[Member]:
    """Who watches a thread or has it too: whoever has it too hears of the Solution though they
    stopped watching."""
    watches = Watch.objects.filter(thread=thread, member=OuterRef("pk"))
    me_toos = MeToo.objects.filter(thread=thread, member=OuterRef("pk"))
    return Member.objects.filter(Exists(watches) | Exists(me_toos))


def event_of(post: Model, what: str = "") -> str:
    """The name of an event, unique per member and kind: "reply:42" or "solution:7"."""
    return f"{what or post._meta.model_name}:{post.pk}"


def source_of(thread: Thread, post: Model | None = None) -> dict[str, Any]:
    """Where a notification comes from and leads to, in words that no lower room needs to know."""
    target = post.reply if isinstance(post, Comment) and post.reply else post
    url = target.get_absolute_url() if isinstance(target, Reply) else thread.get_absolute_url()
    return {
        "source_kind": "thread",
        "source_id": thread.pk,
        "title": thread.title[:200],
        "url": url,
    }

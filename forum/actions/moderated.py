"""What every act of moderation shares: the thing is locked, changed, and what was and what became
of it go into the audit log, in one transaction. An act that changes nothing leaves no entry, so that
the same act fifty times at once is one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.actions.notifications import notify_many
from accounts.enums import NotificationKind
from accounts.models import AuditEntry, Member
from forum.actions.texts import source_of
from forum.enums import ACT_WORDS, ASPECTS, LinkKind
from forum.models import Comment, Flag, Reply, Revision, Thread, ThreadLink
from forum.queries.visibility import readers_among
from forum.signals import thread_changed

Moderated: TypeAlias = Thread | Reply | Comment
M = TypeVar("M", bound=Thread | Reply | Comment)
KINDS: dict[str, type[Thread] | type[Reply] | type[Comment]] = {
    "thread": Thread,
    "reply": Reply,
    "comment": Comment,
}
# Of these the author is told.
TOLD = frozenset({"hide", "delete", "move", "duplicate"})
# And of these where a member did it.
TOLD_OF_MEMBERS = frozenset({"retag"})
# Whoever changes one of these has announced it: deleting, bringing back, editing, confirming do.
ANNOUNCED = frozenset({"gone", "words", "flags", "solution"})


def moderate(
    post: M,
    verb: str,
    *,
    by: Member,
    change: Callable[[M], object],
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry | None:
    """Do one act. `change` gets the locked row, checks and writes. Returns the entry, None where
    nothing changed. Raises what `change` raises."""
    at, aspect = at or timezone.now(), ASPECTS[verb]
    with transaction.atomic():
        locked = lock_row(post)
        was = snapshot(locked, aspect)
        change(locked)
        locked.refresh_from_db()
        became = snapshot(locked, aspect)
        if was == became:
            return None
        entry = note(
            verb, locked, by=by, reason=reason, before={"was": was, "became": became}, at=at
        )
        if verb in TOLD or (verb in TOLD_OF_MEMBERS and not by.is_company):
            tell_author(entry, locked, by=by, at=at)
        announce(locked, aspect)
    return entry


def announce(post: Moderated, aspect: str) -> None:
    """Say once that the thread changed."""
    if aspect not in ANNOUNCED:
        thread_changed.send(Thread, thread_id=thread_of(post).pk)


def thread_of(post: Moderated) -> Thread:
    return post if isinstance(post, Thread) else post.thread


def lock_row(post: M) -> M:
    """The row as it stands now. The thread is locked first, as everywhere."""
    if not isinstance(post, Thread):
        list(Thread.objects.select_for_update().filter(pk=post.thread_id).values_list("pk"))
    rows: QuerySet[Any] = type(post)._default_manager.select_for_update(of=("self",))
    if not isinstance(post, Thread):
        rows = rows.select_related("thread")
    found: M = rows.get(pk=post.pk)
    return found


def note(verb: str, post: Moderated, *, by: Member, at: datetime, **more: Any) -> AuditEntry:
    """The entry of an act; its label is the thread's title, never words of a reply."""
    thread = thread_of(post)
    target = post.reply if isinstance(post, Comment) and post.reply else post
    place = target if isinstance(target, Reply) else thread
    return note_act(
        verb,
        by=by,
        object_kind=str(post._meta.model_name),
        object_id=post.pk,
        label=thread.title,
        url=place.get_absolute_url(),
        at=at,
        **more,
    )


def tell_author(entry: AuditEntry, post: Moderated, *, by: Member, at: datetime) -> None:
    """Tell the author what was done and why, where the author still sees it; and of a thread that
    went where they may not follow, that it did."""
    thread, author = thread_of(post), Member.objects.filter(pk=post.author_id)
    readers = readers_among(Thread(pk=thread.pk, board_id=thread.board_id), author)
    if entry.verb == "move" and not readers.exists():
        before = Thread(pk=thread.pk, board_id=entry.before["was"]["board"])
        readers, told = readers_among(before, author), _loss(thread)
    else:
        told = _act(entry, thread, post)
    kind = NotificationKind.MODERATED if by.is_company else NotificationKind.EDITED
    about: dict[str, Any] = {"kind": kind, "event": event_of_act(entry)}
    notify_many(readers, actor=by, at=at, **about, **told)


def _act(entry: AuditEntry, thread: Thread, post: Moderated) -> dict[str, Any]:
    """What a notification says of an act. A thread that is gone is told of as their own: to
    everybody else it does not exist."""
    with translation.override(settings.LANGUAGE_CODE):
        words = f"{ACT_WORDS[entry.verb]}. {entry.reason}".strip()
    gone = {"source_kind": "own_thread"} if thread.deleted_at is not None else {}
    return {"words": words, **source_of(thread, post), **gone}


def _loss(thread: Thread) -> dict[str, Any]:
    """The same of a thread that its author lost sight of. The reason stays out: it may name the
    board, or speak of it."""
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Moved to a board that not everybody sees. You cannot open it any more.")
    inbox = {"source_kind": "moved_thread", "url": reverse("accounts:inbox")}
    return {"words": words, **source_of(thread), **inbox}


def event_of_act(entry: AuditEntry) -> str:
    return f"moderation:{entry.pk}"


def versions_of(post: Moderated) -> QuerySet[Revision]:
    """What a text was before each edit."""
    return Revision.objects.filter(**{str(post._meta.model_name): post})


def open_flags(post: Moderated) -> list[int]:
    """Ids of the flags on a post that wait for somebody."""
    return _ids(Flag.objects.filter(**{str(post._meta.model_name): post}, settled_at=None))


def flags_within(post: Moderated) -> QuerySet[Flag]:
    """Open flags on a post and on all that goes from the pages with it."""
    kind = str(post._meta.model_name)
    inside = {"thread": ("reply__thread", "comment__thread"), "reply": ("comment__reply",)}
    which = Q(**{kind: post})
    for path in inside.get(kind, ()):
        which |= Q(**{path: post})
    return Flag.objects.filter(which, settled_at=None)


def _ids(rows: QuerySet[Flag]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


# What was and what became, as JSON --------------------------------------------------------------
def snapshot(post: Moderated, aspect: str) -> dict[str, Any]:
    """What an aspect of a post is now."""
    return SNAPSHOTS[aspect](post)


def is_as_left(post: Moderated, aspect: str, became: dict[str, Any]) -> bool:
    """Whether an aspect of a post is still what an act left. Members' flags come and go beside the
    acts, and what an old entry does not know of yet is not asked."""
    now = snapshot(post, aspect)
    return all(now.get(name) == value for name, value in became.items() if name != "flags")


def stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _gone(post: Any) -> dict[str, Any]:
    return {
        "deleted_at": stamp(post.deleted_at),
        "deleted_by": post.deleted_by_id,
        "is_hidden": post.is_hidden,
        "gone_reason": post.gone_reason,
        "flags": _ids(flags_within(post)),
    }


def _tags(thread: Any) -> dict[str, Any]:
    return {"tags": sorted(thread.tags.values_list("pk", flat=True))}


def _place(thread: Any) -> dict[str, Any]:
    return {**_tags(thread), **_pin(thread)}


def _pin(thread: Any) -> dict[str, Any]:
    """A pin is for the list of one board."""
    return {"board": thread.board_id, "pinned_at": stamp(thread.pinned_at)}


def _words(post: Any) -> dict[str, Any]:
    # All versions up to one are hidden, so their number says which.
    hidden = versions_of(post).filter(is_hidden=True).count()
    words: dict[str, Any] = {"edits": post.edit_count, "hidden": hidden}
    if isinstance(post, Thread):
        spoken = {"language": post.language, "language_chosen": post.language_chosen}
        words |= {**_tags(post), **spoken}
    return words


def _original(thread: Any) -> dict[str, Any]:
    links = ThreadLink.objects.filter(thread=thread, kind=LinkKind.DUPLICATE).order_by("pk")
    return {"of": [[link.to_id, link.by_id, stamp(link.created_at)] for link in links]}


def _solution(reply: Any) -> dict[str, Any]:
    standing = reply.thread.solutions.filter(withdrawn_at=None).values_list("pk", flat=True)
    return {"solution": standing.first()}


SNAPSHOTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "lock": lambda post: {"is_locked": post.is_locked, "locked_reason": post.locked_reason},
    "place": _place,
    "pin": _pin,
    "tags": _tags,
    "original": _original,
    "gone": _gone,
    "flags": lambda post: {"flags": open_flags(post)},
    "words": _words,
    "solution": _solution,
}

"""Taking an act of moderation back: what it changed is put back exactly as it was, as long as nobody
has changed it since. The undo is an entry itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifications import withdraw_event
from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.edits import put_back
from forum.actions.moderated import (
    KINDS,
    M,
    Moderated,
    announce,
    event_of_act,
    is_as_left,
    lock_row,
    note,
    thread_of,
    versions_of,
)
from forum.actions.moderation import (
    change_board,
    check_original,
    check_room,
    lock_ends,
    put_first,
)
from forum.actions.points import settle_flagged
from forum.actions.removals import UNDELETE, restore_post, stand_again
from forum.actions.solutions import withdraw_solution
from forum.actions.sources import tell_thread
from forum.enums import ASPECTS, UNDOABLE, LinkKind
from forum.models import Board, Flag, Tag, Thread, ThreadLink
from forum.permissions import check_can_moderate, check_is_gone
from forum.queries.moderation import last_removal
from forum.signals import thread_changed

State = dict[str, Any]
SPOKEN = ("language", "language_chosen")


def undo_act(
    entry: AuditEntry, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry:
    """Take back what `entry` did. Raises Refusal where it was taken back already, where something
    else happened to it since, or where what was has no room any more."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_moderate(by)
        entry, post = _locked(entry)
        aspect = ASPECTS[entry.verb]
        if AuditEntry.objects.filter(undoes=entry).exists():
            raise Refusal(_("This was undone already."))
        was, became = entry.before["was"], entry.before["became"]
        if not is_as_left(post, aspect, became):
            raise Refusal(_("It was changed again since, so this cannot be undone from here."))
        RESTORE[aspect](post, was, by, at)
        withdraw_event(event_of_act(entry), at=at)
        before = {"was": became, "became": was}
        more = {"undoes": entry, "before": before, "reason": reason}
        undone = note("undo", post, by=by, at=at, **more)
        announce(post, aspect)
    return undone


def bring_back(
    post: M, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Bring back what somebody else deleted or hid: by undoing the act that took it, where there is
    one; an undo needs no reason. Raises Refusal."""
    with transaction.atomic():
        entry = last_removal(post)
        if entry is not None and is_as_left(lock_row(post), "gone", entry.before["became"]):
            return undo_act(entry, by=by, reason=reason, at=at)
        return restore_post(post, by=by, reason=reason, at=at)


def undelete_post(post: Moderated, *, by: Member, reason: str = "") -> None:
    """Bring back as whoever presses the button may. Raises Refusal."""
    if by.is_company and (post.is_hidden or post.author_id != by.pk):
        check_is_gone(post)
        bring_back(post, by=by, reason=reason)
    else:
        UNDELETE[type(post)](post, by=by)


def _locked(entry: AuditEntry) -> tuple[AuditEntry, Moderated]:
    """The entry and what it was about, as they stand now. The post is locked first and the entry
    after it: whoever brings a post back holds the post already."""
    model = KINDS.get(entry.object_kind)
    post: Moderated | None = model.objects.filter(pk=entry.object_id).first() if model else None
    if entry.verb not in UNDOABLE or post is None:
        raise Refusal(_("This cannot be undone from here."))
    if ASPECTS[entry.verb] == "original":
        lock_ends([post.pk, *(to for to, _by, _at in entry.before["was"]["of"])])
    locked = lock_row(post)
    return AuditEntry.objects.select_for_update().get(pk=entry.pk), locked


def _set(post: Any, **fields: Any) -> None:
    type(post)._default_manager.filter(pk=post.pk).update(**fields)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _lock(thread: Any, was: State, by: Member, at: datetime) -> None:
    _set(thread, is_locked=was["is_locked"], locked_reason=was["locked_reason"])


def _pin(thread: Any, was: State, by: Member, at: datetime) -> None:
    if pinned_at := _time(was["pinned_at"]):
        put_first(thread, at=pinned_at)
    else:
        _set(thread, pinned_at=None)


def _place(thread: Any, was: State, by: Member, at: datetime) -> None:
    board = Board.objects.select_for_update().filter(pk=was["board"]).first()
    if board is None:
        raise Refusal(_("The board that it stood on is gone."))
    pinned_at = _time(was["pinned_at"])
    if pinned_at:
        check_room(board.pk)
    tags = list(Tag.objects.filter(pk__in=was["tags"]))
    change_board(thread, board, tags=tags, pinned_at=pinned_at)


def _tags(thread: Any, was: State, by: Member, at: datetime) -> None:
    thread.tags.set(Tag.objects.filter(pk__in=was["tags"]))
    tell_thread(thread.pk)


def _original(thread: Any, was: State, by: Member, at: datetime) -> None:
    """As strict as the marking: what was undone may lead the other way by now."""
    ThreadLink.objects.filter(thread=thread, kind=LinkKind.DUPLICATE).delete()
    for to, marked_by, marked_at in was["of"]:
        if original := Thread.objects.filter(pk=to).first():
            check_original(thread, original, by=by)
            marker = Member.objects.filter(pk=marked_by).first()
            ThreadLink.objects.create(
                thread=thread,
                to=original,
                kind=LinkKind.DUPLICATE,
                by=marker,
                created_at=_time(marked_at) or at,
            )


def _gone(post: Any, was: State, by: Member, at: datetime) -> None:
    """It stands again; or, where its author had deleted it before, it is deleted as it was."""
    if was["deleted_at"] is None:
        stand_again(post, by=by, at=at)
    else:
        _set(post, is_hidden=was["is_hidden"], gone_reason=was["gone_reason"])
    _flags(post, was, by, at)
    settle_flagged(type(post)._default_manager.get(pk=post.pk), at=at)


def _flags(post: Any, was: State, by: Member, at: datetime) -> None:
    flags = Flag.objects.filter(pk__in=was["flags"])
    flags.update(settled_at=None, settled_by=None, is_upheld=False)


def _words(post: Any, was: State, by: Member, at: datetime) -> None:
    """An edit that puts the words before back; the history keeps both, and shows what it showed."""
    versions_of(post).filter(number__gt=was.get("hidden", 0)).update(is_hidden=False)
    if isinstance(post, Thread):
        _tags(post, was, by, at)
        _set(post, **{name: was[name] for name in SPOKEN if name in was})
    if was["edits"] < post.edit_count:
        put_back(post, was["edits"] + 1, by=by, at=at)
    if isinstance(post, Thread):
        tell_thread(post.pk)
    thread_changed.send(Thread, thread_id=thread_of(post).pk)


def _solution(reply: Any, was: State, by: Member, at: datetime) -> None:
    """Nothing stood before: who confirms in the asker's stead takes no other mark's place."""
    withdraw_solution(reply.thread, by=by, at=at)


RESTORE: dict[str, Callable[[Any, State, Member, datetime], None]] = {
    "lock": _lock,
    "pin": _pin,
    "place": _place,
    "tags": _tags,
    "original": _original,
    "gone": _gone,
    "flags": _flags,
    "words": _words,
    "solution": _solution,
}

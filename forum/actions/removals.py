"""Taking a thread, a reply or a comment off the pages in the company's name, and bringing it back.

Everything that a deletion does (counters, the marks on an answer, what was told and not yet sent)
is done by the same functions that an author's own deletion uses.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.actions.notifications import withdraw_event
from accounts.models import AuditEntry, Member
from forum.actions.flags import forget_upheld, settle_flags
from forum.actions.moderated import M, Moderated, event_of_act, moderate
from forum.actions.replies import (
    delete_comment,
    delete_reply,
    undelete_comment,
    undelete_reply,
)
from forum.actions.threads import delete_thread, undelete_thread
from forum.enums import ASPECTS
from forum.models import Comment, Reply, Thread
from forum.models.threads import NOTE_LENGTH
from forum.permissions import check_can_moderate, check_reason

DELETE: dict[type[Any], Callable[..., None]] = {
    Thread: delete_thread,
    Reply: delete_reply,
    Comment: delete_comment,
}
UNDELETE: dict[type[Any], Callable[..., None]] = {
    Thread: undelete_thread,
    Reply: undelete_reply,
    Comment: undelete_comment,
}


def hide_post(
    post: M, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Take a post off the pages so that only the company can bring it back, also one that its
    author deleted; its flags are settled, its author is told. Hiding what is hidden changes
    nothing. Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:NOTE_LENGTH]

    def hide(now: M) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        if now.is_hidden:
            return
        if now.deleted_at is None:
            DELETE[type(now)](now, by=by, at=at)
        _say(now, is_hidden=True, gone_reason=reason)
        settle_flags(now, by=by, at=at)

    return moderate(post, "hide", by=by, reason=reason, at=at, change=hide)


def remove_post(
    post: M, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Delete a post in the company's name, with its reason. Deleting what is deleted changes
    nothing. Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:NOTE_LENGTH]

    def remove(now: M) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        if now.deleted_at is None:
            DELETE[type(now)](now, by=by, at=at)
            _say(now, gone_reason=reason)
            settle_flags(now, by=by, at=at)

    return moderate(post, "delete", by=by, reason=reason, at=at, change=remove)


def delete_post(post: Moderated, *, by: Member, reason: str = "") -> None:
    """Delete as whoever presses the button may: one's own words as their author, others' in the
    company's name. Raises Refusal."""
    if by.is_company and post.author_id != by.pk:
        remove_post(post, by=by, reason=reason)
    else:
        DELETE[type(post)](post, by=by)


def restore_post(
    post: M, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Bring back what somebody else deleted or hid. The author is told of its removal no more.
    Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:NOTE_LENGTH]

    def restore(now: M) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        if now.deleted_at is not None:
            stand_again(now, by=by, at=at)
            _untell(now)

    return moderate(post, "restore", by=by, reason=reason, at=at, change=restore)


def stand_again(post: Moderated, *, by: Member, at: datetime) -> None:
    """Part of bringing back: the row, its counters, its marks and what it earned."""
    forget_upheld(post)
    more = {} if isinstance(post, Comment) else {"at": at}
    UNDELETE[type(post)](post, by=by, **more)


def _say(post: Moderated, **fields: Any) -> None:
    type(post)._default_manager.filter(pk=post.pk).update(**fields)


def _untell(post: Moderated) -> None:
    verbs = [verb for verb, aspect in ASPECTS.items() if aspect == "gone"]
    entries = AuditEntry.objects.filter(
        object_kind=post._meta.model_name, object_id=post.pk, verb__in=verbs, undone_by=None
    )
    for entry in entries:
        withdraw_event(event_of_act(entry))

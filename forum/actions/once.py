"""Posted exactly once: a form sent twice, or fifty times at the same moment, leaves one text.

The same words from the same member in the same place within TWIN_AGE are one text. Each function
holds the member's row until its transaction ends, so that who comes second finds what the first
has written. That lock is always taken first. Under it the member's pace is counted as well, so
that no more get through at once than one after the other.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.turns import take_turn
from accounts.models import Member
from forum.actions.drafts import forget_draft
from forum.actions.replies import comment_on, post_reply
from forum.actions.texts import plain_source
from forum.actions.threads import ask_thread
from forum.models import Board, Comment, Reply, Thread
from forum.permissions import check_pace

TWIN_AGE = timedelta(minutes=10)


def ask_once(
    board: Board,
    *,
    by: Member,
    title: str,
    source: str,
    place: str = "",
    version: int = 0,
    **more: Any,
) -> Thread:
    """`ask_thread`, or the thread that is there already. `place` is the form whose draft this was,
    and `version` the draft's. Raises Refusal (TooOften among them) or TextTooLong."""
    with transaction.atomic():
        take_turn(by)
        forget_draft(place, by=by, words={"title": title, "source": source}, version=version)
        if twin := twin_of_question(board, by=by, title=title, source=source, since=_lately()):
            return twin
        check_pace(by)
        return ask_thread(board, by=by, title=title, source=source, **more)


def reply_once(thread: Thread, *, by: Member, source: str, version: int = 0) -> Reply:
    """`post_reply`, or the answer that is there already; `version` is that of its draft. Raises
    Refusal (TooOften among them) or TextTooLong."""
    with transaction.atomic():
        take_turn(by)
        forget_draft(f"/t/{thread.pk}/reply/", by=by, words={"source": source}, version=version)
        twin = (
            Reply.objects.filter(thread=thread, **_same(by, source, _lately()))
            .order_by("-pk")
            .first()
        )
        if twin:
            return twin
        check_pace(by)
        return post_reply(thread, by=by, source=source)


def comment_once(post: Thread | Reply, *, by: Member, source: str) -> Comment:
    """`comment_on`, or the comment that is there already. Raises Refusal (TooOften among them) or
    TextTooLong."""
    reply = post if isinstance(post, Reply) else None
    thread = post.thread if isinstance(post, Reply) else post
    with transaction.atomic():
        take_turn(by)
        twins = Comment.objects.filter(thread=thread, reply=reply, **_same(by, source, _lately()))
        if twin := twins.order_by("-pk").first():
            return twin
        check_pace(by)
        return comment_on(post, by=by, source=source)


def twin_of_question(
    board: Board, *, by: Member, title: str, source: str, since: datetime
) -> Thread | None:
    """The newest standing thread of `by` with the same words on the same board, asked after
    `since`. The caller has taken the member's turn."""
    twins = Thread.objects.filter(board=board, title=title.strip(), **_same(by, source, since))
    return twins.order_by("-pk").first()


def _lately() -> datetime:
    return timezone.now() - TWIN_AGE


def _same(by: Member, source: str, since: datetime) -> dict[str, Any]:
    words = {"author": by, "source": plain_source(source)}
    return {**words, "created_at__gt": since, "deleted_at": None}

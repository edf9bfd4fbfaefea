"""Votes, me-toos and watches: one row each by constraint, counters moved in the same transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum.actions.points import settle_vote
from forum.models import Board, MeToo, Reply, Thread, Vote, Watch
from forum.permissions import check_can_me_too, check_can_vote, check_is_member
from forum.signals import thread_changed
from reputation.permissions import pays_others

Post = Thread | Reply


def _thread_id(post: Post) -> int:
    return post.thread_id if isinstance(post, Reply) else post.pk


def _target(post: Post) -> dict[str, Post]:
    return {"reply": post} if isinstance(post, Reply) else {"thread": post}


def _lock(post: Post) -> None:
    """Hold the row until the transaction ends, and see whether it was deleted meanwhile. The thread
    is held first, as everywhere: with it goes what its replies earned."""
    if isinstance(post, Reply):
        threads = Thread.objects.select_for_update(no_key=True)
        post.thread.deleted_at = threads.values_list("deleted_at", flat=True).get(pk=post.thread_id)
    rows = type(post)._default_manager.select_for_update().filter(pk=post.pk)
    post.deleted_at = rows.values_list("deleted_at", flat=True).get()


def _count(post: Post, value: int, by: int) -> None:
    """Move the counters of `post` by `by` votes of `value`."""
    name = "helpful_count" if value > 0 else "unhelpful_count"
    type(post)._default_manager.filter(pk=post.pk).update(
        **{name: F(name) + by, "score": F("score") + value * by}
    )


def vote(post: Post, *, by: Member, value: int, at: datetime | None = None) -> None:
    """Vote helpful (1) or unhelpful (-1); the other way round replaces the first, the same again
    changes nothing. Raises Refusal, and ValueError for any other value."""
    if value not in (1, -1):
        raise ValueError("a vote is 1 or -1")
    with transaction.atomic():
        _lock(post)
        check_can_vote(by, post, value)
        found, created = Vote.objects.get_or_create(
            **_target(post),
            voter=by,
            defaults={"value": value, "at": at or timezone.now(), "pays": pays_others(by)},
        )
        if not created and found.value == value:
            return
        if not created:
            _count(post, found.value, -1)
            found.value, found.at, found.pays = value, at or timezone.now(), pays_others(by)
            found.save(update_fields=["value", "at", "pays"])
        _count(post, value, 1)
        settle_vote(found, post)
        thread_changed.send(Thread, thread_id=_thread_id(post))


def unvote(post: Post, *, by: Member) -> None:
    """Take one's vote back; without a vote nothing happens."""
    check_is_member(by)
    with transaction.atomic():
        _lock(post)
        found = Vote.objects.filter(**_target(post), voter=by).first()
        if found is None:
            return
        pk, value = found.pk, found.value
        found.delete()
        _count(post, value, -1)
        settle_vote(Vote(pk=pk, value=0), post)
        thread_changed.send(Thread, thread_id=_thread_id(post))


def add_me_too(thread: Thread, *, by: Member, at: datetime | None = None) -> None:
    """ "I have this too": counts, and watches, so that the member hears of the Solution.
    Raises Refusal."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_me_too(by, thread)
        _row, created = MeToo.objects.get_or_create(
            thread=thread, member=by, defaults={"at": at or timezone.now()}
        )
        if created:
            Thread.objects.filter(pk=thread.pk).update(me_too_count=F("me_too_count") + 1)
            start_watching(thread, by, at=at, with_me_too=True)
            thread_changed.send(Thread, thread_id=thread.pk)


def remove_me_too(thread: Thread, *, by: Member) -> None:
    """Take "I have this too" back, and the watch that came with it alone."""
    with transaction.atomic():
        _hold(thread)
        gone, _rows = MeToo.objects.filter(thread=thread, member=by).delete()
        if gone:
            Thread.objects.filter(pk=thread.pk).update(me_too_count=F("me_too_count") - 1)
            _end_watches(thread, member=by, came_with_me_too=True)
            thread_changed.send(Thread, thread_id=thread.pk)


def _hold(thread: Thread) -> None:
    """Until the transaction ends: before a row of the thread is written, as everywhere."""
    list(Thread.objects.select_for_update(no_key=True).filter(pk=thread.pk).values_list("pk"))


def start_watching(
    thread: Thread, member: Member, *, at: datetime | None = None, with_me_too: bool = False
) -> None:
    """Watch a thread as an effect of another action, inside its transaction, which holds the thread.

    A watch that began `with_me_too` stands on its own once there is another reason for it.
    """
    row, created = Watch.objects.get_or_create(
        thread=thread,
        member=member,
        defaults={"at": at or timezone.now(), "came_with_me_too": with_me_too},
    )
    if row.came_with_me_too and not with_me_too:
        Watch.objects.filter(pk=row.pk).update(came_with_me_too=False)
    if created:
        Thread.objects.filter(pk=thread.pk).update(watch_count=F("watch_count") + 1)


def watch_thread(thread: Thread, *, by: Member) -> None:
    """Hear of everything new in a thread. Raises Refusal."""
    check_is_member(by)
    with transaction.atomic():
        _hold(thread)
        start_watching(thread, by)


def unwatch_thread(thread: Thread, *, by: Member) -> None:
    """Hear no more of a thread."""
    with transaction.atomic():
        _hold(thread)
        _end_watches(thread, member=by)


def _end_watches(thread: Thread, **which: Any) -> None:
    gone, _rows = Watch.objects.filter(thread=thread, **which).delete()
    if gone:
        Thread.objects.filter(pk=thread.pk).update(watch_count=F("watch_count") - 1)


def watch_board(board: Board, *, by: Member) -> None:
    """Hear of every new thread on a board. Raises Refusal."""
    check_is_member(by)
    Watch.objects.get_or_create(board=board, member=by)


def unwatch_board(board: Board, *, by: Member) -> None:
    """Hear no more of a board."""
    Watch.objects.filter(board=board, member=by).delete()

"""The asker's Solution: accept, switch, take back; confirmed by the company after long silence.

Every standing Solution is one row; taking it back stamps the row, so that each effect (the
thread's marks, what was told, later the points) is undone by name.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actions.notifications import notify_many, restore_event, withdraw_event
from accounts.enums import NotificationKind
from accounts.models import Member
from forum.actions.moderated import moderate
from forum.actions.points import settle_solutions
from forum.actions.texts import concerned_with, source_of
from forum.enums import State
from forum.models import Reply, Solution, Thread
from forum.permissions import (
    check_can_accept,
    check_can_confirm,
    check_can_solve_without,
    check_can_withdraw_solution,
    check_is_silent,
)
from forum.queries.silence import last_word
from forum.queries.visibility import readers_among
from forum.signals import thread_changed

SECOND_THOUGHTS = timedelta(minutes=2)
"""Mails about a Solution wait so long: many an asker marks one answer and then another."""


def accept_solution(
    reply: Reply, *, by: Member, is_workaround: bool = False, at: datetime | None = None
) -> Solution:
    """The asker accepts `reply`; one accepted before is taken back. Accepting what stands
    changes nothing. `is_workaround` is for problems that still need a fix. Raises Refusal."""
    with transaction.atomic():
        thread, reply = _locked(reply)
        check_can_accept(by, reply)
        is_workaround = is_workaround and thread.kind == "problem"
        standing = _standing(thread)
        same = standing is not None and standing.reply_id == reply.pk
        if standing and same and standing.is_workaround == is_workaround and not standing.in_stead:
            return standing
        return _solve(thread, reply, by=by, at=at, is_workaround=is_workaround)


def solve_without_answer(thread: Thread, *, by: Member, at: datetime | None = None) -> Solution:
    """The asker says that it is solved without a particular answer. Raises Refusal."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        check_can_solve_without(by, thread)
        standing = _standing(thread)
        if standing and standing.reply_id is None:
            return standing
        return _solve(thread, None, by=by, at=at)


def confirm_solution(reply: Reply, *, by: Member, at: datetime | None = None) -> Solution:
    """An ambassador, or a Superuser whose term opens it, confirms `reply` in the asker's stead; the
    asker is told and can change it. What a Superuser confirms stands in the company's log, and is
    undone from there. Raises Refusal, also before seven silent days; taking a Solution back is a
    word of the asker's, so the silence starts anew with it."""
    made = list[Solution]()

    def confirm(now: Reply) -> None:
        thread, answer = _locked(now)
        check_can_confirm(by, answer, at=at)
        check_is_silent(last_word(thread), at=at)
        made.append(_solve(thread, answer, by=by, at=at, in_stead=True))

    with transaction.atomic():
        if by.is_company:
            confirm(reply)
        else:
            moderate(reply, "confirm", by=by, change=confirm, at=at)
    return made[0]


def withdraw_solution(thread: Thread, *, by: Member, at: datetime | None = None) -> None:
    """Take the standing Solution back. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=thread.pk)
        standing = _standing(thread)
        check_can_withdraw_solution(by, thread, standing)
        if standing is not None:
            _withdraw(standing, by=by, at=at)
            _copy_to_thread(thread, None)
            settle_solutions(thread, at=at)
            thread_changed.send(Thread, thread_id=thread.pk)


def withdraw_for_deletion(thread: Thread, reply: Reply, *, by: Member, at: datetime) -> None:
    """Part of deleting a reply: its Solution mark goes with it."""
    standing = _standing(thread)
    if standing is not None and standing.reply_id == reply.pk:
        _withdraw(standing, by=by, at=at)
        _copy_to_thread(thread, None)


def reinstate_after_undelete(
    thread: Thread, reply: Reply, *, deleted_at: datetime | None, at: datetime
) -> None:
    """Part of bringing a reply back: the mark that its deletion took stands again, unless the
    asker has said something else since."""
    taken = reply.solutions.filter(withdrawn_at=deleted_at).last() if deleted_at else None
    if taken is None or thread.solutions.filter(pk__gt=taken.pk).exists():
        return
    again = Solution.objects.create(
        thread=thread,
        reply=reply,
        by=taken.by,
        in_stead=taken.in_stead,
        is_workaround=taken.is_workaround,
        at=taken.at,
    )
    _copy_to_thread(thread, again)
    restore_event(_event(again), at=at)


def _locked(reply: Reply) -> tuple[Thread, Reply]:
    thread = Thread.objects.select_for_update().get(pk=reply.thread_id)
    reply = Reply.objects.select_related("author").get(pk=reply.pk)
    reply.thread = thread
    return thread, reply


def _standing(thread: Thread) -> Solution | None:
    return thread.solutions.filter(withdrawn_at=None).first()


def _solve(
    thread: Thread,
    reply: Reply | None,
    *,
    by: Member,
    at: datetime | None,
    is_workaround: bool = False,
    in_stead: bool = False,
) -> Solution:
    at = at or timezone.now()
    before = _standing(thread)
    if before is not None:
        _withdraw(before, by=by, at=at)
    solution = Solution.objects.create(
        thread=thread, reply=reply, by=by, at=at, in_stead=in_stead, is_workaround=is_workaround
    )
    _copy_to_thread(thread, solution)
    settle_solutions(thread, at=at)
    _tell(thread, solution, by=by, at=at)
    thread_changed.send(Thread, thread_id=thread.pk)
    return solution


def _withdraw(solution: Solution, *, by: Member, at: datetime) -> None:
    Solution.objects.filter(pk=solution.pk).update(withdrawn_at=at, withdrawn_by=by)
    withdraw_event(_event(solution))


def _copy_to_thread(thread: Thread, solution: Solution | None) -> None:
    """Keep the thread's copies for lists: solved by a standing Solution, or as a fixed problem."""
    fixed = thread.state == State.FIXED
    Thread.objects.filter(pk=thread.pk).update(
        is_solved=solution is not None or fixed,
        solved_at=solution.at if solution else (thread.fixed_at if fixed else None),
        solution_id=solution.reply_id if solution else None,
    )


def _event(solution: Solution) -> str:
    """One event for each answer of a thread, however often it is accepted and taken back: nobody is
    mailed twice that it solved it."""
    return f"solution:{solution.thread_id}:{solution.reply_id or 0}"


def _tell(thread: Thread, solution: Solution, *, by: Member, at: datetime) -> None:
    """Tell the answerer, who watches or has this too, and the asker when it was not they."""
    reply = solution.reply
    about: dict[str, Any] = {
        "event": _event(solution),
        "actor": by,
        "at": at,
        "delay": SECOND_THOUGHTS,
        **source_of(thread, reply),
    }
    words = reply.gist if reply else ""
    told: set[int] = {by.pk}
    everyone = Member.objects.all()
    if reply is not None:
        told.add(reply.author_id)
        author = readers_among(thread, everyone.filter(pk=reply.author_id))
        notify_many(author, kind=NotificationKind.YOUR_ANSWER, words=words, **about)
    if solution.in_stead:
        told.add(thread.author_id)
        asker = readers_among(thread, everyone.filter(pk=thread.author_id))
        notify_many(asker, kind=NotificationKind.CONFIRMED, words=words, **about)
    others = readers_among(thread, concerned_with(thread).exclude(pk__in=told))
    notify_many(others, kind=NotificationKind.SOLVED, words=words, **about)

"""recount: every counter is what its rows say, and only wrong ones are written."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from forum.actions import replies, solutions, threads, votes
from forum.actions.counters import recount
from forum.models import Board, Reply, Thread

WRONG_REPLY: dict[str, Any] = {
    "helpful_count": 91,
    "unhelpful_count": 92,
    "score": -93,
    "comment_count": 94,
    "edit_count": 95,
}
WRONG_THREAD: dict[str, Any] = {
    **WRONG_REPLY,
    "reply_count": 96,
    "me_too_count": 97,
    "watch_count": 98,
    "is_solved": False,
    "solved_at": None,
    "solution": None,
    "last_author": None,
}


@pytest.fixture
def lively(
    everybody_trusted: None,
    thread: Thread,
    answer: Reply,
    noor: Member,
    tomasz: Member,
    maren: Member,
) -> Thread:
    """A thread on which everything has happened that moves a counter, and some of it back."""
    other = replies.post_reply(thread, by=maren, source="Or else.")
    gone = replies.post_reply(thread, by=noor, source="Never mind.")
    replies.delete_reply(gone, by=noor)
    replies.edit_reply(answer, by=tomasz, source="Better so.")
    threads.edit_thread(thread, by=noor, title="Still cold", source="It is cold.")
    replies.comment_on(answer, by=noor, source="Thank you")
    note = replies.comment_on(answer, by=noor, source="Oh")
    replies.delete_comment(note, by=noor)
    replies.comment_on(thread, by=maren, source="Which hub?")
    votes.vote(answer, by=noor, value=1)
    votes.vote(answer, by=maren, value=-1)
    votes.vote(other, by=noor, value=-1)
    votes.vote(thread, by=tomasz, value=1)
    votes.unvote(other, by=noor)
    votes.add_me_too(thread, by=maren)
    votes.watch_thread(thread, by=tomasz)
    solutions.accept_solution(answer, by=noor)
    return Thread.objects.get(pk=thread.pk)


def rows() -> list[dict[str, Any]]:
    return [
        dict(row)
        for model in (Board, Thread, Reply)
        for row in model._default_manager.order_by("pk").values()
    ]


def test_recount_agrees_with_what_actions_did(lively: Thread) -> None:
    before = rows()
    assert recount() == {}
    assert rows() == before
    assert (lively.reply_count, lively.comment_count, lively.edit_count) == (2, 1, 1)
    assert (lively.helpful_count, lively.me_too_count, lively.is_solved) == (1, 1, True)


def test_recount_agrees_after_undoing(lively: Thread, noor: Member, maren: Member) -> None:
    solutions.withdraw_solution(lively, by=noor)
    votes.remove_me_too(lively, by=maren)
    assert recount() == {}
    threads.delete_thread(lively, by=maren)
    assert recount() == {}
    threads.undelete_thread(lively, by=maren)
    assert recount() == {}
    solutions.solve_without_answer(lively, by=noor)
    assert recount() == {}


@pytest.mark.parametrize("field", sorted(WRONG_THREAD))
def test_recount_puts_a_thread_right(lively: Thread, field: str) -> None:
    before = rows()
    Thread.objects.filter(pk=lively.pk).update(**{field: WRONG_THREAD[field]})
    assert recount() == {f"thread.{field}": 1}
    assert rows() == before


@pytest.mark.parametrize("field", sorted(WRONG_REPLY))
def test_recount_puts_a_reply_right(lively: Thread, answer: Reply, field: str) -> None:
    before = rows()
    Reply.objects.filter(pk=answer.pk).update(**{field: WRONG_REPLY[field]})
    assert recount() == {f"reply.{field}": 1}
    assert rows() == before


def test_recount_puts_times_and_boards_right(lively: Thread) -> None:
    before = rows()
    Thread.objects.update(active_at=timezone.now() + timedelta(days=9))
    Board.objects.update(thread_count=7)
    assert recount() == {"thread.active_at": 1, "board.thread_count": 1}
    assert rows() == before


def test_recount_adds_what_was_imported(lively: Thread, answer: Reply) -> None:
    Thread.objects.filter(pk=lively.pk).update(imported_me_too=10)
    Reply.objects.filter(pk=answer.pk).update(imported_helpful=20, imported_unhelpful=5)
    assert recount() == {
        "thread.me_too_count": 1,
        "reply.helpful_count": 1,
        "reply.unhelpful_count": 1,
        "reply.score": 1,
    }
    counted = Reply.objects.values("helpful_count", "unhelpful_count", "score").get(pk=answer.pk)
    assert counted == {"helpful_count": 21, "unhelpful_count": 6, "score": 15}
    assert Thread.objects.get(pk=lively.pk).me_too_count == 11


def test_recount_keeps_a_fixed_problem_solved(board: Board, noor: Member, maren: Member) -> None:
    problem = threads.ask_thread(board, by=noor, kind="problem", title="It leaks", source="Now.")
    threads.set_state(problem, by=maren, state="fixed")
    fixed = Thread.objects.get(pk=problem.pk)
    assert fixed.is_solved
    assert recount() == {}
    Thread.objects.update(is_solved=False)
    assert recount() == {"thread.is_solved": 1}
    assert Thread.objects.get(pk=problem.pk).solved_at == fixed.solved_at


def test_recount_takes_the_same_queries_for_many(
    lively: Thread, board: Board, noor: Member
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as one:
        recount()
    for _ in range(5):
        asked = threads.ask_thread(board, by=noor, kind="question", title="More", source="More.")
        replies.post_reply(asked, by=noor, source="Words.")
    with CaptureQueriesContext(connection) as many:
        assert recount() == {}
    assert (len(one), len(many)) == (3, 3)


def test_recount_says_what_was_wrong(lively: Thread) -> None:
    out = StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue() == "All counters were right.\n"
    Thread.objects.update(reply_count=50, score=50)
    out = StringIO()
    call_command("recount", stdout=out)
    assert out.getvalue() == "thread.reply_count: 1 put right\nthread.score: 1 put right\n"

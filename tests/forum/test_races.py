"""Fifty at once leave one row and right counters; eight writers share SQLite without an error."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import Member, Notification, Version
from accounts.refusals import Refusal
from forum.actions import solutions, votes
from forum.actions.counters import recount
from forum.actions.once import ask_once, comment_once, reply_once
from forum.actions.recommendations import recommend_reply
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.models import Board, Comment, MeToo, Recommendation, Reply, Solution, Thread, Vote, Watch
from tests.overlapping import in_line

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(call: Callable[[int], object], many: int = MANY) -> list[Exception]:
    """Call from so many threads at the same moment, each on a connection of its own. Returns what
    went wrong; a Refusal is an answer."""
    start, wrong = threading.Barrier(many), list[Exception]()

    def run(number: int) -> None:
        try:
            start.wait()
            call(number)
        except Refusal:
            pass
        except Exception as problem:
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def post_of(pk: int) -> Reply:
    return Reply.objects.select_related("thread").get(pk=pk)


def test_votes_at_once(answer: Reply, noor: Member) -> None:
    assert at_once(lambda _n: votes.vote(post_of(answer.pk), by=noor, value=1)) == []
    assert Vote.objects.count() == 1
    now = post_of(answer.pk)
    assert (now.helpful_count, now.unhelpful_count, now.score) == (1, 0, 1)
    assert recount() == {}


def test_votes_both_ways_at_once(answer: Reply, thread: Thread, noor: Member) -> None:
    """Up, down and back in a storm: at most one row, and counters that say what it says."""

    def storm(number: int) -> None:
        post = post_of(answer.pk)
        if number % 3 == 2:
            votes.unvote(post, by=noor)
        else:
            votes.vote(post, by=noor, value=1 if number % 3 else -1)

    assert at_once(storm) == []
    values = list(Vote.objects.values_list("value", flat=True))
    assert len(values) <= 1
    assert post_of(answer.pk).score == sum(values)
    assert recount() == {}


def test_votes_of_many_at_once(answer: Reply, thread: Thread) -> None:
    people = Member.objects.bulk_create(
        Member(username=f"voter{n}", email=f"voter{n}@example.org") for n in range(MANY)
    )
    assert at_once(lambda n: votes.vote(post_of(answer.pk), by=people[n], value=1)) == []
    assert post_of(answer.pk).helpful_count == MANY
    assert recount() == {}


def test_me_toos_at_once(thread: Thread, sasha: Member) -> None:
    assert at_once(lambda _n: votes.add_me_too(thread, by=sasha)) == []
    assert (MeToo.objects.count(), Watch.objects.filter(member=sasha).count()) == (1, 1)
    now = Thread.objects.get(pk=thread.pk)
    assert (now.me_too_count, now.watch_count) == (1, 2)
    assert at_once(lambda _n: votes.remove_me_too(thread, by=sasha)) == []
    assert Thread.objects.get(pk=thread.pk).me_too_count == 0
    assert recount() == {}


def test_watches_at_once(thread: Thread, sasha: Member) -> None:
    assert at_once(lambda _n: votes.watch_thread(thread, by=sasha)) == []
    assert Watch.objects.filter(member=sasha).count() == 1
    assert at_once(lambda _n: votes.watch_board(thread.board, by=sasha)) == []
    assert Watch.objects.filter(member=sasha, board=thread.board).count() == 1
    assert at_once(lambda _n: votes.unwatch_thread(thread, by=sasha)) == []
    assert Thread.objects.get(pk=thread.pk).watch_count == 1
    assert recount() == {}


@pytest.mark.parametrize("act", (votes.watch_thread, votes.unwatch_thread, votes.remove_me_too))
@pytest.mark.parametrize("has", (False, True))
def test_watching_while_the_thread_is_held(
    thread: Thread, sasha: Member, act: Callable[..., None], has: bool
) -> None:
    """Whoever holds the thread writes the same watch: who waits for the thread keeps nothing that
    the first would wait for."""
    if has:
        votes.add_me_too(thread, by=sasha)

    def hold() -> None:
        list(Thread.objects.select_for_update().filter(pk=thread.pk))

    def post() -> None:
        post_reply(thread, by=sasha, source="So do I")

    assert in_line(hold, lambda: act(thread, by=sasha), then=post) == []
    watches = Watch.objects.filter(thread=thread, member=sasha).count()
    assert watches == (act is not votes.unwatch_thread)
    assert recount() == {}


def test_accepts_at_once(thread: Thread, answer: Reply, noor: Member) -> None:
    assert at_once(lambda _n: solutions.accept_solution(post_of(answer.pk), by=noor)) == []
    assert Solution.objects.count() == 1
    now = Thread.objects.get(pk=thread.pk)
    assert (now.is_solved, now.solution_id) == (True, answer.pk)
    assert Notification.objects.filter(kind="your_answer").count() == 1
    assert recount() == {}


def test_accepts_of_two_answers_at_once(
    thread: Thread, answer: Reply, noor: Member, sasha: Member
) -> None:
    other = post_reply(thread, by=sasha, source="Or this")
    both = (answer.pk, other.pk)
    assert at_once(lambda n: solutions.accept_solution(post_of(both[n % 2]), by=noor)) == []
    standing = Solution.objects.get(withdrawn_at=None)
    assert Thread.objects.get(pk=thread.pk).solution_id == standing.reply_id
    live = Notification.objects.filter(kind="your_answer", withdrawn_at=None)
    assert list(live.values_list("event", flat=True)) == [
        f"solution:{standing.thread_id}:{standing.reply_id}"
    ]
    assert recount() == {}


def test_accepting_and_deleting_at_once(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member
) -> None:
    def storm(number: int) -> None:
        reply = post_of(answer.pk)
        if number % 4 == 0:
            solutions.accept_solution(reply, by=noor)
        elif number % 4 == 1:
            delete_reply(reply, by=tomasz)
        elif number % 4 == 2:
            undelete_reply(reply, by=tomasz)
        else:
            solutions.withdraw_solution(thread, by=noor)

    assert at_once(storm) == []
    standing = Solution.objects.filter(withdrawn_at=None).first()
    now = post_of(answer.pk)
    assert standing is None or now.deleted_at is None
    assert now.thread.is_solved == (standing is not None)
    assert recount() == {}


def test_recommendations_at_once(answer: Reply, maren: Member) -> None:
    assert at_once(lambda _n: recommend_reply(post_of(answer.pk), by=maren)) == []
    assert Recommendation.objects.count() == 1


def test_answers_at_once(thread: Thread, tomasz: Member) -> None:
    assert at_once(lambda n: post_reply(thread, by=tomasz, source=f"Answer {n}")) == []
    now = Thread.objects.get(pk=thread.pk)
    assert (now.reply_count, now.watch_count) == (MANY, 2)
    assert recount() == {}


def test_the_same_question_at_once(board: Board, noor: Member) -> None:
    words: dict[str, Any] = {"kind": "question", "title": " Cold ", "source": "Very\r\ncold. "}
    assert at_once(lambda _n: ask_once(board, by=noor, **words)) == []
    assert Thread.objects.count() == 1
    assert recount() == {}


def test_the_same_answer_at_once(thread: Thread, tomasz: Member) -> None:
    assert at_once(lambda _n: reply_once(thread, by=tomasz, source="Two-wire.")) == []
    assert Reply.objects.count() == 1
    assert Thread.objects.get(pk=thread.pk).reply_count == 1
    assert recount() == {}


def test_the_same_comment_at_once(thread: Thread, answer: Reply, noor: Member) -> None:
    posts: tuple[Thread | Reply, ...] = (thread, answer)
    assert at_once(lambda n: comment_once(posts[n % 2], by=noor, source="Thanks")) == []
    assert Comment.objects.filter(reply=None).count() == 1
    assert Comment.objects.filter(reply=answer).count() == 1
    assert recount() == {}


def test_eight_writers_share_sqlite() -> None:
    """Each reads, then writes, 150 times: nothing is lost and nobody hears of a locked database."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite; PostgreSQL locks rows")
    Version.objects.create(name="shared", number=0)

    def write(_number: int) -> None:
        for _ in range(150):
            with transaction.atomic():
                number = Version.objects.values_list("number", flat=True).get(name="shared")
                Version.objects.filter(name="shared").update(number=number + 1)

    assert at_once(write, many=8) == []
    assert Version.objects.get(name="shared").number == 8 * 150

"""Fifty at once are one award; who writes and who is voted on at the same moment wait for nobody in
a circle."""

from collections.abc import Callable

import pytest

from accounts.models import Member
from forum.actions import solutions, votes
from forum.actions.once import reply_once
from forum.actions.recommendations import recommend_reply, withdraw_recommendation
from forum.actions.removals import remove_post, restore_post
from forum.actions.replies import delete_reply, undelete_reply
from forum.models import Reply, Thread
from reputation.models import Award
from reputation.queries.standing import standing_of
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals
from tests.forum.test_races import MANY, at_once, post_of
from tests.overlapping import in_line

pytestmark = pytest.mark.django_db(transaction=True)


def agrees() -> bool:
    return not [*wrong_totals(), *wrong_days(), *wrong_rows()]


def test_identical_votes_at_once_are_one_award(answer: Reply, noor: Member, tomasz: Member) -> None:
    assert at_once(lambda _n: votes.vote(post_of(answer.pk), by=noor, value=1)) == []
    assert Award.objects.count() == 1
    assert standing_of(tomasz).points == 10
    assert agrees()


def test_votes_of_many_at_once_keep_to_the_caps(answer: Reply, tomasz: Member) -> None:
    people = Member.objects.bulk_create(
        Member(username=f"voter{n}", email=f"voter{n}@example.org") for n in range(MANY)
    )
    assert at_once(lambda n: votes.vote(post_of(answer.pk), by=people[n], value=1)) == []
    assert Award.objects.filter(reverses=None, rule="answer_helpful").count() == MANY
    assert standing_of(tomasz).points == 100
    assert agrees()


def test_a_storm_ends_where_its_rows_end(answer: Reply, noor: Member, tomasz: Member) -> None:
    def storm(number: int) -> None:
        post = post_of(answer.pk)
        acts: list[Callable[[], object]] = [
            lambda: votes.vote(post, by=noor, value=1),
            lambda: votes.unvote(post, by=noor),
            lambda: solutions.accept_solution(post, by=noor),
            lambda: solutions.withdraw_solution(post.thread, by=noor),
            lambda: delete_reply(post, by=tomasz),
            lambda: undelete_reply(post, by=tomasz),
        ]
        acts[number % len(acts)]()

    assert at_once(storm) == []
    assert agrees()


def test_who_writes_and_is_voted_on_at_once(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member
) -> None:
    """Writing holds the member first and the thread then; a vote holds the thread first, and what it
    pays is written last."""

    def do(number: int) -> None:
        if number % 2:
            votes.vote(post_of(answer.pk), by=noor, value=1)
            votes.unvote(post_of(answer.pk), by=noor)
        else:
            reply_once(thread, by=tomasz, source=f"More {number}")

    assert at_once(do, 16) == []
    assert agrees()


def test_recommended_while_its_thread_goes(answer: Reply, maren: Member, tomasz: Member) -> None:
    """The thread is held first, as everywhere: whoever comes second sees what the first has done."""
    thread, reason = answer.thread, "Asked by mistake."
    acts: list[Callable[[], object]] = [
        lambda: remove_post(thread, by=maren, reason=reason),
        lambda: recommend_reply(post_of(answer.pk), by=maren),
    ]
    assert in_line(*acts) == []
    assert (standing_of(tomasz).points, Award.objects.count()) == (0, 0)
    restore_post(Thread.objects.get(), by=maren, reason="After all.")
    assert in_line(*reversed(acts)) == []
    assert (standing_of(tomasz).points, Award.objects.count()) == (0, 2)
    assert agrees()


def test_recommended_and_taken_back_at_once(answer: Reply, maren: Member, tomasz: Member) -> None:
    acts = (recommend_reply, withdraw_recommendation)
    assert at_once(lambda n: acts[n % 2](post_of(answer.pk), by=maren), 16) == []
    stands = answer.recommendations.filter(withdrawn_at=None).count()
    assert standing_of(tomasz).points == 15 * stands
    assert agrees()

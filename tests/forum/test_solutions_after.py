"""The Solution and deletion, and who is told of it."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Member, Notification
from forum.actions.counters import recount
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.solutions import (
    accept_solution,
    solve_without_answer,
    withdraw_solution,
)
from forum.actions.threads import delete_thread, undelete_thread
from forum.actions.votes import add_me_too, watch_thread
from forum.models import Board, Reply, Solution, Thread
from tests.forum.solving import DAY, T0, copies, told


def test_deleting_the_solution_unsolves_and_bringing_back_solves(
    asked: Thread, first: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    delete_reply(first, by=tomasz, at=T0 + 4 * DAY)
    assert copies(asked) == (False, None, None)
    assert told() == set()
    undelete_reply(first, by=tomasz, at=T0 + 5 * DAY)
    assert copies(asked) == (True, T0 + 3 * DAY, first.pk)
    standing = Solution.objects.get(withdrawn_at=None)
    assert (standing.by, standing.at) == (noor, T0 + 3 * DAY)
    assert recount() == {}


def test_another_solution_stands_meanwhile(
    asked: Thread, first: Reply, second: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    delete_reply(first, by=tomasz, at=T0 + 4 * DAY)
    accept_solution(second, by=noor, at=T0 + 5 * DAY)
    undelete_reply(first, by=tomasz, at=T0 + 6 * DAY)
    assert copies(asked) == (True, T0 + 5 * DAY, second.pk)


def test_the_askers_last_word_counts(
    asked: Thread, first: Reply, noor: Member, tomasz: Member
) -> None:
    """Solved in another way and then not solved after all: bringing the old Solution back must
    not make the thread solved over the asker's head."""
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    delete_reply(first, by=tomasz, at=T0 + 4 * DAY)
    solve_without_answer(asked, by=noor, at=T0 + 5 * DAY)
    withdraw_solution(asked, by=noor, at=T0 + 6 * DAY)
    undelete_reply(first, by=tomasz, at=T0 + 7 * DAY)
    assert copies(asked) == (False, None, None)


def test_what_the_asker_took_back_stays_taken_back(
    asked: Thread, first: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    withdraw_solution(asked, by=noor, at=T0 + 4 * DAY)
    delete_reply(first, by=tomasz, at=T0 + 5 * DAY)
    undelete_reply(first, by=tomasz, at=T0 + 6 * DAY)
    assert copies(asked) == (False, None, None)


def test_deleted_and_brought_back_twice(
    asked: Thread, first: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    for day in (4, 6):
        delete_reply(first, by=tomasz, at=T0 + day * DAY)
        assert copies(asked) == (False, None, None)
        undelete_reply(first, by=tomasz, at=T0 + (day + 1) * DAY)
        assert copies(asked) == (True, T0 + 3 * DAY, first.pk)
    assert Solution.objects.filter(withdrawn_at=None).count() == 1


def test_deleting_another_answer_leaves_the_solution(
    asked: Thread, first: Reply, second: Reply, noor: Member, sasha: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    delete_reply(second, by=sasha)
    assert copies(asked) == (True, T0 + 3 * DAY, first.pk)


def test_a_deleted_thread_keeps_its_solution(
    asked: Thread, first: Reply, noor: Member, maren: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    delete_thread(asked, by=maren)
    undelete_thread(asked, by=maren)
    assert copies(asked) == (True, T0 + 3 * DAY, first.pk)
    assert recount() == {}


# Who is told --------------------------------------------------------------------------------
def test_everyone_is_told_once(
    asked: Thread, first: Reply, noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> None:
    add_me_too(asked, by=sasha)
    watch_thread(asked, by=sasha)
    watch_thread(asked, by=tomasz)
    watch_thread(asked, by=maren)
    accept_solution(first, by=noor)
    rows = Notification.objects.filter(kind__in=["solved", "your_answer", "confirmed"])
    assert sorted(rows.values_list("member__username", "kind")) == [
        ("maren", "solved"),
        ("sasha", "solved"),
        ("tomasz", "your_answer"),
    ]
    row = rows.get(member=tomasz)
    assert (row.url, row.title, row.words, row.actor) == (
        first.get_absolute_url(),
        "The house is cold",
        "Two-wire.",
        noor,
    )


def test_whoever_solves_it_alone_is_told_nothing(asked: Thread, noor: Member) -> None:
    own = post_reply(asked, by=noor, source="Found it.")
    accept_solution(own, by=noor)
    assert told() == set()


def test_who_left_the_group_is_not_told(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member, sasha: Member
) -> None:
    from forum.actions.threads import ask_thread

    for member in (noor, tomasz, sasha):
        member.groups.add(partners)
    made: dict[str, Any] = {"kind": "question", "title": "Hush", "source": "Hush"}
    thread = ask_thread(closed_board, by=noor, **made)
    reply = post_reply(thread, by=tomasz, source="Hush")
    add_me_too(thread, by=sasha)
    tomasz.groups.remove(partners)
    sasha.groups.remove(partners)
    accept_solution(reply, by=noor)
    assert told(live=False) == set()

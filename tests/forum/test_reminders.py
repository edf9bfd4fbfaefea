"""Whoever asks is reminded once, kindly, to say whether it was solved."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from accounts.models import Member, Notification
from forum.actions.reminders import remind_askers
from forum.actions.replies import comment_on, delete_reply, post_reply
from forum.actions.solutions import accept_solution, confirm_solution, withdraw_solution
from forum.actions.threads import (
    ask_thread,
    delete_thread,
    lock_thread,
    set_state,
    unlock_thread,
)
from forum.models import Board, Thread

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def reminded() -> list[str]:
    rows = Notification.objects.filter(kind="remind_solved")
    return sorted(rows.values_list("member__username", flat=True))


@pytest.fixture
def answered(ask: Callable[..., Thread], tomasz: Member) -> Thread:
    thread = ask(at=T0)
    post_reply(thread, by=tomasz, source="Two-wire.", at=T0)
    return thread


def test_once_after_three_silent_days(answered: Thread) -> None:
    assert remind_askers(T0 + 3 * DAY - timedelta(seconds=1)) == 0
    assert remind_askers(T0 + 3 * DAY) == 1
    assert remind_askers(T0 + 4 * DAY) == 0
    row = Notification.objects.get(kind="remind_solved")
    assert (row.member.username, row.url) == ("noor", answered.get_absolute_url())


def test_nobody_who_opted_out(answered: Thread, noor: Member) -> None:
    Member.objects.filter(pk=noor.pk).update(wants_solved_reminders=False)
    assert remind_askers(T0 + 3 * DAY) == 0


@pytest.mark.parametrize("change", ({"imported_from": "sumo"}, {"is_active": False}))
def test_nobody_who_is_not_here(answered: Thread, noor: Member, change: dict[str, object]) -> None:
    Member.objects.filter(pk=noor.pk).update(**change)
    assert remind_askers(T0 + 3 * DAY) == 0


def test_nobody_about_what_is_solved(answered: Thread, noor: Member) -> None:
    reply = answered.replies.get()
    accept_solution(reply, by=noor, at=T0)
    assert remind_askers(T0 + 3 * DAY) == 0


def test_nobody_without_an_answer_by_somebody_else(
    ask: Callable[..., Thread], noor: Member, tomasz: Member
) -> None:
    thread = ask(at=T0)
    post_reply(thread, by=noor, source="I forgot: it is a hub two.", at=T0)
    delete_reply(post_reply(thread, by=tomasz, source="Eh", at=T0), by=tomasz)
    assert remind_askers(T0 + 3 * DAY) == 0


def test_a_switch_does_not_say_that_it_is_not_solved(
    answered: Thread, noor: Member, tomasz: Member, sasha: Member
) -> None:
    """Neither does the mark that goes with its answer."""
    first = answered.replies.get()
    better = post_reply(answered, by=sasha, source="Three-wire.", at=T0)
    accept_solution(first, by=noor, at=T0)
    accept_solution(better, by=noor, at=T0)
    delete_reply(better, by=sasha, at=T0)
    assert remind_askers(T0 + 3 * DAY) == 1


def test_an_answer_of_ones_own_deleted_does_not_say_so_either(
    answered: Thread, noor: Member
) -> None:
    own = post_reply(answered, by=noor, source="I found it.", at=T0)
    accept_solution(own, by=noor, at=T0)
    delete_reply(own, by=noor, at=T0)
    assert remind_askers(T0 + 3 * DAY) == 1


def test_taken_back_after_a_switch_is_taken_back(
    answered: Thread, noor: Member, sasha: Member
) -> None:
    better = post_reply(answered, by=sasha, source="Three-wire.", at=T0)
    accept_solution(answered.replies.earliest("pk"), by=noor, at=T0)
    accept_solution(better, by=noor, at=T0)
    withdraw_solution(answered, by=noor, at=T0)
    assert remind_askers(T0 + 3 * DAY) == 0


def test_what_the_company_took_back_is_no_word_of_the_askers(
    answered: Thread, noor: Member, maren: Member
) -> None:
    reply = answered.replies.get()
    accept_solution(reply, by=noor, at=T0)
    withdraw_solution(answered, by=noor, at=T0)
    confirm_solution(reply, by=maren, at=T0 + 8 * DAY)
    withdraw_solution(answered, by=maren, at=T0 + 8 * DAY)
    assert remind_askers(T0 + 12 * DAY) == 0


def test_nobody_while_notes_are_exchanged(answered: Thread, noor: Member) -> None:
    comment_on(answered.replies.get(), by=noor, source="I try it tonight", at=T0 + 2 * DAY)
    assert remind_askers(T0 + 3 * DAY) == 0
    assert remind_askers(T0 + 5 * DAY) == 1


def test_nobody_about_what_is_old(answered: Thread) -> None:
    assert remind_askers(T0 + 30 * DAY + timedelta(seconds=1)) == 0


def test_nobody_about_a_deleted_thread(answered: Thread, maren: Member) -> None:
    delete_thread(answered, by=maren)
    assert remind_askers(T0 + 3 * DAY) == 0


@pytest.mark.parametrize(
    ("kind", "state", "told"),
    (
        ("question", "open", 1),
        ("question", "needs_info", 0),
        ("problem", "reported", 1),
        ("problem", "confirmed", 1),
        ("problem", "in_progress", 0),
        ("problem", "wont_fix", 0),
        ("problem", "fixed", 0),
    ),
)
def test_only_where_the_askers_word_is_missing(
    ask: Callable[..., Thread], tomasz: Member, maren: Member, kind: str, state: str, told: int
) -> None:
    thread = ask(kind=kind, at=T0)
    post_reply(thread, by=tomasz, source="Two-wire.", at=T0)
    set_state(thread, by=maren, state=state, note="Because.", at=T0)
    assert remind_askers(T0 + 3 * DAY) == told


def test_nobody_about_a_locked_thread(answered: Thread, maren: Member) -> None:
    lock_thread(answered, by=maren, reason="Old.")
    assert remind_askers(T0 + 3 * DAY) == 0
    unlock_thread(answered, by=maren, reason="Again.")
    assert remind_askers(T0 + 3 * DAY) == 1


def test_nobody_who_said_that_it_is_not_solved(answered: Thread, noor: Member) -> None:
    accept_solution(answered.replies.get(), by=noor, at=T0)
    withdraw_solution(answered, by=noor, at=T0)
    assert remind_askers(T0 + 3 * DAY) == 0


@pytest.mark.parametrize("kind", ("idea", "praise", "talk"))
def test_only_questions_and_problems(ask: Callable[..., Thread], tomasz: Member, kind: str) -> None:
    post_reply(ask(kind=kind, at=T0), by=tomasz, source="Hello", at=T0)
    assert remind_askers(T0 + 3 * DAY) == 0


def test_nobody_who_left_the_group(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member
) -> None:
    for member in (noor, tomasz):
        member.groups.add(partners)
    thread = ask_thread(closed_board, by=noor, kind="question", title="Hush", source="Hush", at=T0)
    post_reply(thread, by=tomasz, source="Hush", at=T0)
    noor.groups.clear()
    assert remind_askers(T0 + 3 * DAY) == 0
    assert reminded() == []

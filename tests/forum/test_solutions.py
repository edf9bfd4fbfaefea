"""The asker's Solution: accept, switch, take back; what others are told, and what is undone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions import deliver_due
from accounts.models import Delivery, Member, Notification
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.replies import comment_on, delete_comment, delete_reply, post_reply
from forum.actions.solutions import (
    accept_solution,
    confirm_solution,
    solve_without_answer,
    withdraw_solution,
)
from forum.actions.threads import delete_thread, set_state
from forum.actions.votes import add_me_too
from forum.models import Reply, Solution, Thread
from tests.forum.solving import DAY, T0, copies, told


@pytest.mark.parametrize("name", ("tomasz", "sasha", "maren"))
def test_only_the_asker_accepts(
    asked: Thread, first: Reply, tomasz: Member, sasha: Member, maren: Member, name: str
) -> None:
    by = {"tomasz": tomasz, "sasha": sasha, "maren": maren}[name]
    with pytest.raises(Refusal, match="Only the person who asked can say what solved it"):
        accept_solution(first, by=by)
    assert copies(asked) == (False, None, None)
    assert Solution.objects.count() == 0


def test_a_deleted_answer_is_not_accepted(
    asked: Thread, first: Reply, tomasz: Member, noor: Member
) -> None:
    delete_reply(first, by=tomasz)
    with pytest.raises(Refusal, match="A deleted answer cannot be the Solution"):
        accept_solution(first, by=noor)
    assert copies(asked) == (False, None, None)


def test_an_answer_of_a_deleted_thread_is_not_accepted(
    asked: Thread, first: Reply, maren: Member, noor: Member
) -> None:
    delete_thread(asked, by=maren)
    with pytest.raises(Refusal, match="This thread was deleted"):
        accept_solution(first, by=noor)


@pytest.mark.parametrize("kind", ("idea", "praise", "talk"))
def test_other_kinds_have_no_solution(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, kind: str
) -> None:
    thread = ask(kind=kind)
    reply = post_reply(thread, by=tomasz, source="Hello")
    with pytest.raises(Refusal, match="Only questions and problems have a Solution"):
        accept_solution(reply, by=noor)
    with pytest.raises(Refusal, match="Only questions and problems have a Solution"):
        solve_without_answer(thread, by=noor)
    assert Solution.objects.count() == 0


def test_accepting_solves(asked: Thread, first: Reply, noor: Member) -> None:
    at = T0 + 3 * DAY
    made = accept_solution(first, by=noor, at=at)
    assert (made.reply, made.by, made.in_stead, made.is_workaround) == (first, noor, False, False)
    assert copies(asked) == (True, at, first.pk)
    assert recount() == {}


def test_accepting_twice_changes_nothing(asked: Thread, first: Reply, noor: Member) -> None:
    one = accept_solution(first, by=noor, at=T0 + 3 * DAY)
    two = accept_solution(first, by=noor, at=T0 + 4 * DAY)
    assert one == two
    assert copies(asked) == (True, T0 + 3 * DAY, first.pk)
    assert Notification.objects.filter(kind="your_answer").count() == 1


def test_switching(
    asked: Thread, first: Reply, second: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    accept_solution(second, by=noor, at=T0 + 4 * DAY)
    assert copies(asked) == (True, T0 + 4 * DAY, second.pk)
    rows = Solution.objects.order_by("pk").values_list("reply_id", "withdrawn_at", "withdrawn_by")
    assert list(rows) == [(first.pk, T0 + 4 * DAY, noor.pk), (second.pk, None, None)]
    # Tomasz's answer was the Solution for a day, and no mail had gone out: he only hears that the
    # thread, which he watches, is solved.
    assert told() == {("sasha", "your_answer"), ("tomasz", "solved")}
    assert recount() == {}


def test_taking_back(asked: Thread, first: Reply, noor: Member, maren: Member) -> None:
    add_me_too(asked, by=maren)
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    assert told() == {("tomasz", "your_answer"), ("maren", "solved")}
    withdraw_solution(asked, by=noor, at=T0 + 4 * DAY)
    assert copies(asked) == (False, None, None)
    assert told() == set()
    assert told(live=False) == {("tomasz", "your_answer"), ("maren", "solved")}
    assert recount() == {}


def test_what_was_sent_stays_sent(asked: Thread, first: Reply, noor: Member) -> None:
    accept_solution(first, by=noor)
    deliver_due(at=timezone.now() + timedelta(hours=1))
    withdraw_solution(asked, by=noor)
    assert told() == set()
    accept_solution(first, by=noor)
    assert told() == {("tomasz", "your_answer")}
    about = Delivery.objects.filter(notification__kind="your_answer")
    assert list(about.values_list("state", flat=True)) == ["sent"]
    before = len(mail.outbox)
    deliver_due(at=timezone.now() + timedelta(hours=2))
    assert len(mail.outbox) == before


def test_nothing_to_take_back(asked: Thread, noor: Member) -> None:
    with pytest.raises(Refusal, match="There is no Solution to take back"):
        withdraw_solution(asked, by=noor)


@pytest.mark.parametrize("name", ("tomasz", "sasha", "maren"))
def test_only_the_asker_takes_back(
    asked: Thread,
    first: Reply,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
    name: str,
) -> None:
    accept_solution(first, by=noor, at=T0)
    by = {"tomasz": tomasz, "sasha": sasha, "maren": maren}[name]
    with pytest.raises(Refusal, match="Only the person who asked can take the Solution back"):
        withdraw_solution(asked, by=by)
    assert copies(asked) == (True, T0, first.pk)


# In the asker's stead ------------------------------------------------------------------------
def test_confirming_waits_for_seven_silent_days(asked: Thread, first: Reply, maren: Member) -> None:
    early = first.created_at + 7 * DAY - timedelta(microseconds=1)
    with pytest.raises(Refusal, match="silent for 7 days"):
        confirm_solution(first, by=maren, at=early)
    at = first.created_at + 7 * DAY
    made = confirm_solution(first, by=maren, at=at)
    assert (made.by, made.in_stead) == (maren, True)
    assert copies(asked) == (True, at, first.pk)
    assert told() == {("tomasz", "your_answer"), ("noor", "confirmed")}


def test_a_short_note_breaks_the_silence(
    asked: Thread, first: Reply, noor: Member, maren: Member
) -> None:
    comment_on(first, by=noor, source="Still cold.", at=T0 + 8 * DAY)
    with pytest.raises(Refusal, match="silent for 7 days"):
        confirm_solution(first, by=maren, at=T0 + 9 * DAY)
    confirm_solution(first, by=maren, at=T0 + 15 * DAY)
    assert copies(asked) == (True, T0 + 15 * DAY, first.pk)


@pytest.mark.parametrize("own", (True, False))
def test_not_solved_after_all_breaks_the_silence(
    asked: Thread, first: Reply, noor: Member, maren: Member, own: bool
) -> None:
    if own:
        accept_solution(first, by=noor, at=T0 + 20 * DAY)
    else:
        confirm_solution(first, by=maren, at=T0 + 20 * DAY)
    withdraw_solution(asked, by=noor, at=T0 + 21 * DAY)
    with pytest.raises(Refusal, match="silent for 7 days"):
        confirm_solution(first, by=maren, at=T0 + 28 * DAY - timedelta(microseconds=1))
    confirm_solution(first, by=maren, at=T0 + 28 * DAY)
    assert copies(asked) == (True, T0 + 28 * DAY, first.pk)


def test_what_the_company_takes_back_is_no_word_of_the_askers(
    asked: Thread, first: Reply, maren: Member
) -> None:
    confirm_solution(first, by=maren, at=T0 + 20 * DAY)
    withdraw_solution(asked, by=maren, at=T0 + 21 * DAY)
    confirm_solution(first, by=maren, at=T0 + 22 * DAY)
    assert copies(asked) == (True, T0 + 22 * DAY, first.pk)


def test_solution_confirm_is_offered_after_the_silence_alone(
    as_member: Callable[[Member], Client], asked: Thread, first: Reply, noor: Member, maren: Member
) -> None:
    """A note and a Solution taken back are heard on the page as in the action."""
    client, button = as_member(maren), f'action="/r/{first.pk}/confirm/"'

    def offered() -> bool:
        return button in client.get(asked.get_absolute_url()).content.decode()

    assert offered()
    comment = comment_on(first, by=noor, source="Still cold.")
    assert not offered()
    delete_comment(comment, by=noor)
    accept_solution(first, by=noor, at=T0 + 20 * DAY)
    withdraw_solution(asked, by=noor)
    assert not offered()
    asked.solutions.update(withdrawn_at=T0 + 21 * DAY)
    assert offered()


@pytest.mark.parametrize("name", ("noor", "tomasz", "sasha"))
def test_only_the_company_confirms(
    first: Reply, noor: Member, tomasz: Member, sasha: Member, name: str
) -> None:
    by = {"noor": noor, "tomasz": tomasz, "sasha": sasha}[name]
    with pytest.raises(Refusal, match="Only an ambassador can confirm"):
        confirm_solution(first, by=by, at=T0 + 30 * DAY)


def test_a_solved_thread_is_not_confirmed(
    first: Reply, second: Reply, noor: Member, maren: Member
) -> None:
    accept_solution(first, by=noor, at=T0 + 3 * DAY)
    with pytest.raises(Refusal, match="This thread is solved already"):
        confirm_solution(second, by=maren, at=T0 + 30 * DAY)


def test_the_asker_changes_what_was_confirmed(
    asked: Thread, first: Reply, second: Reply, noor: Member, maren: Member
) -> None:
    at = T0 + 30 * DAY
    confirm_solution(first, by=maren, at=at)
    accept_solution(second, by=noor, at=at + DAY)
    assert copies(asked) == (True, at + DAY, second.pk)
    withdraw_solution(asked, by=noor, at=at + 2 * DAY)
    assert copies(asked) == (False, None, None)


def test_the_asker_makes_a_confirmed_solution_their_own(
    asked: Thread, first: Reply, noor: Member, maren: Member
) -> None:
    confirm_solution(first, by=maren, at=T0 + 30 * DAY)
    own = accept_solution(first, by=noor, at=T0 + 31 * DAY)
    assert (own.by, own.in_stead) == (noor, False)
    assert copies(asked) == (True, T0 + 31 * DAY, first.pk)
    with pytest.raises(Refusal):
        withdraw_solution(asked, by=maren)


def test_asker_and_company_take_a_confirmed_solution_back(
    asked: Thread, first: Reply, noor: Member, maren: Member
) -> None:
    for by, day in ((noor, 30), (maren, 40)):
        confirm_solution(first, by=maren, at=T0 + day * DAY)
        withdraw_solution(asked, by=by, at=T0 + (day + 1) * DAY)
        assert copies(asked) == (False, None, None)
    assert told() == set()


# Without a particular answer, and problems ------------------------------------------------------
def test_solved_without_a_particular_answer(
    asked: Thread, first: Reply, noor: Member, tomasz: Member
) -> None:
    with pytest.raises(Refusal, match="Only the person who asked"):
        solve_without_answer(asked, by=tomasz)
    one = solve_without_answer(asked, by=noor, at=T0 + 3 * DAY)
    assert solve_without_answer(asked, by=noor, at=T0 + 4 * DAY) == one
    assert copies(asked) == (True, T0 + 3 * DAY, None)
    assert told() == {("tomasz", "solved")}
    accept_solution(first, by=noor, at=T0 + 5 * DAY)
    assert copies(asked) == (True, T0 + 5 * DAY, first.pk)
    assert recount() == {}


def test_a_workaround_solves_a_problem_whatever_its_state(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, maren: Member
) -> None:
    problem = ask(kind="problem", at=T0)
    reply = post_reply(problem, by=tomasz, source="For now", at=T0 + DAY)
    made = accept_solution(reply, by=noor, is_workaround=True, at=T0 + 2 * DAY)
    assert made.is_workaround
    set_state(problem, by=maren, state="in_progress", at=T0 + 3 * DAY)
    assert copies(problem) == (True, T0 + 2 * DAY, reply.pk)
    real = accept_solution(reply, by=noor, at=T0 + 4 * DAY)
    assert (real.is_workaround, real.pk == made.pk) == (False, False)
    assert copies(problem) == (True, T0 + 4 * DAY, reply.pk)
    assert recount() == {}


def test_a_question_has_no_workaround(first: Reply, noor: Member) -> None:
    assert accept_solution(first, by=noor, is_workaround=True).is_workaround is False


def test_a_fixed_problem_is_solved(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> None:
    problem = ask(kind="problem", at=T0)
    add_me_too(problem, by=sasha)
    set_state(problem, by=maren, state="fixed", note="Out in 4.2", at=T0 + DAY)
    assert copies(problem) == (True, T0 + DAY, None)
    assert told() == {("noor", "solved"), ("sasha", "solved")}
    set_state(problem, by=maren, state="fixed", note="Out in 4.3", at=T0 + 2 * DAY)
    assert copies(problem) == (True, T0 + DAY, None)
    assert Notification.objects.count() == 2
    set_state(problem, by=maren, state="confirmed", at=T0 + 3 * DAY)
    assert copies(problem) == (False, None, None)
    assert told() == set()
    assert recount() == {}


def test_fixed_and_accepted_stand_apart(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, maren: Member
) -> None:
    problem = ask(kind="problem", at=T0)
    reply = post_reply(problem, by=tomasz, source="Update it", at=T0)
    accept_solution(reply, by=noor, at=T0 + DAY)
    set_state(problem, by=maren, state="fixed", at=T0 + 2 * DAY)
    assert copies(problem) == (True, T0 + DAY, reply.pk)
    assert recount() == {}
    withdraw_solution(problem, by=noor, at=T0 + 3 * DAY)
    assert copies(problem) == (True, T0 + 2 * DAY, None)
    set_state(problem, by=maren, state="reported", at=T0 + 4 * DAY)
    assert copies(problem) == (False, None, None)
    assert recount() == {}


def test_a_fix_keeps_its_time_when_an_answer_comes_and_goes(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, maren: Member
) -> None:
    problem = ask(kind="problem", at=T0)
    reply = post_reply(problem, by=tomasz, source="Update it", at=T0)
    set_state(problem, by=maren, state="fixed", at=T0 + DAY)
    accept_solution(reply, by=noor, at=T0 + 2 * DAY)
    assert copies(problem) == (True, T0 + 2 * DAY, reply.pk)
    assert recount() == {}
    withdraw_solution(problem, by=noor, at=T0 + 3 * DAY)
    assert copies(problem) == (True, T0 + DAY, None)
    assert recount() == {}


def test_a_fix_is_told_where_a_workaround_stood(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, maren: Member
) -> None:
    problem = ask(kind="problem", at=T0)
    reply = post_reply(problem, by=tomasz, source="Tape on it", at=T0)
    accept_solution(reply, by=noor, is_workaround=True, at=T0 + DAY)
    for note in ("Out in 4.2", "Out in 4.3"):
        set_state(problem, by=maren, state="fixed", note=note, at=T0 + 2 * DAY)
    fixed = Notification.objects.filter(event=f"fixed:{problem.pk}")
    assert sorted(fixed.values_list("member__username", "words")) == [
        ("noor", "Out in 4.2"),
        ("tomasz", "Out in 4.2"),
    ]

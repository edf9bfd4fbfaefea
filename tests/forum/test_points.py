"""What the forum pays for, and what it does not."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Member
from forum.actions.flags import flag_post
from forum.actions.recommendations import recommend_reply, withdraw_recommendation
from forum.actions.removals import hide_post, restore_post
from forum.actions.replies import comment_on, delete_reply, post_reply
from forum.actions.solutions import accept_solution, confirm_solution
from forum.actions.threads import delete_thread, undelete_thread
from forum.actions.undo import bring_back, undo_act
from forum.actions.votes import vote
from forum.models import Reply, Thread, Vote
from reputation.models import Award, Standing
from reputation.queries.standing import standing_of
from reputation.triggers import install_triggers, remove_triggers
from tests.conftest import make_member
from tests.forum.solving import DAY, T0
from tests.reputation.holding import hold

Ask = Callable[..., Thread]


def points(member: Member) -> tuple[int, int]:
    standing = standing_of(member)
    return standing.points, standing.employee_points


@pytest.fixture
def _medium(db: None) -> None:
    hold({"privileges": {"vote_up": 15}}, "medium")


@pytest.mark.usefixtures("_medium")
def test_a_vote_of_somebody_untrusted_orders_and_pays_nothing(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member
) -> None:
    vote(answer, by=sasha, value=1)
    assert points(tomasz) == (0, 0)
    answer.refresh_from_db()
    assert answer.score == 1
    vote(answer, by=maren, value=1)
    assert points(tomasz) == (10, 0)


@pytest.mark.parametrize(("kind", "thread_pays"), (("question", 5), ("problem", 5), ("idea", 5)))
def test_help_pays(
    ask: Ask, noor: Member, tomasz: Member, sasha: Member, kind: str, thread_pays: int
) -> None:
    thread = ask(kind=kind)
    vote(thread, by=sasha, value=1)
    vote(post_reply(thread, by=tomasz, source="Warm"), by=sasha, value=1)
    assert (points(noor), points(tomasz)) == ((thread_pays, 0), (10, 0))


@pytest.mark.parametrize("kind", ("praise", "talk"))
def test_chat_pays_nothing(ask: Ask, tomasz: Member, sasha: Member, kind: str) -> None:
    vote(post_reply(ask(kind=kind), by=tomasz, source="Ha"), by=sasha, value=1)
    assert points(tomasz) == (0, 0)


def test_a_solution_pays_who_answered_and_who_said_so(
    answer: Reply, noor: Member, tomasz: Member
) -> None:
    accept_solution(answer, by=noor)
    assert (points(noor), points(tomasz)) == ((2, 0), (15, 0))


def test_ones_own_solution_pays_nobody(thread: Thread, noor: Member) -> None:
    accept_solution(post_reply(thread, by=noor, source="Found it"), by=noor)
    assert points(noor) == (0, 0)


def test_confirmed_in_the_askers_stead_pays_who_answered(
    ask: Ask, noor: Member, tomasz: Member, maren: Member
) -> None:
    answer = post_reply(ask(at=T0), by=tomasz, source="Warm", at=T0)
    confirm_solution(answer, by=maren, at=T0 + 8 * DAY)
    assert (points(noor), points(tomasz), points(maren)) == ((0, 0), (15, 0), (0, 0))


def test_a_recommendation_pays_once(answer: Reply, tomasz: Member, maren: Member) -> None:
    for _time in range(3):
        recommend_reply(answer, by=maren)
        withdraw_recommendation(answer, by=maren)
    recommend_reply(answer, by=maren)
    assert points(tomasz) == (15, 0)
    assert Award.objects.filter(reverses=None).count() == 4


def test_nobody_is_paid_for_recommending_themselves(thread: Thread, maren: Member) -> None:
    recommend_reply(post_reply(thread, by=maren, source="Warm"), by=maren)
    assert points(maren) == (0, 0)


def test_who_answered_as_an_employee_earns_apart(
    thread: Thread, noor: Member, maren: Member, sasha: Member
) -> None:
    answer = post_reply(thread, by=maren, source="Warm")
    Member.objects.filter(pk=maren.pk).update(role="member")
    accept_solution(answer, by=noor)
    vote(answer, by=sasha, value=1)
    assert points(maren) == (0, 25)


def test_a_text_shows_the_role_in_which_it_was_written(
    ask: Ask, sasha: Member, maren: Member
) -> None:
    """Whoever becomes an employee, or ceases to be one, did not write as one, or did."""
    thread = ask(by=sasha)
    post_reply(thread, by=maren, source="Warm")
    Member.objects.filter(pk=maren.pk).update(role="member")
    Member.objects.filter(pk=sasha.pk).update(role="ambassador")
    page = Client().get(thread.get_absolute_url()).content.decode()
    question, _head, answers = page.partition('<article class="answer')
    assert "ambassador</span>" not in question
    assert "ambassador</span>" in answers
    assert "Signs <b>^MJ</b>" in answers


def test_a_thread_that_goes_takes_what_its_answers_earned(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> None:
    accept_solution(answer, by=noor)
    vote(answer, by=sasha, value=1)
    vote(thread, by=sasha, value=1)
    earned = (points(noor), points(tomasz))
    assert earned == ((7, 0), (25, 0))
    delete_thread(thread, by=maren)
    assert (points(noor), points(tomasz)) == ((0, 0), (0, 0))
    undelete_thread(thread, by=maren)
    assert (points(noor), points(tomasz)) == earned


# Flags ----------------------------------------------------------------------------------------
def test_spam_that_was_flagged_and_hidden_costs_a_hundred_once(
    answer: Reply, noor: Member, sasha: Member, tomasz: Member, maren: Member
) -> None:
    for by in (noor, sasha):
        flag_post(answer, by=by, reason="spam")
    entry = hide_post(answer, by=maren, reason="Advertising")
    assert points(tomasz) == (-100, 0)
    assert standing_of(tomasz).shown == 1
    assert entry is not None
    undo_act(entry, by=maren)
    assert points(tomasz) == (0, 0)


@pytest.mark.parametrize("reason", ("place", "personal"))
def test_other_flags_cost_nothing(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member, reason: str
) -> None:
    flag_post(answer, by=sasha, reason=reason)
    hide_post(answer, by=maren, reason="Because")
    assert points(tomasz) == (0, 0)


def test_what_the_author_had_deleted_is_charged_and_given_back(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member
) -> None:
    flag_post(answer, by=sasha, reason="harm")
    delete_reply(answer, by=tomasz)
    entry = hide_post(answer, by=maren, reason="Harm")
    assert points(tomasz) == (-100, 0)
    assert entry is not None
    undo_act(entry, by=maren)
    assert points(tomasz) == (0, 0)


@pytest.mark.parametrize("back", (restore_post, bring_back))
def test_what_came_back_is_not_charged_when_it_goes_for_another_reason(
    answer: Reply, sasha: Member, tomasz: Member, maren: Member, back: Callable[..., object]
) -> None:
    flag_post(answer, by=sasha, reason="spam")
    hide_post(answer, by=maren, reason="Advertising")
    back(answer, by=maren, reason="It was none")
    answer.refresh_from_db()
    delete_reply(answer, by=tomasz)
    assert points(tomasz) == (0, 0)


def test_a_comment_can_only_lose(
    answer: Reply, noor: Member, sasha: Member, tomasz: Member, maren: Member
) -> None:
    comment = comment_on(answer, by=sasha, source="Buy pills")
    flag_post(comment, by=noor, reason="spam")
    hide_post(comment, by=maren, reason="Advertising")
    assert points(sasha) == (-100, 0)


def test_what_the_companys_comment_loses_is_the_companys(
    answer: Reply, noor: Member, maren: Member
) -> None:
    """A comment does not say in which role it was written: the role of its author now counts."""
    kenji = make_member("kenji", role="staff")
    comment = comment_on(answer, by=kenji, source="Buy pills")
    flag_post(comment, by=noor, reason="spam")
    entry = hide_post(comment, by=maren, reason="Advertising")
    assert points(kenji) == (0, -100)
    start_anew()
    backfill()
    assert points(kenji) == (0, -100)
    assert entry is not None
    undo_act(entry, by=maren)
    assert points(kenji) == (0, 0)


# Backfill -------------------------------------------------------------------------------------
def backfill() -> str:
    out = StringIO()
    call_command("reputation_backfill", stdout=out)
    return out.getvalue().split(" rows")[0]


def start_anew() -> None:
    remove_triggers()
    Award.objects.all().delete()
    Standing.objects.all().delete()
    install_triggers()


def test_backfill_pays_what_was_paid_along_the_way(
    everybody_trusted: None,
    thread: Thread,
    answer: Reply,
    noor: Member,
    sasha: Member,
    tomasz: Member,
    maren: Member,
) -> None:
    accept_solution(answer, by=noor)
    recommend_reply(answer, by=maren)
    vote(answer, by=sasha, value=-1)
    vote(thread, by=sasha, value=1)
    flag_post(comment_on(answer, by=sasha, source="Pills"), by=noor, reason="spam")
    hide_post(answer.comments.get(), by=maren, reason="Advertising")
    people = (noor, sasha, tomasz, maren)
    before = [points(member) for member in people]
    assert backfill() == "0"
    start_anew()
    assert backfill() == str(Award.objects.count())
    assert [points(member) for member in people] == before
    assert backfill() == "0"


def test_imported_votes_pay_on_their_own_day(answer: Reply, thread: Thread, tomasz: Member) -> None:
    for number in range(3):
        Vote.objects.create(
            reply=answer, value=1, source="se", external_id=str(number), at=T0 + number * DAY
        )
    assert backfill() == "3"
    assert points(tomasz) == (30, 0)
    assert set(Award.objects.values_list("at", flat=True)) == {T0 + n * DAY for n in range(3)}
    assert set(Award.objects.values_list("counterpart", flat=True)) == {None}


def test_votes_imported_as_a_number_pay_on_the_day_of_the_post(
    answer: Reply, tomasz: Member
) -> None:
    Reply.objects.filter(pk=answer.pk).update(imported_helpful=40, created_at=T0)
    assert backfill() == "1"
    row = Award.objects.get()
    assert (row.nominal, row.counted, row.at) == (400, 100, T0)
    assert points(tomasz) == (100, 0)

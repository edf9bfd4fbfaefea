"""Points that wait, go and come back, by rows of the ledger alone, in whatever order."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.ledger import Cause, Due, settle
from reputation.actions.rings import BLOCKED, decide_finding
from reputation.enums import FindingState, Rule, Why
from reputation.models import Award, Finding, RingRun, Standing
from reputation.queries.standing import standing_of
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals
from reputation.rings.inputs import Cluster, Pair

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HELD, REVERSED, CLEARED = FindingState.HELD, FindingState.REVERSED, FindingState.CLEARED
Vote = Callable[..., None]


def pair_of(voter: int, author: int, **more: object) -> Pair:
    figures = {
        "votes": 9,
        "voter_votes": 11,
        "share": 0.06,
        "posts": 9,
        "visible": 10,
        "quick": 7,
        "burst": 3,
        "back": 8,
        "young": False,
        "shared": False,
        "surprise": 20.0,
        **more,
    }
    return Pair(voter, author, **figures)  # type: ignore[arg-type]


def found(voter: Member, author: Member, at: datetime = T0, **more: object) -> Finding:
    """An open finding, as the search leaves it."""
    from reputation.actions.rings import evidence_of

    pair = pair_of(voter.pk, author.pk)
    cluster = Cluster((voter.pk, author.pk), (pair,), ("both_ways", "quick"))
    run = RingRun.objects.create(at=at, votes=20, pairs=1)
    evidence = evidence_of(pair, cluster, minutes=5)
    return Finding.objects.create(
        run=run, cluster=1, voter=voter, author=author, evidence=evidence, at=at, **more
    )


def points(member: Member) -> int:
    return standing_of(member).points


def agrees() -> bool:
    return not [*wrong_totals(), *wrong_days(), *wrong_rows()]


@pytest.fixture
def voted(tomasz: Member, sasha: Member) -> Vote:
    """Sasha's votes on Tomasz's answers, by default on an answer each day."""

    def make(*pks: int, by: Member | None = None, at: datetime | None = None) -> None:
        voter = (by or sasha).pk
        settle(
            Cause(
                "vote",
                pk,
                (
                    Due(
                        Rule.ANSWER_HELPFUL,
                        tomasz.pk,
                        at or T0 + pk * DAY,
                        counterpart=voter,
                        post=("reply", pk),
                    ),
                ),
            )
            for pk in pks
        )

    return make


def unvoted(*pks: int) -> None:
    settle(Cause("vote", pk) for pk in pks)


# Refused --------------------------------------------------------------------------------------
def test_who_may_not_decide(sasha: Member, tomasz: Member, noor: Member, maren: Member) -> None:
    finding = found(sasha, tomasz)
    for by, state, reason, words in (
        (noor, HELD, "why", "Only the company’s own people can do this."),
        (maren, "open", "why", "Please choose what to do."),
        (maren, "gone", "why", "Please choose what to do."),
        (maren, HELD, "  ", "Please give the reason: people deserve to know why."),
    ):
        with pytest.raises(Refusal, match=words):
            decide_finding(finding, state=state, by=by, reason=reason)
    with pytest.raises(Refusal, match="This is about you"):
        decide_finding(found(maren, tomasz), state=CLEARED, by=maren, reason="fine")
    assert set(Finding.objects.values_list("state", flat=True)) == {"open"}


def test_an_old_finding_does_not_open_beside_a_new_one(
    sasha: Member, tomasz: Member, maren: Member
) -> None:
    old = found(sasha, tomasz)
    decide_finding(old, state=CLEARED, by=maren, reason="fine")
    found(sasha, tomasz)
    with pytest.raises(Refusal, match="There is a newer finding about these two"):
        decide_finding(old, state=HELD, by=maren, reason="not so fine")


def test_what_the_database_does_not_let_happen(sasha: Member, tomasz: Member) -> None:
    found(sasha, tomasz)
    for other, more in (
        (tomasz, {}),
        (tomasz, {"state": "odd"}),
        (tomasz, {"state": "reversed"}),
        (sasha, {}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            found(sasha, other, T0, **more)


# Held -----------------------------------------------------------------------------------------
def test_while_a_finding_is_open_new_votes_wait(
    voted: Vote, sasha: Member, tomasz: Member, noor: Member
) -> None:
    voted(1)
    found(sasha, tomasz)
    voted(2)
    voted(3, by=noor)
    assert points(tomasz) == 20
    rows = Award.objects.order_by("pk").values_list("source_id", "nominal", "counted", "is_held")
    assert list(rows) == [(1, 10, 10, False), (2, 10, 0, True), (3, 10, 10, False)]
    assert agrees()


def test_only_one_direction_waits(voted: Vote, sasha: Member, tomasz: Member) -> None:
    found(tomasz, sasha)
    voted(1)
    assert points(tomasz) == 10


def test_solutions_do_not_wait(sasha: Member, tomasz: Member) -> None:
    found(sasha, tomasz)
    settle([Cause("solution", 1, (Due(Rule.SOLUTION, tomasz.pk, T0, counterpart=sasha.pk),))])
    assert points(tomasz) == 15


def test_holding_takes_what_counted_and_clearing_gives_it_back(
    voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    voted(1, 2)
    finding = found(sasha, tomasz)
    voted(3)
    decide_finding(finding, state=HELD, by=maren, reason="looks odd")
    assert points(tomasz) == 0
    decide_finding(finding, state=CLEARED, by=maren, reason="they share a desk")
    assert points(tomasz) == 30
    whys = Award.objects.exclude(reverses=None).order_by("pk").values_list("why", flat=True)
    assert list(whys) == ["held", "held", "cleared", "cleared", "cleared"]
    assert agrees()


def test_decided_twice_is_decided_once(
    voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    voted(1)
    finding = found(sasha, tomasz)
    decide_finding(finding, state=REVERSED, by=maren, reason="a ring")
    count = Award.objects.count()
    decide_finding(finding, state=REVERSED, by=maren, reason="a ring")
    assert Award.objects.count() == count


# Reversed -------------------------------------------------------------------------------------
def test_a_reversed_pair_does_not_pay_for_ninety_days(
    voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    voted(1, 2)
    finding = found(sasha, tomasz)
    decide_finding(finding, state=REVERSED, by=maren, reason="a ring", at=T0 + 3 * DAY)
    assert points(tomasz) == 0
    assert list(Award.objects.filter(why=Why.RING).values_list("counted", flat=True)) == [-10, -10]
    end = T0 + 3 * DAY + BLOCKED
    voted(3, at=end - timedelta(seconds=1))
    assert points(tomasz) == 0
    voted(4, at=end)
    assert points(tomasz) == 10
    unvoted(1)
    voted(1)
    assert points(tomasz) == 10, "the next turn of an old vote is as old as the vote"
    assert agrees()


def test_a_vote_taken_back_meanwhile_does_not_come_back(
    voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    voted(1, 2)
    finding = found(sasha, tomasz)
    decide_finding(finding, state=REVERSED, by=maren, reason="a ring")
    unvoted(1)
    decide_finding(finding, state=CLEARED, by=maren, reason="a mistake")
    assert points(tomasz) == 10
    assert agrees()


def test_clearing_a_new_finding_leaves_an_old_reversal(
    voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    voted(1)
    old = found(sasha, tomasz)
    decide_finding(old, state=REVERSED, by=maren, reason="a ring", at=T0)
    new = found(sasha, tomasz)
    voted(200, at=T0 + BLOCKED + DAY)
    assert points(tomasz) == 0
    decide_finding(new, state=CLEARED, by=maren, reason="not again")
    assert points(tomasz) == 10
    decide_finding(old, state=CLEARED, by=maren, reason="it never was")
    assert points(tomasz) == 20
    assert agrees()


def test_room_that_held_votes_leave_is_filled(
    voted: Vote, sasha: Member, tomasz: Member, noor: Member, maren: Member
) -> None:
    """A voter counts thirty a day; of one whose votes wait nothing counts, and nobody else loses."""
    voted(1, 2, 3, 4, at=T0)
    voted(5, 6, by=noor, at=T0)
    assert points(tomasz) == 50
    finding = found(sasha, tomasz)
    decide_finding(finding, state=HELD, by=maren, reason="odd")
    assert points(tomasz) == 20
    decide_finding(finding, state=CLEARED, by=maren, reason="fine")
    assert points(tomasz) == 50
    assert agrees()


# Any order --------------------------------------------------------------------------------------
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.integers(1, 6)),
        st.tuples(st.just("unvote"), st.integers(1, 6)),
        st.tuples(st.just("open"), st.just(0)),
        st.tuples(st.sampled_from([HELD, REVERSED, CLEARED]), st.integers(0, 2)),
    ),
    max_size=14,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_in_any_order_the_ledger_agrees_and_all_comes_back(
    steps: list[tuple[str, int]], voted: Vote, sasha: Member, tomasz: Member, maren: Member
) -> None:
    with transaction.atomic():
        stands: set[int] = set()
        for step, number in steps:
            if step == "vote":
                voted(number, at=T0)
                stands.add(number)
            elif step == "unvote":
                unvoted(number)
                stands.discard(number)
            elif step == "open":
                if not Finding.objects.filter(state__in=["open", "held"]).exists():
                    found(sasha, tomasz)
            elif rows := list(Finding.objects.order_by("-pk")[number : number + 1]):
                try:
                    decide_finding(rows[0], state=step, by=maren, reason="so", at=T0 + DAY)
                except Refusal:
                    continue
            assert agrees()
            if Finding.objects.filter(state__in=["held", "reversed"]).exists():
                assert points(tomasz) == 0
        for finding in Finding.objects.exclude(state=CLEARED).order_by("-pk"):
            decide_finding(finding, state=CLEARED, by=maren, reason="all is well")
        assert points(tomasz) == min(10 * len(stands), 30)
        assert agrees()
        transaction.set_rollback(True)
    assert not Standing.objects.filter(pk=tomasz.pk).exists()

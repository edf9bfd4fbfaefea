"""The ledger writes the difference between what stands in it and what is told to stand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError

from accounts.models import Member
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Ledger, Rule, Why
from reputation.models import Award
from reputation.queries.standing import standing_of
from reputation.queries.totals import wrong_days, wrong_rows, wrong_totals
from tests.conftest import make_member
from tests.reputation.holding import hold

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Voted = Callable[..., Cause]


def points(member: Member) -> tuple[int, int]:
    standing = standing_of(member)
    return standing.points, standing.employee_points


def rows() -> list[tuple[str, int, int, int]]:
    """What was written, oldest first: rule, nominal, counted, turn."""
    return list(Award.objects.order_by("pk").values_list("rule", "nominal", "counted", "turn"))


def agrees() -> bool:
    return not [*wrong_totals(), *wrong_days(), *wrong_rows()]


@pytest.fixture
def voted(tomasz: Member, sasha: Member) -> Voted:
    """A vote on one of Tomasz's answers, by default Sasha's on the first."""

    def make(pk: int, *, post: int = 1, by: Member | None = None, at: datetime = T0) -> Cause:
        voter = (by or sasha).pk
        due = Due(Rule.ANSWER_HELPFUL, tomasz.pk, at, counterpart=voter, post=("reply", post))
        return Cause("vote", pk, (due,))

    return make


def test_nothing_told_writes_nothing(voted: Voted, tomasz: Member) -> None:
    assert settle([]) == settle([Cause("vote", 1)]) == 0
    assert rows() == []


def test_told_twice_pays_once(voted: Voted, tomasz: Member) -> None:
    assert settle([voted(1)]) == 1
    assert settle([voted(1)]) == 0
    assert points(tomasz) == (10, 0)


def test_back_and_again_is_a_next_turn(voted: Voted, tomasz: Member) -> None:
    settle([voted(1)], at=T0)
    settle([Cause("vote", 1, why=Why.GONE)], at=T0 + DAY)
    assert points(tomasz) == (0, 0)
    settle([voted(1)], at=T0 + 2 * DAY)
    assert points(tomasz) == (10, 0)
    assert rows() == [
        ("answer_helpful", 10, 10, 1),
        ("answer_helpful", -10, -10, 1),
        ("answer_helpful", 10, 10, 2),
    ]
    first, back, again = Award.objects.order_by("pk")
    assert (back.reverses, back.why, back.at, back.written_at) == (first, "gone", T0, T0 + DAY)
    assert (again.at, again.written_at) == (T0, T0 + 2 * DAY)
    assert agrees()


def test_a_vote_turned_round_takes_back_and_charges(
    voted: Voted, tomasz: Member, sasha: Member
) -> None:
    settle([voted(1)])
    dues = (
        Due(Rule.UNHELPFUL, tomasz.pk, T0, counterpart=sasha.pk),
        Due(Rule.UNHELPFUL_GIVEN, sasha.pk, T0),
    )
    settle([Cause("vote", 1, dues)])
    assert (points(tomasz), points(sasha)) == ((-2, 0), (-1, 0))
    assert agrees()


def test_a_voter_counts_thirty_a_day(voted: Voted, tomasz: Member) -> None:
    settle([voted(pk, post=pk) for pk in range(1, 6)])
    assert points(tomasz) == (30, 0)
    settle([voted(6, post=6, at=T0 + DAY)])
    assert points(tomasz) == (40, 0)
    assert agrees()


def test_room_that_comes_free_is_filled(voted: Voted, tomasz: Member) -> None:
    """A fourth vote counted nothing; it counts as soon as one of the first three goes."""
    settle([voted(pk, post=pk) for pk in range(1, 5)])
    assert [row[2] for row in rows()] == [10, 10, 10, 0]
    settle([Cause("vote", 1)])
    assert points(tomasz) == (30, 0)
    assert rows()[-1] == ("cap", 0, 10, 1)
    settle([voted(1, post=1)])
    assert points(tomasz) == (30, 0)
    assert agrees()


def test_a_post_counts_a_hundred_a_day(voted: Voted, tomasz: Member) -> None:
    voters = [make_member(f"voter{n}") for n in range(12)]
    settle([voted(n, by=voter) for n, voter in enumerate(voters)])
    assert points(tomasz) == (100, 0)
    assert agrees()


def test_a_day_counts_two_hundred_and_solutions_beside_them(voted: Voted, tomasz: Member) -> None:
    voters = [make_member(f"voter{n}") for n in range(24)]
    settle([voted(n, by=voter, post=n % 3) for n, voter in enumerate(voters)])
    solution = Due(Rule.SOLUTION, tomasz.pk, T0)
    settle([Cause("solution", 1, (solution,))])
    assert points(tomasz) == (215, 0)
    assert agrees()


def test_imported_votes_have_no_voter_and_no_cap_of_one(tomasz: Member) -> None:
    dues = [Due(Rule.ANSWER_HELPFUL, tomasz.pk, T0, post=("reply", pk // 5)) for pk in range(15)]
    settle([Cause("vote", pk, (due,)) for pk, due in enumerate(dues)])
    assert points(tomasz) == (150, 0)


def test_midnight_in_utc_begins_a_day(voted: Voted, tomasz: Member) -> None:
    late = datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)
    settle([voted(pk, post=pk, at=late) for pk in range(3)])
    settle([voted(9, post=9, at=late + timedelta(seconds=1))])
    assert points(tomasz) == (40, 0)


def test_ledgers_are_apart_and_nothing_moves(tomasz: Member) -> None:
    own = Due(Rule.SOLUTION, tomasz.pk, T0)
    employed = Due(Rule.SOLUTION, tomasz.pk, T0, ledger=Ledger.EMPLOYEE)
    settle([Cause("solution", 1, (own,)), Cause("solution", 2, (employed,))])
    assert points(tomasz) == (15, 15)
    settle([Cause("solution", 1)])
    settle([Cause("solution", 1, (employed,))])
    assert points(tomasz) == (15, 15), "the next turn goes where the last one went"
    assert agrees()


def test_a_new_scheme_leaves_what_was_earned(voted: Voted, tomasz: Member) -> None:
    settle([voted(1)])
    hold({"points": {"answer_helpful": 20}})
    settle([voted(1), voted(2, post=2)])
    assert points(tomasz) == (30, 0)
    settle([Cause("vote", 1)])
    settle([voted(1)])
    assert points(tomasz) == (30, 0)
    assert set(Award.objects.filter(source_id=1).values_list("scheme", flat=True)) == {0}
    assert agrees()


# What the database does not let happen --------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    (
        {"counted": 99},
        {"member": None},
        {"why": "undone"},
    ),
)
def test_rows_are_not_changed(voted: Voted, change: dict[str, object]) -> None:
    settle([voted(1)])
    with pytest.raises(DatabaseError), transaction.atomic():
        Award.objects.update(**change)


def test_rows_are_not_deleted(voted: Voted) -> None:
    settle([voted(1)])
    with pytest.raises(DatabaseError), transaction.atomic():
        Award.objects.all().delete()
    assert Award.objects.count() == 1


def copy_of(row: Award, **changes: object) -> Award:
    same = {
        name: getattr(row, name)
        for name in ("member", "rule", "scheme", "nominal", "counted", "source_kind", "source_id")
    }
    return Award(**{**same, "ledger": row.ledger, "at": row.at, "turn": row.turn, **changes})


def test_the_same_turn_twice_is_refused(voted: Voted) -> None:
    settle([voted(1)])
    row = Award.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(row).save()


@pytest.mark.parametrize("turn", (2, 3, 0))
def test_a_turn_before_the_last_is_reversed_is_refused(voted: Voted, turn: int) -> None:
    settle([voted(1)])
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(Award.objects.get(), turn=turn).save()


def test_a_row_is_reversed_once(voted: Voted) -> None:
    settle([voted(1)])
    settle([Cause("vote", 1)])
    first = Award.objects.earliest("pk")
    back = {"reverses": first, "why": "undone", "counted": -10, "nominal": -10}
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(first, **back).save()


@pytest.mark.parametrize("change", ({"rule": "volume"}, {"ledger": "house"}, {"is_held": True}))
def test_what_no_row_may_be(voted: Voted, change: dict[str, object]) -> None:
    settle([voted(1)])
    with pytest.raises(DatabaseError), transaction.atomic():
        copy_of(Award.objects.get(), source_id=2, **change).save()

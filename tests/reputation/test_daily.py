"""What counts of a day."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reputation.daily import Capped, counted_of_day

T0 = datetime(2026, 3, 1, tzinfo=UTC)
CAPS = {"day": 200, "post": 100, "voter": 30}
ROWS = st.lists(
    st.tuples(
        st.integers(0, 86_399),
        st.sampled_from((5, 10, 2)),
        st.integers(1, 4),
        st.one_of(st.none(), st.integers(1, 5)),
    ),
    max_size=60,
)


def made(rows: list[tuple[int, int, int, int | None]]) -> list[Capped]:
    return [
        Capped(T0 + timedelta(seconds=second), ("vote", n), points, ("reply", post), voter)
        for n, (second, points, post, voter) in enumerate(rows)
    ]


@given(ROWS)
def test_no_cap_is_passed_and_no_row_counts_more_than_it_gives(
    rows: list[tuple[int, int, int, int | None]],
) -> None:
    capped = made(rows)
    counted = counted_of_day(capped, CAPS)
    assert counted.keys() == {row.key for row in capped}
    assert all(0 <= counted[row.key] <= row.nominal for row in capped)
    assert sum(counted.values()) <= 200
    for post in {row.post for row in capped}:
        assert sum(counted[row.key] for row in capped if row.post == post) <= 100
    for voter in {row.voter for row in capped if row.voter}:
        assert sum(counted[row.key] for row in capped if row.voter == voter) <= 30


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_read_changes_nothing(
    rows: list[tuple[int, int, int, int | None]], chance: object
) -> None:
    capped = made(rows)
    shuffled = capped[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert counted_of_day(shuffled, CAPS) == counted_of_day(capped, CAPS)


def test_the_last_counts_what_is_left() -> None:
    rows = made([(1, 10, 1, 1), (2, 10, 2, 1), (3, 5, 3, 1), (4, 10, 4, 1), (5, 10, 1, 2)])
    assert list(counted_of_day(rows, CAPS).values()) == [10, 10, 5, 5, 10]


def test_nothing_counts_nothing() -> None:
    assert counted_of_day([], CAPS) == {}

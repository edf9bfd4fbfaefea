"""Measures of rankings, against figures worked out by hand."""

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.measures import (
    Outcome,
    average_precision,
    bootstrap,
    hit,
    ndcg,
    outcome_of,
    percentile,
    reciprocal_rank,
    summary,
)

outcomes = st.builds(
    lambda places, missing: Outcome(tuple(sorted(places)), len(places) + missing),
    st.sets(st.integers(1, 300), max_size=20),
    st.integers(0, 5),
)


def test_where_relevant_documents_stand() -> None:
    assert outcome_of(["c", "a", "b"], ["a", "b", "z"]) == Outcome((2, 3), 3)
    assert outcome_of([], ["a"]) == Outcome((), 1)
    # Ranked twice, named twice: once each.
    assert outcome_of(["a", "a"], ["a", "a"]) == Outcome((1,), 1)


@pytest.mark.parametrize(
    ("ranks", "relevant", "reciprocal", "precision", "gain"),
    [
        ((1,), 1, 1.0, 1.0, 1.0),
        ((2,), 1, 0.5, 0.5, 1 / log2(3)),
        ((), 2, 0.0, 0.0, 0.0),
        ((1, 3), 2, 1.0, (1 + 2 / 3) / 2, (1 + 1 / 2) / (1 + 1 / log2(3))),
        ((2, 4), 3, 0.5, (1 / 2 + 2 / 4) / 3, (1 / log2(3) + 1 / log2(5)) / (1.5 + 1 / log2(3))),
        ((11,), 1, 1 / 11, 1 / 11, 0.0),
        ((), 0, 0.0, 0.0, 0.0),
    ],
)
def test_by_hand(
    ranks: tuple[int, ...], relevant: int, reciprocal: float, precision: float, gain: float
) -> None:
    outcome = Outcome(ranks, relevant)
    assert reciprocal_rank(outcome) == pytest.approx(reciprocal)
    assert average_precision(outcome) == pytest.approx(precision)
    assert ndcg(outcome) == pytest.approx(gain)


def test_a_hit_stands_among_the_first() -> None:
    assert [hit(Outcome((5,), 1), depth) for depth in (1, 4, 5, 10)] == [0, 0, 1, 1]
    assert hit(Outcome((), 1), 10) == 0


def test_summary_of_nothing_and_of_two() -> None:
    assert summary([]).mrr == 0
    both = summary([Outcome((1,), 1), Outcome((6,), 1)])
    assert (both.questions, both.mrr) == (2, pytest.approx((1 + 1 / 6) / 2))
    assert (both.hit1, both.hit5, both.hit10) == (0.5, 0.5, 1.0)


@given(outcomes)
def test_measures_lie_between_none_and_all(outcome: Outcome) -> None:
    for measure in (reciprocal_rank, average_precision, ndcg):
        assert 0 <= measure(outcome) <= 1 + 1e-9
    assert hit(outcome, 1) <= reciprocal_rank(outcome)
    assert hit(outcome, 1) <= hit(outcome, 5) <= hit(outcome, 10)


def test_the_interval_of_a_difference() -> None:
    same = bootstrap([0.5, 0.2], [0.5, 0.2], resamples=50)
    assert (same.mean, same.low, same.high) == (0, 0, 0)
    ours, theirs = [1.0, 0.5, 0.5, 1.0] * 10, [0.5] * 40
    gain = bootstrap(ours, theirs, resamples=500)
    assert gain.low < gain.mean == 0.25 < gain.high
    assert gain.low > 0
    assert gain == bootstrap(ours, theirs, resamples=500)


@pytest.mark.parametrize(("ours", "theirs"), [([], []), ([1.0], [1.0, 0.0])])
def test_an_interval_needs_pairs(ours: list[float], theirs: list[float]) -> None:
    with pytest.raises(ValueError, match="same questions"):
        bootstrap(ours, theirs)


def test_percentiles_by_nearest_rank() -> None:
    values = [15.0, 20.0, 35.0, 40.0, 50.0]
    assert [percentile(values, share) for share in (0, 5, 30, 40, 50, 100)] == [
        15,
        15,
        20,
        20,
        35,
        50,
    ]
    assert percentile(list(map(float, range(1, 31))), 10) == 3
    assert percentile([], 95) == 0
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile(values, 101)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 100))
def test_a_percentile_is_one_of_the_values(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share / 100 * len(values) - 1e-6

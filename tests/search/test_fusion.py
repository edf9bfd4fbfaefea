"""Fusing rankings: what must hold whatever is fused."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import (
    MOST_HELPFUL,
    MOST_RECOMMENDED,
    Signs,
    best_first,
    blend,
    fuse_ranks,
    prior,
    shares,
)

rankings = st.lists(st.lists(st.integers(0, 30), unique=True), max_size=5)
scores = st.lists(st.floats(0, 1e6), max_size=30)
signs = st.builds(
    Signs,
    recommended=st.integers(-5, 10**9),
    helpful=st.integers(-5, 10**9),
    is_solved=st.booleans(),
    age_days=st.none() | st.floats(-10, 1e6),
)


def test_ranks_by_hand() -> None:
    # a: 1/61 + 1/62, b: 1/62 + 1/61, c: 1/63; a was met first.
    assert fuse_ranks([["a", "b"], ["b", "a", "c"]]) == ["a", "b", "c"]
    assert fuse_ranks([["a", "b"], ["b", "a"]], [1, 2]) == ["b", "a"]
    assert fuse_ranks([]) == []


def test_a_small_constant_trusts_the_first_place() -> None:
    lists = [["a", "x", "y", "b"], ["c", "b", "d"]]
    assert fuse_ranks(lists, constant=0.1)[0] == "a"
    assert fuse_ranks(lists, constant=60)[0] == "b"


def test_a_weight_for_each_ranking() -> None:
    with pytest.raises(ValueError, match="zip"):
        fuse_ranks([["a"]], [1, 2])


@given(rankings)
def test_fused_is_everything_once(lists: list[list[int]]) -> None:
    fused = fuse_ranks(lists)
    assert len(fused) == len(set(fused))
    assert set(fused) == {name for ranking in lists for name in ranking}


@given(st.lists(st.integers(), unique=True), st.integers(1, 4))
def test_the_same_ranking_again_changes_nothing(ranking: list[int], times: int) -> None:
    assert fuse_ranks([ranking] * times) == ranking


@given(rankings, st.floats(0.1, 10))
def test_only_the_proportion_of_weights_counts(lists: list[list[int]], factor: float) -> None:
    # Powers of two scale without rounding.
    assert fuse_ranks(lists, [4.0] * len(lists)) == fuse_ranks(lists)
    assert set(fuse_ranks(lists, [factor] * len(lists))) == set(fuse_ranks(lists))


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 20), unique=True))
def test_ahead_in_both_is_ahead(one: list[int], other: list[int]) -> None:
    fused = fuse_ranks([one, other])
    both = [name for name in one if name in other]
    for first in both:
        for second in both:
            if one.index(first) < one.index(second) and other.index(first) < other.index(second):
                assert fused.index(first) < fused.index(second)


@given(scores)
def test_shares_keep_order_and_end_at_one(found: list[float]) -> None:
    parts = shares(found)
    assert all(0 <= part <= 1 for part in parts)
    if any(found):
        assert max(parts) == 1
    for one, other in zip(found, parts, strict=True):
        assert (one == 0) <= (other == 0)


def test_shares_of_nothing() -> None:
    assert shares([]) == []
    assert shares([0.0, -1.0]) == [0.0, 0.0]


@given(signs)
def test_a_prior_has_bounds(one: Signs) -> None:
    greatest = prior(Signs(MOST_RECOMMENDED, MOST_HELPFUL, is_solved=True, age_days=0))
    assert 0 <= prior(one) <= greatest < 2.5


@given(signs)
def test_every_sign_helps(one: Signs) -> None:
    def other(**changed: Any) -> float:
        return prior(one._replace(**changed))

    assert other(recommended=one.recommended + 1) >= prior(one)
    assert other(helpful=one.helpful + 1) >= prior(one)
    assert other(is_solved=True) >= prior(one)
    if one.age_days is not None:
        assert other(age_days=one.age_days + 1) <= prior(one)


def test_a_year_halves_what_is_fresh() -> None:
    new, old = prior(Signs(age_days=0)), prior(Signs(age_days=365))
    assert old == pytest.approx(new / 2)
    assert prior(Signs()) == 0


@given(scores)
def test_without_meaning_and_signs_the_engine_decides(found: list[float]) -> None:
    assert best_first(blend(shares(found))) == best_first(shares(found))


def test_meaning_and_signs_move_what_is_near() -> None:
    assert best_first(blend([1.0, 0.9], [0.1, 0.6])) == [1, 0]
    assert best_first(blend([1.0, 0.9], None, [Signs(), Signs(recommended=3)])) == [1, 0]
    # The only document with the code that was typed stays first.
    assert best_first(blend([1.0, 0.3], [0.1, 0.6])) == [0, 1]


def test_no_vector_is_neither_good_nor_bad() -> None:
    with_gap = blend([1.0, 1.0, 1.0], [0.2, None, 0.6])
    assert with_gap[0] < with_gap[1] < with_gap[2]
    assert blend([1.0], [None]) == [1.0]


@pytest.mark.parametrize(("near", "known"), [([0.1], None), (None, [Signs()])])
def test_lengths_must_agree(near: list[float | None] | None, known: list[Signs] | None) -> None:
    with pytest.raises(ValueError, match="zip"):
        blend([1.0, 0.5], near, known)


@given(st.lists(st.floats(-1, 1)))
def test_best_first_is_a_stable_order(found: list[float]) -> None:
    order = best_first(found)
    assert sorted(order) == list(range(len(found)))
    for one, other in pairwise(order):
        assert (-found[one], one) <= (-found[other], other)

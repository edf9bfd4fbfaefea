"""Ranks as data: what makes none, who has which, and the next step."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.refusals import Refusal
from reputation.ranks import (
    MEASURES,
    Rank,
    as_text,
    checked_ranks,
    criteria_of,
    nearest_step,
    next_rank,
    preset_ranks,
    rank_of,
    ranks_in,
)

FIRST = {"name": "Newcomer", "needs": {}}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "between 1 and 12"),
        ("Newcomer", "between 1 and 12"),
        ([FIRST] * 13, "between 1 and 12"),
        ([{"name": "", "needs": {}}], "has a name"),
        ([{"name": "x" * 41, "needs": {}}], "has a name"),
        ([{"name": "Newcomer"}], "what it asks for"),
        ([{"name": "Newcomer", "needs": {"points": 1}}], "everybody's"),
        ([FIRST, {"name": "Helper", "needs": {}}], "asks for something"),
        ([FIRST, {"name": "newcomer", "needs": {"points": 1}}], "same name"),
        ([FIRST, {"name": "Helper", "needs": {"log-ins": 1}}], "cannot ask for “log-ins”"),
        ([FIRST, {"name": "Helper", "needs": {"points": 0}}], "whole number"),
        ([FIRST, {"name": "Helper", "needs": {"points": "many"}}], "whole number"),
        ([FIRST, {"name": "Helper", "needs": {"points": True}}], "whole number"),
        ([FIRST, {"name": "Helper", "needs": {"points": 10**9}}], "whole number"),
    ],
)
def test_what_is_no_list_of_ranks_is_refused(rows: Any, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        checked_ranks(rows)


@pytest.mark.parametrize(
    "line", ["Guide: points many", "Guide: points", "Guide: 5 points", "G: points ٣"]
)
def test_a_line_that_is_no_rank_is_named(line: str) -> None:
    with pytest.raises(Refusal, match="Line 2"):
        ranks_in(f"Newcomer\n\n{line}")


@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_presets_are_lists_that_pass_and_are_read_back(preset: str) -> None:
    ranks = preset_ranks(preset)
    assert checked_ranks(ranks_in(as_text(ranks))) == ranks
    assert len(ranks) == 6


def test_a_larger_community_asks_for_more() -> None:
    small, large = preset_ranks("small"), preset_ranks("large")
    assert (small[1].needs, large[1].needs) == ({"solutions": 1}, {"solutions": 1})
    assert large[3].needs == {what: 4 * number for what, number in small[3].needs.items()}


counts = st.dictionaries(st.sampled_from(sorted(MEASURES)), st.integers(-50, 10_000))


@settings(deadline=None)
@given(counts)
def test_the_rank_is_the_highest_whose_needs_are_met(have: dict[str, int]) -> None:
    ranks = preset_ranks("small")
    met = [rank for rank in ranks if all(have.get(w, 0) >= n for w, n in rank.needs.items())]
    assert rank_of(ranks, have) == met[-1]


@settings(deadline=None)
@given(counts)
def test_the_next_step_is_what_is_missing_and_nearest(have: dict[str, int]) -> None:
    ranks = preset_ranks("small")
    after = next_rank(ranks, rank_of(ranks, have))
    if after is None:
        return
    missing = [one for one in criteria_of(after, have) if not one.met]
    step = nearest_step(after, have)
    assert step in missing
    assert step is not None
    assert step.share == max(one.share for one in missing)
    assert nearest_step(after, dict(after.needs)) is None


def test_the_words_of_a_criterion() -> None:
    rank = Rank("Guide", {"solutions": 10, "askers": 1})
    solutions, askers = criteria_of(rank, {"solutions": 9})
    assert (solutions.words, solutions.missing) == (
        "10 Solutions for others",
        "1 Solution for others",
    )
    assert (askers.words, askers.met) == ("1 person helped", False)

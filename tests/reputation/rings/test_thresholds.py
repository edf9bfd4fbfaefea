"""Thresholds are data, and nonsense is refused with its reason."""

from dataclasses import fields
from typing import Any

import pytest

from accounts.refusals import Refusal
from reputation.rings.thresholds import DEFAULTS, FIGURES, Thresholds, checked


@pytest.mark.parametrize(
    ("data", "words"),
    (
        ([], "Thresholds are numbers by name."),
        ({"luck": 1}, "There is no threshold named luck."),
        ({"weeks": 4.5}, "“Weeks of votes that are looked at” is not a number that fits."),
        ({"weeks": True}, "“Weeks of votes that are looked at” is not a number that fits."),
        ({"cover": "much"}, "is not a number that fits."),
        ({"cover": 1.5}, "has to be between 0.05 and 1."),
        ({"cover": float("nan")}, "has to be between 0.05 and 1."),
        ({"cluster": 11}, "“Members of a group at most” has to be between 2 and 10."),
        ({"edge_posts": 9}, "One pair of a group cannot need more than a pair by itself."),
    ),
)
def test_wrong_thresholds_are_refused(data: Any, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        checked(data)
    assert words in str(refused.value)


def test_each_threshold_has_a_range_that_holds_its_default() -> None:
    assert [field.name for field in fields(Thresholds)] == list(FIGURES)
    assert checked({}) == DEFAULTS
    assert checked({name: getattr(DEFAULTS, name) for name in FIGURES}) == DEFAULTS


def test_what_is_not_said_is_as_before() -> None:
    assert checked({"cover": 0.6}) == Thresholds(cover=0.6)

"""Schemes: what they have to be, and the three that a site may start from."""

from typing import Any

import pytest

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.enums import Privilege
from reputation.models import Standing
from reputation.permissions import check_privilege, has_privilege, pays_others
from reputation.queries.schemes import scheme_now
from reputation.schemes import CAPS, POINTS, PRIVILEGES, checked, preset


@pytest.mark.parametrize(
    ("data", "words"),
    (
        ({"points": {"volume": 1}}, "There is no rule named volume"),
        ({"points": {"solution": "many"}}, "whole number"),
        ({"points": {"solution": 1.5}}, "whole number"),
        ({"points": {"solution": True}}, "whole number"),
        ({"points": {"solution": 10_001}}, "whole number"),
        ({"points": {"solution": None}}, "whole number"),
        ({"points": {"unhelpful": 2}}, "a loss cannot pay"),
        ({"points": {"solution": -15}}, "a loss cannot pay"),
        ({"points": [1]}, "points, caps and privileges"),
        ({"caps": {"week": 1}}, "There is no cap named week"),
        ({"caps": {"day": -1}}, "Caps are 0 or more"),
        ({"privileges": {"fly": 1}}, "There is no privilege named fly"),
        ({"privileges": {"comment": 0}}, "privileges begin at 1"),
    ),
)
def test_what_no_scheme_may_be(data: Any, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        checked(1, "small", data)


@pytest.mark.parametrize("data", ({}, None, [], {"points": {}}))
def test_what_is_left_out_is_as_in_the_preset(data: Any) -> None:
    scheme = checked(1, "small", data)
    assert (scheme.points, scheme.caps) == (POINTS, CAPS)
    assert scheme.privileges == PRIVILEGES["small"]


@pytest.mark.parametrize(
    ("name", "needs"),
    (
        ("small", [1, 1, 50, 10, 100, 100, 500, 250]),
        ("medium", [15, 1, 125, 20, 350, 350, 1_000, 350]),
        ("large", [15, 50, 125, 50, 1_000, 500, 2_000, 500]),
    ),
)
def test_presets(name: str, needs: list[int]) -> None:
    assert list(preset(name).privileges) == list(Privilege.values)
    assert list(preset(name).privileges.values()) == needs


@pytest.mark.django_db
def test_a_new_site_starts_on_small() -> None:
    assert (scheme_now().number, scheme_now().preset) == (0, "small")


def test_a_refusal_says_what_is_needed_and_how_far_one_is(sasha: Member) -> None:
    with pytest.raises(Refusal) as refused:
        check_privilege(sasha, Privilege.VOTE_DOWN)
    words = "You need 50 points to say that something was unhelpful. You have 1 so far."
    assert str(refused.value) == words
    Standing.objects.create(member=sasha, points=50)
    check_privilege(sasha, Privilege.VOTE_DOWN)


def test_the_company_needs_no_points(maren: Member, sasha: Member) -> None:
    assert all(has_privilege(maren, privilege) for privilege in Privilege)
    assert pays_others(sasha)

"""After any sequence of what members do, two accounts become one, and life goes on: what members have
is what stands, whoever became part of whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions.merging import merge_members
from accounts.models import Member
from forum.actions.counters import recount
from reputation.models import Award, Standing
from tests.forum.test_points_after import ACTS, ANSWERS, WHO, Points

STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), ANSWERS, WHO, st.booleans()), min_size=14, max_size=24
)
# Noor and Tomasz write; the others vote.
PAIR = st.sampled_from(
    [("noor", "tomasz"), ("tomasz", "noor"), ("sasha", "tomasz"), ("olga", "piet")]
)
TIMES = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def check(life: Points) -> None:
    life.points_are_what_stands()
    life.the_ledger_replays()
    assert recount() == {}


def live_and_merge(
    steps: list[tuple[str, int, str, bool]],
    pair: tuple[str, str],
    more: list[tuple[str, int, str, bool]],
) -> None:
    life = Points()
    try:
        life.begin()
        for step in steps:
            life.act(*step)
        gone, stays = (life.people[name] for name in pair)
        if gone.role != stays.role:
            return
        merge_members(gone, into=stays, by=life.people["ida"], reason="One person", at=life.tick())
        check(life)
        assert Standing.objects.get(pk=gone.pk).points == 0
        assert (
            not Award.objects.filter(member=gone, reverses=None, reversed_by=None, counted__gt=0)
            .exclude(rule="cap")
            .exists()
        )
        life.people[pair[0]] = Member.objects.get(pk=stays.pk)
        for step in more:
            life.act(*step)
        check(life)
    finally:
        life.teardown()


@pytest.mark.django_db
@settings(max_examples=5, **TIMES)  # type: ignore[arg-type]
@given(STEPS, PAIR, STEPS)
def test_merging_after_some_sequences(
    steps: list[tuple[str, int, str, bool]],
    pair: tuple[str, str],
    more: list[tuple[str, int, str, bool]],
) -> None:
    live_and_merge(steps, pair, more)


@pytest.mark.long
@pytest.mark.django_db
@settings(max_examples=36, **TIMES)  # type: ignore[arg-type]
@given(STEPS, PAIR, STEPS)
def test_merging_after_many_sequences(
    steps: list[tuple[str, int, str, bool]],
    pair: tuple[str, str],
    more: list[tuple[str, int, str, bool]],
) -> None:
    live_and_merge(steps, pair, more)

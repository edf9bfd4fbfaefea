"""How long people wait, with those who still wait."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ambassadors.survival import Wait, quantile

WAITS = st.lists(st.builds(Wait, st.floats(0, 1e6), st.booleans()), max_size=40)


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_that_is_none(share: float) -> None:
    with pytest.raises(ValueError, match="is no share"):
        quantile([], share)


def test_nobody_waits_no_time() -> None:
    assert quantile([], 0.5) is None
    assert quantile([Wait(5, ended=False)], 0.5) is None


def test_known_figures() -> None:
    """Worked by hand: of 1, 2+, 3, 4+, 5 (a plus still waits) 4/5, 8/15 and nobody are left."""
    waits = [Wait(1, True), Wait(2, False), Wait(3, True), Wait(4, False), Wait(5, True)]
    assert [quantile(waits, share) for share in (0.2, 0.21, 0.46, 0.5, 0.9)] == [1, 3, 3, 5, 5]


def test_to_leave_out_who_waits_would_flatter() -> None:
    ended = [Wait(60, True)] * 5
    assert quantile(ended, 0.9) == 60
    assert quantile([*ended, *[Wait(3_600, False)] * 5], 0.9) is None


@given(WAITS.map(lambda rows: [Wait(row.seconds, True) for row in rows]), st.floats(0.01, 1))
def test_where_all_were_answered_it_is_the_quantile(waits: list[Wait], share: float) -> None:
    found = quantile(waits, share)
    times = sorted(row.seconds for row in waits)
    if not times:
        assert found is None
        return
    assert found is not None
    assert sum(time <= found for time in times) >= share * len(times) - 1e-6


@given(WAITS, st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_more_people_take_no_less_time(waits: list[Wait], one: float, other: float) -> None:
    less, more = (quantile(waits, share) for share in sorted((one, other)))
    assert more is None or (less is not None and less <= more)

"""Bars of a chart."""

from hypothesis import given
from hypothesis import strategies as st

from accounts.bars import HEIGHT, WIDTH, bars_of

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), max_size=30)


def test_nothing_is_a_line() -> None:
    assert (bars_of([]).bars, bars_of([]).line, bars_of([0, 0]).bars) == ([], 0, [])


def test_gains_stand_on_the_line_and_losses_hang_below() -> None:
    chart = bars_of([3, 0, -1])
    assert chart.line == 90
    found = [(one.place, one.y, one.height, one.is_loss) for one in chart.bars]
    assert found == [(0, 0, 90, False), (2, 90, 30, True)]


@given(VALUES)
def test_every_bar_lies_in_the_drawing(values: list[float]) -> None:
    for one in bars_of(values).bars:
        assert 0 <= one.x <= one.x + one.width <= WIDTH
        assert -0.01 <= one.y <= one.y + one.height <= HEIGHT + 0.02

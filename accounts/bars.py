"""A drawing of bars for a chart: figures for a template, which also has them as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP = 600, 120, 2


@dataclass(frozen=True)
class Bar:
    """One value's bar, in units of the drawing; `place` is the value's, from 0; a loss hangs below
    the line."""

    place: int
    x: float
    y: float
    width: float
    height: float
    is_loss: bool


@dataclass(frozen=True)
class Bars:
    """Bars of all values but those that are nothing, and where their line is."""

    bars: Sequence[Bar]
    line: float
    width: int = WIDTH
    height: int = HEIGHT


def bars_of(values: Sequence[float]) -> Bars:
    """Bars above and below one line, as high as the best and as deep as the worst value ask for."""
    best, worst = max([0, *values]), min([0, *values])
    unit = HEIGHT / ((best - worst) or 1)
    line, step = best * unit, WIDTH / max(1, len(values))
    bars = []
    for place, value in enumerate(values):
        if value:
            height, x = abs(value) * unit, round(place * step, 2)
            top = line - height if value > 0 else line
            width = round(step - GAP, 2)
            bars.append(Bar(place, x, round(top, 2), width, round(height, 2), value < 0))
    return Bars(bars, round(line, 2))

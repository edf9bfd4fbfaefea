"""A chart of days as a drawing of bars: figures for the template, which also has them as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from reputation.queries.why import DaySum

WIDTH, HEIGHT, GAP = 600, 120, 2


@dataclass(frozen=True)
class Bar:
    """A day's bar, in units of the drawing; `is_loss` hangs below the line."""

    x: float
    y: float
    width: float
    height: float
    is_loss: bool
    day: DaySum


@dataclass(frozen=True)
class Chart:
    bars: Sequence[Bar]
    days: Sequence[DaySum]
    line: float
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(days: Sequence[DaySum]) -> Chart:
    """Bars above and below one line, as high as the best and as deep as the worst day ask for."""
    best, worst = max(0, *(day.points for day in days)), min(0, *(day.points for day in days))
    unit = HEIGHT / max(1, best - worst)
    line, step = best * unit, WIDTH / max(1, len(days))
    bars = []
    for number, day in enumerate(days):
        height = abs(day.points) * unit
        top = line - height if day.points > 0 else line
        x = round(number * step, 2)
        bars.append(Bar(x, round(top, 2), step - GAP, round(height, 2), day.points < 0, day))
    shown = [bar for bar in bars if bar.day.points]
    return Chart(shown, [bar.day for bar in shown], round(line, 2))

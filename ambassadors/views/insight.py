"""What the desk and the forum did for people, as charts, tables and a file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Member
from accounts.numbers import number_in
from ambassadors.models import Channel
from ambassadors.queries.insight import WEEKS, Figure, Period, figures
from ambassadors.views.queue import desk_of
from forum.queries.visibility import visible_boards

WIDTH, HEIGHT, GAP = 600, 120, 2


@dataclass(frozen=True)
class Bar:
    """A line's bar, in units of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawn:
    """A figure with its bars, as high as its greatest value asks for."""

    figure: Figure
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT

    @classmethod
    def of(cls, figure: Figure) -> "Drawn":
        """Draw it."""
        most = max((line.value or 0 for line in figure.lines), default=0) or 1
        step = WIDTH / max(1, len(figure.lines))
        bars = []
        for place, line in enumerate(figure.lines):
            height = round(HEIGHT * (line.value or 0) / most, 2)
            if height:
                x = round(place * step, 2)
                bars.append(Bar(x, round(HEIGHT - height, 2), round(step - GAP, 2), height))
        return cls(figure, bars)


def _period(request: HttpRequest, by: Member) -> Period:
    """What an address asks for; anything that is not known counts as not chosen."""
    weeks = number_in(request.GET.get("weeks", "")) or 0
    board = next((b for b in visible_boards(by) if b.slug == request.GET.get("board")), None)
    number = number_in(request.GET.get("channel", ""))
    channel = Channel.objects.filter(pk=number).first() if number else None
    return Period(timezone.now(), weeks if weeks in WEEKS else 12, board, channel)


@login_required
@never_cache
@require_safe
def insight(request: HttpRequest) -> HttpResponse:
    """All figures of some weeks."""
    by = desk_of(request)
    period = _period(request, by)
    context = {
        "place": "desk",
        "period": period,
        "weeks": WEEKS,
        "boards": visible_boards(by),
        "channels": Channel.objects.all(),
        "drawn": [Drawn.of(figure) for figure in figures(by, period)],
        "query": request.GET.urlencode(),
    }
    return render(request, "ambassadors/insight.html", context)


@login_required
@never_cache
@require_safe
def insight_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file: a row for each line of each figure."""
    by = desk_of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="insight.csv"'
    csv.writer(response).writerows(_rows(figures(by, _period(request, by))))
    return response


def _rows(all_: list[Figure]) -> Iterator[list[str]]:
    yield ["figure", "line", "what", "value"]
    for figure in all_:
        for line in figure.lines:
            for name, cell in zip(figure.columns, line.cells, strict=True):
                yield [figure.key, line.label, name, cell]

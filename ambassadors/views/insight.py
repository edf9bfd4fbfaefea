"""What the desk and the forum did for people, as charts, tables and a file."""

import csv
from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.bars import bars_of
from accounts.models import Member
from accounts.numbers import number_in
from ambassadors.models import Channel
from ambassadors.queries.insight import WEEKS, Figure, Period, figures
from ambassadors.views.queue import desk_of
from forum.queries.visibility import visible_boards


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
        "drawn": [
            (one, bars_of([line.value or 0 for line in one.lines])) for one in figures(by, period)
        ],
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

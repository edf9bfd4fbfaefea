"""Why a member has their points."""

import csv
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.bars import bars_of
from accounts.queries import member_named
from reputation.queries.standing import opened_by, standing_of
from reputation.queries.why import csv_rows, days_of, sees_all, sums_by_rule, why_page


@require_safe
def why(request: HttpRequest, username: str) -> HttpResponse:
    """For everybody what each rule came to; for the member and the company each row."""
    member = member_named(username)
    if member.username != username:
        return redirect("reputation:why", member.username, permanent=True)
    after, full = request.GET.get("after", ""), sees_all(request.user, member)
    if after and not full:
        raise Http404
    standing = standing_of(member)
    context = {
        "person": member,
        "standing": standing,
        "full": full,
        "sums": sums_by_rule(request.user, member),
        "after": after,
    }
    if full:
        days = days_of(member)
        context |= {
            "page": why_page(request.user, member, after),
            "chart": bars_of([day.points for day in days]),
            "days": [day for day in days if day.points],
            "opened": [] if member.is_company else opened_by(standing),
        }
    return render(request, "reputation/why.html", context)


@cache_control(private=True, no_store=True)
@require_safe
def why_csv(request: HttpRequest, username: str) -> StreamingHttpResponse:
    """Every row, for the member and the company alone."""
    member = member_named(username)
    if not sees_all(request.user, member):
        raise Http404
    rows = _lines(csv_rows(request.user, member))
    answer = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="points-{member.username}.csv"'
    return answer


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterator[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    return (writer.writerow(row) for row in rows)

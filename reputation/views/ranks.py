"""Ranks, what gives points and what points open: published, with one's own progress."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Member
from reputation.enums import Privilege, Rule
from reputation.queries.honours import progress_of
from reputation.queries.schemes import scheme_now
from reputation.queries.standing import standing_of
from reputation.ranks import said


@require_safe
def ranks(request: HttpRequest) -> HttpResponse:
    scheme, viewer = scheme_now(), request.user
    context: dict[str, object] = {
        "place": "ranks",
        "ranks": [
            (rank, [said(what, number) for what, number in rank.needs.items()])
            for rank in scheme.ranks
        ],
        "rules": [(Rule(rule).label, points) for rule, points in scheme.points.items() if points],
        "caps": scheme.caps,
        "from_edits": scheme.most_from_edits,
        "privileges": [
            (Privilege(name).label, needed)
            for name, needed in sorted(scheme.privileges.items(), key=lambda one: one[1])
        ],
    }
    if isinstance(viewer, Member):
        context |= {"progress": progress_of(viewer), "own_standing": standing_of(viewer)}
    return render(request, "reputation/ranks.html", context)

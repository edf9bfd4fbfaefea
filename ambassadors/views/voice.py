"""What customers said in a week."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ambassadors.queries.voice import voice_of, week_of
from ambassadors.views.queue import desk_of


@login_required
@never_cache
@require_safe
def voice(request: HttpRequest) -> HttpResponse:
    """The week that `week` lies in; the last one without it, or where it is none."""
    desk_of(request)
    last = week_of(timezone.now())
    try:
        day = parse_date(request.GET.get("week", "")) or last
    except ValueError:
        day = last
    monday = min(max(day - timedelta(days=day.weekday()), last - timedelta(weeks=520)), last)
    context = {
        "place": "desk",
        "monday": monday,
        "parts": voice_of(monday),
        "before": monday - timedelta(weeks=1),
        "after": monday + timedelta(weeks=1) if monday < last else None,
    }
    return render(request, "ambassadors/voice.html", context)

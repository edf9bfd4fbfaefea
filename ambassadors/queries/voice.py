"""What customers said in a week, in their own words: from open boards of the forum alone, because a mention's
words are its author's and may be taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from ambassadors.desk import desk_now
from forum.enums import SOLVABLE, Kind
from forum.models import Thread
from forum.queries.visibility import visible_threads

SHOWN = 8


@dataclass(frozen=True)
class Said:
    """Threads under one heading."""

    key: str
    title: str
    threads: Sequence[Thread]


def week_of(at: datetime) -> date:
    """The Monday of the last week that is over, by the desk's days."""
    today = at.astimezone(ZoneInfo(desk_now().settings.time_zone)).date()
    return today - timedelta(days=today.weekday() + 7)


def voice_of(monday: date) -> list[Said]:
    """What was said in the week that begins on `monday`. Four queries, beside those of the boards."""
    zone = ZoneInfo(desk_now().settings.time_zone)
    since = datetime.combine(monday, time(), zone)
    until = since + timedelta(days=7)
    seen = visible_threads(AnonymousUser()).select_related("author", "board")
    new = seen.filter(created_at__gte=since, created_at__lt=until)
    same = seen.filter(kind__in=sorted(SOLVABLE), me_toos__at__gte=since, me_toos__at__lt=until)
    same = same.annotate(said=Count("me_toos"))
    return [
        Said("same", _("Most people have this"), _first(same.order_by("-said", "-pk"))),
        Said("ideas", _("What they wish for"), _first(_liked(new.filter(kind=Kind.IDEA)))),
        Said("praise", _("What they liked"), _first(_liked(new.filter(kind=Kind.PRAISE)))),
        Said(
            "waiting",
            _("Asked, and without an answer"),
            _first(
                new.filter(kind__in=sorted(SOLVABLE), reply_count=0, is_solved=False).order_by("pk")
            ),
        ),
    ]


def _liked(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    return rows.order_by("-helpful_count", "-pk")


def _first(rows: QuerySet[Thread]) -> list[Thread]:
    return list(rows[:SHOWN])

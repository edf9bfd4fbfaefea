"""Who is on duty, now and this week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from accounts.models import Member
from ambassadors.desk import desk_now
from ambassadors.models import Duty, HandOver, OpenHours, Shift
from ambassadors.models.people import WEEKDAYS, Minutes
from ambassadors.queries.claims import holding

NOTES = 10
Part = TypeVar("Part", bound=Minutes)


@dataclass(frozen=True)
class OnDuty:
    """Somebody at the desk. `until` is when their shift ends, minutes after midnight of the desk's
    day; None for whoever has no shift now. `open` is how much they have claimed."""

    member: Member
    duty: Duty
    until: int | None
    begins: int | None
    open: int = 0

    @property
    def is_on(self) -> bool:
        return self.until is not None


def on_duty(*, at: datetime | None = None) -> list[OnDuty]:
    """Whoever has a shift today and is not away, those of now first. Three queries."""
    at = at or timezone.now()
    local = at.astimezone(ZoneInfo(desk_now().settings.time_zone))
    minute = local.hour * 60 + local.minute
    shifts = Shift.objects.filter(weekday=local.weekday(), ends__gt=minute)
    shifts = shifts.filter(member__is_active=True, member__duty__is_away=False)
    rows = list(shifts.select_related("member__duty").order_by("begins", "pk"))
    held = holding(at).filter(by__in=[row.member_id for row in rows])
    counted = dict(held.values_list("by").annotate(n=Count("pk")))
    found: dict[int, OnDuty] = {}
    for row in rows:
        now = row.begins <= minute
        one = OnDuty(
            row.member,
            row.member.duty,
            row.ends if now else None,
            row.begins,
            counted.get(row.member_id, 0),
        )
        found.setdefault(row.member_id, one)
    return sorted(found.values(), key=lambda one: (not one.is_on, one.begins))


def roster() -> list[tuple[str, list[Shift]]]:
    """Each day of the week with its shifts. One query."""
    return _by_day(list(Shift.objects.filter(member__is_active=True).select_related("member")))


def _by_day(rows: Sequence[Part]) -> list[tuple[str, list[Part]]]:
    return [(str(name), [row for row in rows if row.weekday == day]) for day, name in WEEKDAYS]


def last_notes() -> list[HandOver]:
    """What those before left, the newest first."""
    return list(HandOver.objects.select_related("by")[:NOTES])


def faces() -> list[OnDuty]:
    """Those of today whom everybody may know of."""
    return [one for one in on_duty() if one.duty.is_public]


def hours() -> list[tuple[str, list[OpenHours]]]:
    """When people are answered, by day; empty where that is around the clock."""
    rows = list(OpenHours.objects.all())
    return _by_day(rows) if rows else []


def zone() -> str:
    """The time zone that all these hours are in."""
    return desk_now().settings.time_zone

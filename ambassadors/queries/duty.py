"""Who is on duty, now and this week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from ambassadors.desk import desk_now
from ambassadors.drafting import sign_of
from ambassadors.models import Duty, HandOver, OpenHours, Shift
from ambassadors.models.people import WEEKDAYS, Minutes, clock
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


def shift_words(*, at: datetime | None = None) -> str:
    """A post that says who is here until when, and who comes next; "" where nobody is here whom
    everybody may know of. A draft: whoever posts it changes it."""
    rows = [one for one in on_duty(at=at) if one.duty.is_public]
    here = [one for one in rows if one.until is not None]
    if not here:
        return ""
    names = get_text_list(
        [f"{one.member.display_name} {sign_of(one.member)}" for one in here], _("and")
    )
    until = max(one.until or 0 for one in here)
    said = ngettext(
        "%(names)s is here until %(time)s (%(zone)s).",
        "%(names)s are here until %(time)s (%(zone)s).",
        len(here),
    )
    words = said % {"names": names, "time": clock(until), "zone": zone()}
    later = [one for one in rows if one.until is None and one.begins is not None]
    if later:
        then = _("Then, from %(time)s: %(name)s.")
        words += " " + then % {
            "time": clock(later[0].begins or 0),
            "name": f"{later[0].member.display_name} {sign_of(later[0].member)}",
        }
    return f"{words} {_('What can we help you with?')}"

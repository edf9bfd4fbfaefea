"""Minutes that count: when the desk answers, in its own time zone, and by when something is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Looked ahead so far for open hours; a desk that never opens has no due times.
MOST_DAYS = 366


@dataclass(frozen=True)
class Open:
    """A part of a weekday (0 is Monday): minutes after midnight, `ends` not included."""

    weekday: int
    begins: int
    ends: int


@dataclass(frozen=True)
class Calendar:
    """When the desk is open, in time zone `zone`; without any `hours` around the clock."""

    hours: tuple[Open, ...] = ()
    zone: str = "UTC"

    def is_open(self, at: datetime) -> bool:
        """Whether somebody answers at this moment."""
        if not self.hours:
            return True
        return any(begins <= at < ends for begins, ends in self._of_day(self._day_of(at)))

    def after(self, at: datetime, minutes: int) -> datetime | None:
        """The moment when `minutes` open minutes have passed since `at`; None where there are none
        within a year. Raises ValueError for less than none."""
        if minutes < 0:
            raise ValueError("minutes cannot be negative")
        if not self.hours:
            return at + timedelta(minutes=minutes)
        left, day = timedelta(minutes=minutes), self._day_of(at)
        for _number in range(MOST_DAYS):
            for begins, ends in self._of_day(day):
                begins = max(begins, at)
                if begins < ends and ends - begins >= left:
                    return begins + left
                left -= max(ends - begins, timedelta())
            day += timedelta(days=1)
        return None

    def between(self, since: datetime, until: datetime) -> timedelta:
        """How much open time lies between two moments; nothing where the second is not later."""
        if until <= since:
            return timedelta()
        if not self.hours:
            return until - since
        passed, day, last = timedelta(), self._day_of(since), self._day_of(until)
        while day <= last:
            for begins, ends in self._of_day(day):
                passed += max(min(ends, until) - max(begins, since), timedelta())
            day += timedelta(days=1)
        return passed

    def _day_of(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def _of_day(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        """The open parts of one day, in order, in UTC: an hour that a change of clocks leaves out or
        repeats is as long as it really is."""
        parts = sorted((one.begins, one.ends) for one in self.hours if one.weekday == day.weekday())
        return [(self._moment(day, begins), self._moment(day, ends)) for begins, ends in parts]

    def _moment(self, day: date, minutes: int) -> datetime:
        days, rest = divmod(minutes, 24 * 60)
        local = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)))
        return local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

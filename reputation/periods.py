"""Weeks, months, quarters and years of leaderboards, in UTC, as short names: "W2026-48",
"M2026-11", "Q2026-4", "Y2026", and "A" for all the time there was."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from reputation.daily import day_of

ALL = "A"
KEPT_DAYS = 400
"""Weeks, months and quarters that ended longer ago have no leaderboard: years and all time do."""


def week_of(day: date) -> str:
    """The ISO week that holds a day."""
    year, week, _weekday = day.isocalendar()
    return f"W{year}-{week:02}"


def month_of(day: date) -> str:
    return f"M{day.year}-{day.month:02}"


def quarter_of(day: date) -> str:
    return f"Q{day.year}-{(day.month + 2) // 3}"


def year_of(day: date) -> str:
    return f"Y{day.year}"


SHORT = {"week": week_of, "month": month_of, "quarter": quarter_of}


def kept_short(today: date) -> set[str]:
    """The weeks, months and quarters that have a leaderboard on a day; the next day's too, for a
    clock that is ahead."""
    days = [today - timedelta(days=days) for days in range(-1, KEPT_DAYS + 1)]
    return {name(day) for day in days for name in SHORT.values()}


def periods_of(at: datetime, kept: set[str]) -> Iterator[str]:
    """The periods in which a moment counts; the short ones as far as they are `kept`."""
    day = day_of(at)
    yield ALL
    yield year_of(day)
    yield from (name for name in (short(day) for short in SHORT.values()) if name in kept)


def period_named(kind: str, today: date) -> str:
    """The period of that kind that runs on a day. Raises KeyError for another kind."""
    if kind == "all":
        return ALL
    if kind == "year":
        return year_of(today)
    return SHORT[kind](today)

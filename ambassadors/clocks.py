"""How a deadline is said."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

SOON = timedelta(minutes=30)


@dataclass(frozen=True)
class Clock:
    """`state` is "late", "soon" or "" for there is time; `words` says it without colour."""

    state: str
    words: str
    due_at: datetime

    @property
    def icon(self) -> str:
        return {"late": "problem", "soon": "alert"}.get(self.state, "clock")


def clock_of(due_at: datetime | None, *, at: datetime) -> Clock | None:
    """The clock of something that is to be answered by `due_at`; None where nothing was promised."""
    if due_at is None:
        return None
    left = due_at - at
    if left < timedelta():
        return Clock("late", _("late by %(span)s") % {"span": _span(-left)}, due_at)
    state = "soon" if left <= SOON else ""
    return Clock(state, _("%(span)s left") % {"span": _span(left)}, due_at)


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d days") % {"n": minutes // (24 * 60)}

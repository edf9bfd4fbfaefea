"""A scheme holds backwards: what stands and was given by other points is reversed, and given again by
those; days that were counted by other caps are counted anew."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone

from reputation.actions.ledger import correct_rows, recount_day
from reputation.enums import CAPPED
from reputation.models import Award
from reputation.queries.days import Day, day_with
from reputation.queries.schemes import scheme_backwards, scheme_numbered

BATCH = 500


def correct_rules(*, at: datetime | None = None) -> int:
    """Bring all that stands to the newest scheme that holds backwards; returns how many awards and
    days that were. It may be stopped and begun again: what is right already is left alone."""
    at = at or timezone.now()
    members = sorted({row.member_id for row in _wrong_rows(None)})
    done = sum(correct_rows(member, rows_to_correct, at=at) for member in members)
    return done + sum(bool(recount_day(day, at=at)) for day in sorted(_days()))


def rows_to_correct(member: int) -> list[Award]:
    """A member's standing awards that were given by other points than hold backwards."""
    return list(_wrong_rows(member))


def _older() -> Iterable[Award]:
    """What stands and was given before the scheme that holds backwards."""
    scheme = scheme_backwards()
    if scheme is None:
        return Award.objects.none()
    rows = Award.objects.filter(reverses=None, reversed_by=None, scheme__lt=scheme.number)
    return rows.order_by("member_id", "pk")


def _wrong_rows(member: int | None) -> Iterator[Award]:
    scheme = scheme_backwards()
    for row in _older():
        was = scheme_numbered(row.scheme).points.get(row.rule)
        theirs = member is None or row.member_id == member
        if theirs and scheme is not None and was not in (None, scheme.points.get(row.rule)):
            yield row


def _days() -> set[Day]:
    """Days that were counted by other caps."""
    scheme = scheme_backwards()
    return {
        day_with(row)
        for row in _older()
        if scheme is not None
        and row.rule in CAPPED
        and scheme_numbered(row.scheme).caps != scheme.caps
    }

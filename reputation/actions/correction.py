"""A rule is corrected backwards: what stands and was given by other points is reversed, and given
again by the points that hold now. The days it falls on are counted anew."""

from collections.abc import Iterator
from datetime import datetime

from reputation.actions.ledger import correct_rows
from reputation.models import Award
from reputation.queries.schemes import scheme_now, scheme_numbered

BATCH = 500


def correct_rules(*, at: datetime | None = None) -> int:
    """Bring all that stands to the points of the scheme that holds; returns how many awards that
    were. It may be stopped and begun again: what is right already is left alone."""
    members = sorted({row.member_id for row in _wrong_rows(None)})
    return sum(correct_rows(member, rows_to_correct, at=at) for member in members)


def rows_to_correct(member: int) -> list[Award]:
    """A member's standing awards that were given by other points than hold now."""
    return list(_wrong_rows(member))


def _wrong_rows(member: int | None) -> Iterator[Award]:
    now = scheme_now()
    rows = Award.objects.filter(reverses=None, reversed_by=None).exclude(scheme=now.number)
    if member is not None:
        rows = rows.filter(member=member)
    for row in rows.order_by("member_id", "pk").iterator(BATCH):
        was = scheme_numbered(row.scheme).points.get(row.rule)
        if was is not None and was != now.points[row.rule]:
            yield row

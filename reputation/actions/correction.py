"""A scheme holds backwards: what stands and was given by other points is reversed, and given again by
those; days that were counted by other caps are counted anew."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db.models import QuerySet
from django.utils import timezone

from reputation.actions.ledger import correct_rows, recount_day
from reputation.enums import CAPPED, Rule
from reputation.models import Award
from reputation.queries.days import Day, day_with
from reputation.queries.schemes import scheme_backwards, scheme_numbered
from reputation.schemes import Scheme

BATCH = 500


def correct_rules(*, at: datetime | None = None) -> int:
    """Bring all that stands to the newest scheme that holds backwards; returns how many awards and
    days that were. It may be stopped and begun again: what is right already is left alone."""
    scheme, at = scheme_backwards(), at or timezone.now()
    if scheme is None:
        return 0
    wrong = partial(_given_otherwise, scheme)
    members = sorted({row.member_id for row in wrong(_older(scheme))})
    done = sum(
        correct_rows(pk, lambda pk: list(wrong(_older(scheme).filter(member=pk))), at=at)
        for pk in members
    )
    return done + sum(bool(recount_day(day, at=at)) for day in sorted(_days(scheme)))


def _older(scheme: Scheme) -> QuerySet[Award]:
    """What stands and was given before the scheme."""
    rows = Award.objects.filter(reverses=None, reversed_by=None, scheme__lt=scheme.number)
    return rows.order_by("member_id", "pk")


def _given_otherwise(scheme: Scheme, rows: QuerySet[Award]) -> Iterator[Award]:
    """Those that were given by other points than the scheme's; a day's adjustment has none."""
    for row in rows.exclude(rule=Rule.CAP).iterator(BATCH):
        if scheme_numbered(row.scheme).points[row.rule] != scheme.points[row.rule]:
            yield row


def _days(scheme: Scheme) -> set[Day]:
    """Days that were counted by other caps."""
    rows = _older(scheme).filter(rule__in=CAPPED)
    return {
        day_with(row)
        for row in rows.iterator(BATCH)
        if scheme_numbered(row.scheme).caps != scheme.caps
    }

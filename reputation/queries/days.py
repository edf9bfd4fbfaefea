"""What counts of a day, from the rows of the ledger that stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from reputation.daily import Capped, counted_of_day, day_of, span_of
from reputation.enums import CAPPED, Rule
from reputation.models import Award
from reputation.queries.schemes import scheme_of

Day = tuple[int, str, date]
BATCH = 500


def rows_of_days(days: Collection[Day]) -> dict[Day, list[Award]]:
    """All rows of days (member, ledger, UTC day) that the caps hold, with the adjustments; each
    with what reversed it."""
    found: dict[Day, list[Award]] = defaultdict(list)
    if not days:
        return found
    first, last = min(day[2] for day in days), max(day[2] for day in days)
    span = {"at__gte": span_of(first)[0], "at__lt": span_of(last)[1]}
    members = sorted({day[0] for day in days})
    for start in range(0, len(members), BATCH):
        rows = Award.objects.filter(member__in=members[start : start + BATCH], **span)
        for row in rows.filter(rule__in=[*CAPPED, Rule.CAP]).select_related("reversed_by"):
            if (day := day_with(row)) in days:
                found[day].append(row)
    return found


def day_with(row: Award) -> Day:
    """The day that a row counts on."""
    return row.member_id, row.ledger, day_of(row.at)


def is_kept(row: Award) -> bool:
    """Whether a row stands and is not held; it was read with what reversed it."""
    return row.reverses_id is None and row.reversal is None and not row.is_held


def key_of(row: Award) -> tuple[Any, ...]:
    """What tells a standing row from others of its member and ledger."""
    return (row.source_kind, row.source_id, row.rule)


def capped(row: Award) -> Capped:
    """What the caps ask of a row."""
    post = (row.post_kind, row.post_id)
    return Capped(row.at, key_of(row), row.nominal, post, row.counterpart_id)


def counted_now(rows: Iterable[Award]) -> dict[tuple[Any, ...], int]:
    """What each row of one member, ledger and day counts that stands and is no adjustment: by the
    caps of the oldest scheme among them, or of a later one that holds backwards. So it follows from
    the rows and the schemes alone, and a new scheme moves no day that was begun."""
    rows = [row for row in rows if is_kept(row) and row.rule != Rule.CAP]
    if not rows:
        return {}
    caps = scheme_of(min(row.scheme for row in rows)).caps
    return counted_of_day(map(capped, rows), caps)

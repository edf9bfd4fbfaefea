"""The ledger replayed: what each member's rows come to, beside what the member's cache says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from accounts.models import Member
from reputation.enums import CAPPED, Ledger, Rule
from reputation.models import Award, Pending
from reputation.queries.days import counted_now, day_with, is_kept
from reputation.queries.schemes import scheme_backwards, scheme_numbered
from reputation.schemes import Scheme

BATCH = 2_000


@dataclass(frozen=True)
class Difference:
    """A member whose total, or whose day, is not what the rows give."""

    member: int
    username: str
    what: str
    shown: int
    right: int


def wrong_totals() -> Iterator[Difference]:
    """Members whose cached totals are not the sums of their rows."""
    sums = Sum("awards__counted", filter=Q(awards__ledger=Ledger.CUSTOMER), default=0)
    employee = Sum("awards__counted", filter=Q(awards__ledger=Ledger.EMPLOYEE), default=0)
    kept = {
        "points": Coalesce("standing__points", 0),
        "own": Coalesce("standing__employee_points", 0),
    }
    rows = Member.objects.annotate(right=sums, right_own=employee, **kept).order_by("pk")
    fields = ("pk", "username", "points", "right", "own", "right_own")
    for pk, name, points, right, own, right_own in rows.values_list(*fields).iterator(BATCH):
        if points != right:
            yield Difference(pk, name, "points", points, right)
        if own != right_own:
            yield Difference(pk, name, "employee_points", own, right_own)


@dataclass(frozen=True)
class WrongDay:
    """A day whose rows do not come to what the caps allow of them."""

    member: int
    ledger: str
    day: date
    counted: int
    right: int


def waiting_correction() -> Scheme | None:
    """The scheme that holds backwards and by which the ledger is still to be corrected, if one is."""
    waits = Pending.objects.filter(kind=Pending.RULES).exists()
    return scheme_backwards() if waits else None


def _waits(rows: Iterable[Award], scheme: Scheme) -> bool:
    """Whether a correction will count a day anew: a row of it was counted by other caps."""
    return any(
        row.scheme < scheme.number and scheme_numbered(row.scheme).caps != scheme.caps
        for row in rows
        if is_kept(row) and row.rule != Rule.CAP
    )


def wrong_days() -> Iterator[WrongDay]:
    """Days that were not counted as their standing rows ask for, but for those that wait to be
    counted by a scheme that holds backwards."""
    scheme = waiting_correction()
    rows = Award.objects.filter(rule__in=[*CAPPED, Rule.CAP]).select_related("reversed_by")
    rows = rows.order_by("member_id", "ledger", "at")
    for key, group in groupby(rows.iterator(BATCH), key=day_with):
        day_rows = list(group)
        if scheme is not None and _waits(day_rows, scheme):
            continue
        counted = sum(row.counted for row in day_rows)
        right = sum(counted_now(day_rows).values())
        if counted != right:
            yield WrongDay(*key, counted, right)


def wrong_rows() -> Iterator[Award]:
    """Rows that contradict themselves: a reversal that does not take back what its row gave, or a
    row outside the caps that counts otherwise than its rule gives."""
    other = ~Q(counted=-F("reverses__counted")) | ~Q(member=F("reverses__member"))
    other |= ~Q(ledger=F("reverses__ledger")) | ~Q(at=F("reverses__at"))
    plain = ~Q(rule__in=[*CAPPED, Rule.CAP]) & Q(is_held=False) & ~Q(counted=F("nominal"))
    wrong = (Q(reverses__isnull=False) & other) | (Q(reverses=None) & plain)
    yield from Award.objects.filter(wrong).select_related("member").order_by("pk").iterator(BATCH)

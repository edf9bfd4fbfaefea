"""What is wrong with totals, days and leaderboards is put right from the rows that stand."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from reputation.actions.fold import add_sums, fold, hold_fold
from reputation.actions.ledger import TOTALS, recount_day
from reputation.daily import day_of
from reputation.models import Award, Standing, Tally
from reputation.periods import kept_short
from reputation.queries.replay import replayed, wrong_tallies
from reputation.queries.totals import wrong_days, wrong_totals


def repair_totals(*, at: datetime | None = None) -> int:
    """Count wrong days again by adjustment rows, then rebuild wrong totals from the rows; returns
    how many of both that were. Safe while the community is in use."""
    at, mended = at or timezone.now(), 0
    for day in list(wrong_days()):
        mended += bool(recount_day((day.member, day.ledger, day.day), at=at))
    for member in {difference.member for difference in wrong_totals()}:
        _rebuild(member)
        mended += 1
    return mended


def repair_tallies(*, at: datetime | None = None) -> int:
    """Count in what waits, then rebuild the leaderboards' rows of whom they say wrong things of;
    returns of how many members that was."""
    at = at or timezone.now()
    fold(at=at)
    with transaction.atomic():
        hold_fold()
        members = sorted({tally.key[3] for tally in wrong_tallies(at=at)})
        Tally.objects.filter(member__in=members).delete()
        add_sums(replayed(members, kept_short(day_of(at))))
    return len(members)


def _rebuild(member: int) -> None:
    with transaction.atomic():
        Standing.objects.bulk_create([Standing(member_id=member)], ignore_conflicts=True)
        held = Standing.objects.select_for_update().filter(pk=member)
        list(held.values_list("pk"))
        rows = Award.objects.filter(member=member).values_list("ledger")
        sums = dict(rows.annotate(sum=Sum("counted")).order_by())
        held.update(**{column: sums.get(ledger, 0) for ledger, column in TOTALS.items()})

"""Counting in: what was written to the ledger, and what was told of posts, since the last time goes
into leaderboards, ranks and badges. One counter at a time, however many bells ring."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Version
from reputation.actions.correction import correct_rules
from reputation.actions.honours import renew_honours, rerank
from reputation.daily import day_of
from reputation.models import Award, Pending, Source, Tally
from reputation.periods import kept_short
from reputation.queries.tallies import (
    Sums,
    add_award,
    add_awards,
    awards_of_posts,
    counted_in,
    no_sums,
    scopes_of,
)

BATCH = 1_000
LOCK = "reputation.fold"
COUNTED = (Pending.AWARD, Pending.PLACE, Pending.MEMBER)
_ROW = "(%s, %s, %s, %s, %s, %s, %s)"
_ADD = """INSERT INTO reputation_tally
(scope, period, ledger, member_id, points, solutions, helpful) VALUES {rows}
ON CONFLICT (scope, period, ledger, member_id) DO UPDATE SET
points = reputation_tally.points + excluded.points,
solutions = reputation_tally.solutions + excluded.solutions,
helpful = reputation_tally.helpful + excluded.helpful"""
ROWS = 100
UPSERT = 500


def fold(*, at: datetime | None = None) -> int:
    """Count everything in that waits; returns how many notes that were."""
    done = correct_what_waits(at=at) + rerank_what_waits()
    while number := fold_once(at=at):
        done += number
    return done


def correct_what_waits(*, at: datetime | None = None) -> int:
    """Where staff set points backwards: correct the ledger first."""
    return _once(Pending.RULES, partial(correct_rules, at=at))


def rerank_what_waits() -> int:
    """After the ranks of the scheme changed: everybody's, in a transaction of its own, member by
    member in the order of their ids."""
    return _once(Pending.SCHEME, _rerank_alone)


def _rerank_alone() -> None:
    with transaction.atomic():
        hold_fold()
        rerank()


def _once(kind: str, work: Callable[[], object]) -> int:
    """Do `work` for all notes of a kind that wait. They go when it is done, so that whoever was
    killed on the way is followed by who goes on."""
    waits = Pending.objects.filter(kind=kind)
    notes = list(waits.values_list("pk", flat=True))
    if notes:
        work()
        waits.filter(pk__in=notes).delete()
    return len(notes)


def fold_once(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """One batch, in a transaction of its own; 0 when nothing waits."""
    with transaction.atomic():
        hold_fold()
        at = at or timezone.now()  # after the wait: nothing in the batch is later
        batch = list(Pending.objects.filter(kind__in=COUNTED).order_by("pk")[:limit])
        # From here on nothing of the batch waits.
        Pending.objects.filter(pk__in=[row.pk for row in batch]).delete()
        renew_honours(_fold(batch, at), at=at)
    return len(batch)


def hold_fold() -> None:
    """Until the transaction ends nobody else counts in."""
    Version.objects.get_or_create(name=LOCK)
    list(Version.objects.select_for_update().filter(name=LOCK).values_list("pk"))


def _fold(batch: Sequence[Pending], at: datetime) -> set[int]:
    """Count a batch in; returns the members whom it concerns."""
    what = {kind: {row.what for row in batch if row.kind == kind} for kind in COUNTED}
    kept, sums = kept_short(day_of(at)), no_sums()
    awards = list(Award.objects.filter(pk__in=what[Pending.AWARD]))
    add_awards(sums, awards, kept)
    members = what[Pending.MEMBER] | {row.member_id for row in awards}
    members |= _fold_places(what[Pending.PLACE], sums, kept)
    add_sums(sums)
    return members


def _fold_places(pks: set[int], sums: Sums, kept: set[str]) -> set[int]:
    """Count what was earned in threads that stand elsewhere now over to where they stand. Awards
    that wait still are passed over: their own note finds the new place."""
    moved: list[Source] = []
    members: set[int] = set()
    for source in Source.objects.filter(place__in=pks).select_related("place"):
        members |= {source.author_id, source.place.asker_id}
        if source.tallied != scopes_of(source.place):
            moved.append(source)
    by_post = {(source.kind, source.post_id): source for source in moved}
    for row in counted_in().filter(awards_of_posts(moved)):
        source = by_post[row.post_kind, row.post_id or 0]
        add_award(sums, row, source.tallied, kept, sign=-1)
        add_award(sums, row, scopes_of(source.place), kept)
        members.add(row.member_id)
    for source in moved:
        source.tallied = scopes_of(source.place)
    # Rows that are there: a tenth of the time of an update by cases.
    Source.objects.bulk_create(
        moved,
        batch_size=UPSERT,
        update_conflicts=True,
        unique_fields=["kind", "post_id"],
        update_fields=["tallied"],
    )
    return members


def add_sums(sums: Sums) -> None:
    """Add to the leaderboards' rows, in the order of their keys; the caller holds the fold."""
    rows = [(*key, *figures) for key, figures in sorted(sums.items()) if any(figures)]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            values: list[Any] = [value for row in some for value in row]
            cursor.execute(_ADD.format(rows=", ".join([_ROW] * len(some))), values)


def forget_old_periods(*, at: datetime | None = None) -> int:
    """Remove the rows of weeks, months and quarters that are no longer kept."""
    kept = kept_short(day_of(at or timezone.now()))
    short = Tally.objects.filter(period__regex="^[WMQ]")
    return short.exclude(period__in=kept).delete()[0]

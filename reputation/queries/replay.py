"""Leaderboards and ranks replayed from the ledger, beside what their rows say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils import timezone

from accounts.models import Member
from reputation.daily import day_of
from reputation.models import Tally
from reputation.periods import kept_short
from reputation.queries.tallies import Key, Sums, add_awards, counted_in, no_sums

BATCH = 500
# Awards whose posts are asked for at once.
ROWS = 5_000


@dataclass(frozen=True)
class WrongTally:
    """A row of a leaderboard that is not what the ledger gives: points, Solutions, helpful votes."""

    key: Key
    shown: tuple[int, int, int]
    right: tuple[int, int, int]


def wrong_tallies(*, at: datetime | None = None) -> Iterator[WrongTally]:
    """Rows of leaderboards that differ from a replay of all awards that were counted in."""
    kept = kept_short(day_of(at or timezone.now()))
    pks = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        members = pks[start : start + BATCH]
        right = {key: tuple(figures) for key, figures in replayed(members, kept).items()}
        shown = {
            (row.scope, row.period, row.ledger, row.member_id): (
                row.points,
                row.solutions,
                row.helpful,
            )
            for row in Tally.objects.filter(member__in=members)
            if row.period[0] in "AY" or row.period in kept
        }
        for key in sorted(right.keys() | shown.keys()):
            ours, theirs = right.get(key, (0, 0, 0)), shown.get(key, (0, 0, 0))
            if ours != theirs:
                yield WrongTally(key, theirs, (ours[0], ours[1], ours[2]))


def replayed(members: list[int], kept: set[str]) -> Sums:
    """What the awards of some members come to, without those that wait to be counted in."""
    sums, rows = no_sums(), counted_in().filter(member__in=members).order_by("pk")
    found = rows.iterator(ROWS)
    while batch := list(islice(found, ROWS)):
        add_awards(sums, batch, kept)
    return sums

"""Who would have another rank under other figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from accounts.models import Member
from reputation.enums import Ledger
from reputation.models import Award, Standing
from reputation.queries.schemes import scheme_now, scheme_numbered
from reputation.ranks import Rank, rank_of
from reputation.schemes import Scheme

BATCH = 1_000
SHOWN = 100


@dataclass(frozen=True)
class Change:
    """A member whose rank would be another."""

    member: Member
    before: Rank
    after: Rank
    is_up: bool


@dataclass(frozen=True)
class Preview:
    """How many would rise and fall, and the first SHOWN of them by name."""

    up: int
    down: int
    changes: Sequence[Change]


def rank_changes(scheme: Scheme, *, backwards: bool = False) -> Preview:
    """Every member's rank under `scheme`, from what was last counted of them. With `backwards`
    points are as they would be by its rules, before the caps of a day."""
    moved = _points_moved(scheme) if backwards else Counter[int]()
    up = down = 0
    found: list[tuple[int, Rank, Rank, bool]] = []
    for member, before, after in _ranks(scheme, moved):
        if before.name == after.name:
            continue
        is_up = _place(scheme, after) > _place(scheme, before)
        up, down = up + is_up, down + (not is_up)
        if len(found) < SHOWN:
            found.append((member, before, after, is_up))
    people = Member.objects.in_bulk([row[0] for row in found])
    changes = [Change(people[pk], before, after, is_up) for pk, before, after, is_up in found]
    return Preview(up, down, changes)


def _place(scheme: Scheme, rank: Rank) -> float:
    """Where a rank stands: one that the new scheme has no more, as high as in the one that holds."""
    for ranks in (scheme.ranks, scheme_now().ranks):
        names = [one.name for one in ranks]
        if rank.name in names:
            return (names.index(rank.name) + 1) / len(names)
    return 0.0


def _ranks(scheme: Scheme, moved: Counter[int]) -> Iterator[tuple[int, Rank, Rank]]:
    now = scheme_now().ranks
    rows = Standing.objects.order_by("pk").values_list("pk", "counts")
    for member, counts in rows.iterator(BATCH):
        then = {**counts, "points": counts.get("points", 0) + moved[member]}
        yield member, rank_of(now, counts), rank_of(scheme.ranks, then)


def _points_moved(scheme: Scheme) -> Counter[int]:
    rows = Award.objects.filter(
        reverses=None, reversed_by=None, is_held=False, ledger=Ledger.CUSTOMER
    )
    summed = rows.values_list("member", "scheme", "rule").annotate(times=Sum("times"))
    moved: Counter[int] = Counter()
    for member, number, rule, times in summed.order_by():
        was = scheme_numbered(number).points.get(rule)
        if was is not None:
            moved[member] += (scheme.points[rule] - was) * times
    return moved

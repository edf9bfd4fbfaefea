"""Leaderboards: pages of the tallies, with shared places, and the viewer's own row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import Member
from reputation.daily import day_of
from reputation.enums import Ledger
from reputation.models import Tally
from reputation.periods import period_named
from reputation.providers import Shelf, Viewer, boards_for, tag_for
from reputation.queries.standing import unlisted
from reputation.queries.tallies import EVERYTHING

SIZE = 25
PERIODS: Final = ("week", "month", "quarter", "year", "all")
GROUPS: Final = ("customers", "superusers", "employees")
ORDERS: Final = ("solutions", "points")
# So many figures may stand in the address of a page.
LONGEST = 18


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `board` or `tag` is an address name, "" for the whole community;
    `after` the place where the page begins."""

    period: str = "month"
    group: str = "customers"
    order: str = "solutions"
    board: str = ""
    tag: str = ""
    after: str = ""


@dataclass(frozen=True)
class Line:
    """A member's row; `place` is shared by all whose figures are the same."""

    place: int
    tally: Tally
    is_own: bool = False

    @property
    def member(self) -> Member:
        return self.tally.member


@dataclass(frozen=True)
class Board:
    """A page. `own` is the viewer's row where it is not among `lines`; `next` the `after` of the
    next page, "" on the last."""

    lines: Sequence[Line]
    own: Line | None
    next: str
    shelf: Shelf | None


def leaderboard(viewer: Viewer, asked: Asked, *, at: datetime | None = None) -> Board:
    """A page of a leaderboard. Raises Http404 for what is none, and for a board or tag that the
    viewer may not see."""
    _check(asked)
    shelf = _shelf(viewer, asked)
    everybody = _tallies(asked, shelf.scope if shelf else EVERYTHING, at or timezone.now())
    listed = _Listed(everybody, hidden_among(everybody))
    rows = _ordered(listed.rows(), asked.order)
    found = list(_after(rows, asked)[: SIZE + 1])
    lines = list(_placed(listed, found[:SIZE], asked, viewer))
    own = None if any(line.is_own for line in lines) else _own(listed, asked, viewer)
    return Board(lines, own, _key(found[SIZE - 1]) if len(found) > SIZE else "", shelf)


def _check(asked: Asked) -> None:
    known = asked.period in PERIODS and asked.group in GROUPS and asked.order in ORDERS
    if not known or (asked.board and asked.tag):
        raise Http404


def _shelf(viewer: Viewer, asked: Asked) -> Shelf | None:
    if asked.board:
        found = next((one for one in boards_for(viewer) if one.slug == asked.board), None)
    elif asked.tag:
        found = tag_for(viewer, asked.tag)
    else:
        return None
    if found is None:
        raise Http404
    return found


def _tallies(asked: Asked, scope: str, at: datetime) -> QuerySet[Tally]:
    employees = asked.group == "employees"
    rows = Tally.objects.filter(
        Q(points__gt=0) | Q(solutions__gt=0),
        scope=scope,
        period=period_named(asked.period, day_of(at)),
        ledger=Ledger.EMPLOYEE if employees else Ledger.CUSTOMER,
    )
    return rows.filter(member__honoured=True) if asked.group == "superusers" else rows


def hidden_among(everybody: QuerySet[Tally]) -> list[int]:
    """Who of a list is not shown: who wants to be on none, and closed accounts. Those who have no row
    are not asked for: a large community has many accounts that were closed and never earned anything.
    """
    closed = Member.objects.filter(is_active=False).order_by().values("pk")
    rows = everybody.order_by().values_list("member_id", flat=True)
    return list(
        rows.filter(member__in=closed).union(rows.filter(member__in=unlisted().values("pk")))
    )


@dataclass(frozen=True)
class _Listed:
    """Everybody's rows, of which those of `hidden` are not shown."""

    everybody: QuerySet[Tally]
    hidden: Sequence[int]

    def rows(self) -> QuerySet[Tally]:
        return self.everybody.exclude(member__in=self.hidden) if self.hidden else self.everybody

    def number(self, condition: Q) -> int:
        """How many rows meet a condition: all that do, which the index alone counts, less the few
        that are hidden."""
        rows = self.everybody.filter(condition)
        return rows.count() - (rows.filter(member__in=self.hidden).count() if self.hidden else 0)


def _ordered(rows: QuerySet[Tally], order: str) -> QuerySet[Tally]:
    first, second = ("solutions", "points") if order == "solutions" else ("points", "solutions")
    return rows.order_by(f"-{first}", f"-{second}", "member")


def _better(asked: Asked, tally: Tally) -> Q:
    """Who stands above: more Solutions, of as many more points; or more points."""
    more = Q(points__gt=tally.points)
    if asked.order == "points":
        return more
    # The range first: the index leads to it.
    return Q(solutions__gte=tally.solutions) & (Q(solutions__gt=tally.solutions) | more)


def _before(asked: Asked, solutions: int, points: int, member: int) -> Q:
    """What stands on the list before a place, and the place itself."""
    if asked.order == "solutions":
        least = Q(solutions__gte=solutions)
        first, second = Q(solutions__gt=solutions), Q(points__gt=points)
    else:
        least = Q(points__gte=points)
        first, second = Q(points__gt=points), Q(solutions__gt=solutions)
    return least & (first | second | Q(solutions=solutions, points=points, member__lte=member))


def _key(tally: Tally) -> str:
    return f"{tally.solutions}_{tally.points}_{tally.member_id}"


def _after(rows: QuerySet[Tally], asked: Asked) -> QuerySet[Tally]:
    rows = rows.select_related("member")
    if not asked.after:
        return rows
    solutions, points, member = _parsed(asked.after)
    most = Q(solutions__lte=solutions) if asked.order == "solutions" else Q(points__lte=points)
    return rows.filter(most).exclude(_before(asked, solutions, points, member))


def _parsed(key: str) -> tuple[int, int, int]:
    """The inverse of `_key`. Raises Http404."""
    parts = key.split("_")
    for part in parts:
        digits = part.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) < LONGEST):
            raise Http404
    if len(parts) != 3:
        raise Http404
    return int(parts[0]), int(parts[1]), int(parts[2])


def _placed(listed: _Listed, page: Sequence[Tally], asked: Asked, viewer: Viewer) -> Iterator[Line]:
    if not page:
        return
    before = place = 0
    if asked.after:
        before = listed.number(_before(asked, *_parsed(asked.after)))
        place = listed.number(_better(asked, page[0])) + 1
    last: tuple[int, ...] | None = None
    for number, tally in enumerate(page, start=before + 1):
        figures = _figures(tally, asked)
        if figures != last and not (last is None and asked.after):
            place = number
        last = figures
        yield Line(place, tally, is_own=tally.member_id == viewer.pk)


def _figures(tally: Tally, asked: Asked) -> tuple[int, ...]:
    return (tally.points,) if asked.order == "points" else (tally.solutions, tally.points)


def _own(listed: _Listed, asked: Asked, viewer: Viewer) -> Line | None:
    """The viewer's own row, also where they asked not to be listed."""
    if not isinstance(viewer, Member):
        return None
    tally = listed.everybody.filter(member=viewer).select_related("member").first()
    if tally is None:
        return None
    return Line(listed.number(_better(asked, tally)) + 1, tally, is_own=True)

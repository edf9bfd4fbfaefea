"""The ledger, told what stands: who calls says which awards the causes it names deserve now, and
the difference to what stands in the ledger is written. So every undoing, in whatever order, ends
where a replay of what stands would."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.rows import insert_objects
from reputation.actions.sources import wait_for_fold
from reputation.daily import begin_of
from reputation.enums import CAPPED, Ledger, Rule, Why
from reputation.models import Award, Pending, Standing
from reputation.queries.days import Day, counted_now, day_with, is_kept, key_of, rows_of_days
from reputation.queries.held import Held, held_pairs
from reputation.queries.schemes import scheme_now, scheme_of
from reputation.schemes import Scheme

NO_POST: tuple[str, int | None] = ("", None)
NOBODY: Mapping[int | None, int] = {}
TOTALS = {Ledger.CUSTOMER: "points", Ledger.EMPLOYEE: "employee_points"}


@dataclass(frozen=True)
class Due:
    """An award that a cause deserves. `counterpart` is who voted or accepted (None for imported
    votes and for what nobody in particular did), `post` the post that earned it, `at` the moment
    of the cause, `ledger` where the member earned it: by their role when they wrote. `times` is more
    than 1 where a cause is known by its number alone: votes that came as a count. Not `anew` is what
    would be paid no more today: what was paid before stands, and comes back with its cause."""

    rule: Rule
    member: int
    at: datetime
    ledger: str = Ledger.CUSTOMER
    counterpart: int | None = None
    post: tuple[str, int | None] = NO_POST
    times: int = 1
    anew: bool = True


@dataclass(frozen=True)
class Cause:
    """A row of a room above, by kind and id, with all that it deserves now: nothing when it was
    taken back. `why` is said of what it had before."""

    kind: str
    pk: int
    dues: tuple[Due, ...] = ()
    why: Why = Why.UNDONE


def settle(
    causes: Iterable[Cause],
    *,
    concerned: Iterable[int] = (),
    ranked: Callable[[], Iterable[Cause]] = tuple,
    merged: Mapping[int | None, int] = NOBODY,
    at: datetime | None = None,
) -> int:
    """Make the ledger say of `causes` what they deserve; returns how many rows that took.

    Called in the transaction that changes the causes, once for all of them, as its last lock: the
    members concerned are held in the order of their ids (`concerned` names those whom a later call
    in the same transaction will need, lest two transactions wait for each other). `ranked` gives causes
    that deserve something depending on others of the same members: it is asked once these are held,
    and they are among `concerned`. `merged` says of an account that stays which one became part of it:
    what that had by a cause, or gave, is reversed and comes again in the new name, for as much and in
    the same ledger. A row that stands is left alone, whatever the scheme says by now;
    what comes again counts as it did before.
    """
    causes, at = list(causes), at or timezone.now()
    with transaction.atomic():
        _hold(causes, concerned)
        causes += ranked()
        work = _Work(scheme_now(), at, held_pairs(_votes_of(causes)), merged)
        known = _rows_of(causes)
        for cause in causes:
            work.compare(cause, known.get((cause.kind, cause.pk), []))
        return work.write()


def turn_pair(
    voter: int, author: int, *, held: bool, why: Why, at: datetime, since: datetime | None = None
) -> int:
    """Hold what a voter's votes (those `since` a moment) brought an author, or let it count; returns
    how many rows that took. Each award is reversed and comes again as its next turn, so that the
    ledger goes on saying which votes stand: one that is taken back meanwhile is not released."""
    with transaction.atomic():
        hold_members({author})
        work = _Work(scheme_now(), at, {})
        rows = Award.objects.filter(
            member=author, counterpart=voter, rule__in=CAPPED, reverses=None, reversed_by=None
        )
        rows = rows.filter(at__gte=since) if since else rows
        for row in rows.filter(is_held=not held).order_by("pk"):
            work.reverse(row, why)
            work.new.append(_like(row, turn=row.turn + 1, is_held=held))
        return work.write()


def recount_day(day: Day, *, at: datetime) -> int:
    """Make a day count what its standing rows ask for; returns how many rows that took."""
    with transaction.atomic():
        hold_members({day[0]})
        rows = _Work(scheme_now(), at, {}).day_again(day, rows_of_days([day])[day], [])
        _keep(rows)
    return len(rows)


def correct_rows(
    member: int, find: Callable[[int], Sequence[Award]], *, at: datetime | None = None
) -> int:
    """Give the awards that `find(member)` names, once the member is held, again by the points of the
    scheme that holds backwards; returns how many that were."""
    with transaction.atomic():
        hold_members({member})
        work, rows = _Work(scheme_now(), at or timezone.now(), {}), find(member)
        for row in rows:
            work.correct(row)
        work.write()
    return len(rows)


def _hold(causes: Sequence[Cause], concerned: Iterable[int]) -> None:
    """Hold the members, so that what a day and a total hold is read once and stays so."""
    members = {due.member for cause in causes for due in cause.dues} | set(concerned)
    for kind, pks in _by_kind(causes).items():
        rows = Award.objects.filter(source_kind=kind, source_id__in=pks)
        members |= set(rows.values_list("member_id", flat=True))
    hold_members(members)


def _votes_of(causes: Sequence[Cause]) -> set[tuple[int, int]]:
    """Who voted for whom, as far as points of votes are due."""
    dues = (due for cause in causes for due in cause.dues if due.rule in CAPPED)
    return {(due.counterpart, due.member) for due in dues if due.counterpart is not None}


def hold_members(members: Iterable[int]) -> None:
    """The ledger's lock, in the order of the members' ids."""
    rows = Standing.objects.filter(pk__in=(pks := sorted(members))).order_by("pk")
    held = set(rows.select_for_update().values_list("pk", flat=True))
    if missing := [Standing(member_id=pk) for pk in pks if pk not in held]:
        Standing.objects.bulk_create(missing, ignore_conflicts=True)
        list(rows.select_for_update().values_list("pk"))


def _by_kind(causes: Sequence[Cause]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for cause in causes:
        found[cause.kind].append(cause.pk)
    return found


def _rows_of(causes: Sequence[Cause]) -> dict[tuple[str, int], list[Award]]:
    """All turns of the causes, oldest first, each with what reversed it."""
    found: dict[tuple[str, int], list[Award]] = defaultdict(list)
    for kind, pks in _by_kind(causes).items():
        rows = Award.objects.filter(source_kind=kind, source_id__in=pks, reverses=None)
        for row in rows.select_related("reversed_by").order_by("pk"):
            found[kind, row.source_id].append(row)
    return found


class _Work:
    """Rows to write for one call, and the days that they touch."""

    def __init__(
        self, scheme: Scheme, at: datetime, held: Held, merged: Mapping[int | None, int] = NOBODY
    ) -> None:
        self.scheme, self.at, self.held, self.merged = scheme, at, held, merged
        self.gone: list[Award] = []
        self.new: list[Award] = []

    def compare(self, cause: Cause, rows: list[Award]) -> None:
        """Note what to reverse and what to add for one cause."""
        wanted: dict[tuple[str, int], Due] = {(due.rule, due.member): due for due in cause.dues}
        last: dict[tuple[str, int], Award] = {(row.rule, row.member_id): row for row in rows}
        for key, row in last.items():
            if row.reversal is None and not self.is_still(row, wanted.get(key)):
                self.reverse(row, cause.why)
        for key, due in wanted.items():
            before = last.get(key)
            theirs = last.get((due.rule, self.merged.get(due.member, 0)))
            if before.reversal is not None if before else theirs or due.anew:
                self.add(cause, due, before or theirs)

    def is_still(self, row: Award, due: Due | None) -> bool:
        """Whether a standing row is what is due: not where who gave it is another account now."""
        if due is None:
            return False
        return row.counterpart_id is None or row.counterpart_id != self.merged.get(due.counterpart)

    def reverse(self, row: Award, why: Why) -> None:
        self.gone.append(
            _like(row, reverses=row, nominal=-row.nominal, counted=-row.counted, why=why)
        )

    def add(self, cause: Cause, due: Due, before: Award | None) -> None:
        """The next turn of an award. It goes where its last turn went, for as much: neither a new
        scheme nor a new role moves what was earned, unless the scheme holds backwards; nor does another
        account of the same person."""
        scheme = scheme_of(before.scheme) if before else self.scheme
        times = before.times if before else due.times
        turn = before.turn + 1 if before and before.member_id == due.member else 1
        self.new.append(
            Award(
                member_id=due.member,
                rule=due.rule,
                scheme=scheme.number,
                times=times,
                nominal=scheme.points[due.rule] * times,
                source_kind=cause.kind,
                source_id=cause.pk,
                post_kind=due.post[0],
                post_id=due.post[1],
                counterpart_id=due.counterpart,
                ledger=before.ledger if before else due.ledger,
                turn=turn,
                reverses_id=None,  # a key's default is looked up as far as the key leads
                at=due.at,
                written_at=self.at,
                is_held=before.is_held if before and self.merged else self.is_held(due),
            )
        )

    def is_held(self, due: Due) -> bool:
        """Whether points of a vote wait, because of what was found about who gives and who gets."""
        pair = (due.counterpart, due.member)
        if due.rule not in CAPPED or pair not in self.held:
            return False
        until = self.held[pair]
        return until is None or due.at < until

    def correct(self, row: Award) -> None:
        """Give a standing award again by the points of the scheme that holds backwards."""
        self.reverse(row, Why.CORRECTED)
        scheme = scheme_of(row.scheme)
        nominal = scheme.points[row.rule] * row.times
        again = _like(row, scheme=scheme.number, nominal=nominal, counted=0)
        again.turn, again.is_held = row.turn + 1, row.is_held
        self.new.append(again)

    def write(self) -> int:
        """Write what was noted, what the caps of the touched days make of it, and the totals."""
        days: dict[Day, list[Award]] = defaultdict(list)
        for row in (*self.gone, *self.new):
            row.written_at = self.at
            if row.rule in CAPPED:
                days[day_with(row)].append(row)
            elif row.reverses is None and not row.is_held:
                row.counted = row.nominal
        rows = [*self.gone, *self.new]
        written = rows_of_days(days)
        for day in sorted(days):
            rows += self.day_again(day, written[day], days[day])
        _keep(rows)
        return len(rows)

    def day_again(self, day: Day, written: list[Award], changes: list[Award]) -> list[Award]:
        """Count a day again with `changes` beside what is `written`: sets what the new rows count,
        and returns the rows that make up for what counts otherwise now."""
        left = {row.reverses_id for row in changes if row.reverses_id}
        new = [row for row in changes if row.reverses_id is None]
        counted = counted_now([*(row for row in written if row.pk not in left), *new])
        for row in new:
            row.counted = counted.get(key_of(row), 0)
        before = sum(row.counted for row in (*written, *changes))
        caps = [row for row in written if row.rule == Rule.CAP and row.reverses_id is None]
        return self.make_up(day, caps, sum(counted.values()) - before)

    def make_up(self, day: Day, caps: list[Award], difference: int) -> list[Award]:
        """The next turn of a day's adjustment, of which `caps` are the turns so far: it stands for
        the difference in all."""
        if not difference:
            return []
        member, ledger, date_ = day
        rows, counted = [], difference
        for standing in filter(is_kept, caps):
            undo = _like(standing, reverses=standing, nominal=0, counted=-standing.counted)
            undo.why, undo.written_at = Why.DAY, self.at
            rows.append(undo)
            counted += standing.counted
        if counted:
            rows.append(
                Award(
                    member_id=member,
                    rule=Rule.CAP,
                    scheme=self.scheme.number,
                    nominal=0,
                    counted=counted,
                    source_kind="day",
                    source_id=date_.toordinal(),
                    ledger=ledger,
                    turn=max((row.turn for row in caps), default=0) + 1,
                    at=begin_of(date_),
                    written_at=self.at,
                )
            )
        return rows


# What a reversal repeats of its row.
SAME = (
    "member_id",
    "rule",
    "scheme",
    "times",
    "nominal",
    "counted",
    "is_held",
    "source_kind",
    "source_id",
    "post_kind",
    "post_id",
    "counterpart_id",
    "ledger",
    "turn",
    "at",
)


def _like(row: Award, **changes: Any) -> Award:
    return Award(**{**{name: getattr(row, name) for name in SAME}, **changes})


def _keep(rows: Sequence[Award]) -> None:
    """Write the rows, what they come to, and that leaderboards and ranks have not seen them yet."""
    insert_objects(rows)
    _add_to_totals(rows)
    wait_for_fold([Pending(kind=Pending.AWARD, what=row.pk) for row in rows])


# One statement for many members: an update for each takes half of the time of a batch.
_ADD = """UPDATE reputation_standing
SET points = points + by.column2, employee_points = employee_points + by.column3
FROM (VALUES {rows}) AS by WHERE member_id = by.column1"""
TOTALS_AT_ONCE = 200


def _add_to_totals(rows: Iterable[Award]) -> None:
    sums: dict[int, dict[Ledger, int]] = defaultdict(lambda: dict.fromkeys(Ledger, 0))
    for row in rows:
        sums[row.member_id][Ledger(row.ledger)] += row.counted
    changes = [(pk, *by.values()) for pk, by in sorted(sums.items()) if any(by.values())]
    with connection.cursor() as cursor:
        for start in range(0, len(changes), TOTALS_AT_ONCE):
            some = changes[start : start + TOTALS_AT_ONCE]
            values = [value for change in some for value in change]
            cursor.execute(_ADD.format(rows=", ".join(["(%s, %s, %s)"] * len(some))), values)

"""What the desk and the forum did for people: figures, each with how it is counted.

Of threads those of boards that the viewer may see; imported ones count by their own dates.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Member
from ambassadors.enums import WAITING, Kind, State
from ambassadors.models import Channel, Item
from ambassadors.survival import Wait, quantile
from forum.enums import SOLVABLE
from forum.models import Board, Reply, Thread
from forum.queries.visibility import visible_boards
from search.models import Offer, OfferOutcome

T = TypeVar("T")
WEEKS = (4, 12, 26)
# So many of the newest are looked at; a page may not wait for more.
MOST = 50_000
HOUR, DAY = 3_600, 86_400


@dataclass(frozen=True)
class Period:
    """The last `weeks` before `at`, of one board or channel, or of all."""

    at: datetime
    weeks: int = 12
    board: Board | None = None
    channel: Channel | None = None

    @property
    def since(self) -> datetime:
        return self.at - timedelta(weeks=self.weeks)

    def week_of(self, at: datetime) -> int:
        """Which week it lies in, counted from the first."""
        return min(int((at - self.since) / timedelta(weeks=1)), self.weeks - 1)

    def labels(self) -> list[str]:
        """The first day of each week."""
        days = [self.since + timedelta(weeks=number) for number in range(self.weeks)]
        return [f"{day:%Y-%m-%d}" for day in days]


@dataclass(frozen=True)
class Line:
    """One row of a figure: its name, what is drawn of it (None: nothing to say yet), and its cells."""

    label: str
    value: float | None
    cells: Sequence[str]


@dataclass(frozen=True)
class Figure:
    """A chart with its table. `columns` name the cells."""

    key: str
    title: str
    definition: str
    columns: Sequence[str]
    lines: Sequence[Line] = field(default_factory=tuple)

    @property
    def is_empty(self) -> bool:
        return all(line.value is None for line in self.lines)


@dataclass(frozen=True)
class Asked:
    """A thread: when it was asked, first answered and by which role, and solved."""

    at: datetime
    answered_at: datetime | None
    role: str | None
    solved_at: datetime | None
    is_solved: bool


@dataclass(frozen=True)
class Heard:
    """A message that was no noise: when it was written, arrived, was answered and ended."""

    written_at: datetime
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    kind: str
    state: str
    followers: int | None


def figures(viewer: Member, period: Period) -> list[Figure]:
    """All of them. Three queries, beside those of the boards."""
    asked, heard = _asked(viewer, period), _heard(period)
    return [
        _first_answers(asked, period),
        _solutions(asked, period),
        _solved_rate(asked, period),
        _unanswered(asked, period),
        _peers(asked),
        _desk(heard, period),
        _equal(heard, period),
        _thanks(heard, period),
        _deflections(period),
    ]


def _asked(viewer: Member, period: Period) -> list[Asked]:
    boards = [period.board] if period.board else visible_boards(viewer)
    answers = Reply.objects.filter(thread=OuterRef("pk"), deleted_at=None).exclude(
        author=OuterRef("author")
    )
    first = answers.order_by("created_at", "pk")
    rows = Thread.objects.filter(
        board__in=boards, kind__in=sorted(SOLVABLE), deleted_at=None, created_at__gt=period.since
    ).filter(created_at__lte=period.at)
    rows = rows.annotate(
        answered=Subquery(first.values("created_at")[:1]),
        role=Subquery(first.values("author_role")[:1]),
    ).order_by("-created_at")
    names = ("created_at", "answered", "role", "solved_at", "is_solved")
    return [Asked(*row) for row in rows.values_list(*names)[:MOST]]


def _heard(period: Period) -> list[Heard]:
    rows = Item.objects.filter(
        mention__isnull=False, rule=None, arrived_at__gt=period.since, arrived_at__lte=period.at
    ).exclude(state=State.IGNORED)
    if period.channel:
        rows = rows.filter(channel=period.channel)
    names = ("mention__published_at", "arrived_at", "answered_at", "ended_at", "kind", "state")
    found = rows.order_by("-arrived_at").values_list(*names, "mention__contact__followers")
    return [Heard(*row) for row in found[:MOST]]


# How long people wait ------------------------------------------------------------------------------
def _waits(pairs: Iterable[tuple[datetime, datetime | None]], at: datetime) -> list[Wait]:
    return [Wait(((end or at) - start).total_seconds(), end is not None) for start, end in pairs]


def _by_week(
    rows: Iterable[T], period: Period, when: Callable[[T], datetime]
) -> list[tuple[str, list[T]]]:
    """Each week's name, with its rows."""
    weeks: list[list[T]] = [[] for _week in range(period.weeks)]
    for row in rows:
        weeks[period.week_of(when(row))].append(row)
    return list(zip(period.labels(), weeks, strict=True))


def _waiting_line(label: str, waits: Sequence[Wait]) -> Line:
    half, most = (quantile(waits, share) if waits else None for share in (0.5, 0.9))
    open_ = sum(not one.ended for one in waits)
    cells = (str(len(waits)), shown(half), shown(most), str(open_))
    return Line(label, None if half is None else half / HOUR, cells)


def shown(seconds: float | None) -> str:
    """Some time in words for a cell; a dash where so many have no answer yet."""
    if seconds is None:
        return "–"
    if seconds < 2 * HOUR:
        return _("%(n)d min") % {"n": round(seconds / 60)}
    if seconds < 2 * DAY:
        return _("%(n)d h") % {"n": round(seconds / HOUR)}
    return _("%(n)d days") % {"n": round(seconds / DAY)}


def _columns() -> tuple[str, ...]:
    return _("Asked"), _("Half within"), _("Nine of ten within"), _("Still waiting")


def _first_answers(asked: Sequence[Asked], period: Period) -> Figure:
    return Figure(
        "first-answer",
        _("First answer in the forum"),
        _(
            "From a question or problem until somebody else than its author wrote the first reply. Who "
            "still waits counts with the time waited so far (Kaplan and Meier). Drawn: hours until half "
            "had one."
        ),
        _columns(),
        _waiting_weeks([(one.at, one.answered_at) for one in asked], period),
    )


def _solutions(asked: Sequence[Asked], period: Period) -> Figure:
    ends = [(one.at, one.solved_at if one.is_solved else None) for one in asked]
    return Figure(
        "solution",
        _("Time to a Solution"),
        _(
            "From a question or problem until its Solution was marked; what is not solved yet counts too."
        ),
        _columns(),
        _waiting_weeks(ends, period),
    )


def _waiting_weeks(pairs: Iterable[tuple[datetime, datetime | None]], period: Period) -> list[Line]:
    weeks = _by_week(pairs, period, lambda pair: pair[0])
    return [_waiting_line(label, _waits(some, period.at)) for label, some in weeks]


def _desk(heard: Sequence[Heard], period: Period) -> Figure:
    """Two clocks: the customer's from when they wrote, the team's from when it arrived."""
    weeks = _by_week(heard, period, lambda one: one.arrived_at)
    lines = []
    for label, rows in weeks:
        theirs = _waiting_line(
            label, _waits([(o.written_at, o.answered_at) for o in rows], period.at)
        )
        ours = _waits([(o.arrived_at, o.answered_at) for o in rows], period.at)
        half = shown(quantile(ours, 0.5)) if ours else "–"
        lines.append(Line(label, theirs.value, (*theirs.cells, half)))
    return Figure(
        "desk-answer",
        _("First answer at the desk"),
        _(
            "From when somebody wrote on a network until our answer stood there; last column: from when "
            "it reached us. Noise and what needed no answer are left out, what waits is not."
        ),
        (*_columns(), _("Half within, for the team")),
        lines,
    )


def _equal(heard: Sequence[Heard], period: Period) -> Figure:
    rows = sorted(
        (one for one in heard if one.followers is not None), key=lambda o: o.followers or 0
    )
    size, lines = len(rows) / 10, []
    for number in range(10):
        part = rows[round(number * size) : round((number + 1) * size)]
        most = max((one.followers or 0 for one in part), default=0)
        label = _("up to %(n)s followers") % {"n": f"{most:,}"} if part else "–"
        waits = _waits([(one.written_at, one.answered_at) for one in part], period.at)
        lines.append(_waiting_line(label, waits))
    return Figure(
        "equal",
        _("Equal treatment"),
        _(
            "The same by how many followers people have, in ten parts of equal size: it should be level."
        ),
        _columns(),
        lines if rows else (),
    )


# Shares ----------------------------------------------------------------------------------------------
def _share_line(label: str, some: int, all_: int) -> Line:
    value = 100 * some / all_ if all_ else None
    return Line(label, value, (str(all_), str(some), "–" if value is None else f"{value:.0f}%"))


def _solved_rate(asked: Sequence[Asked], period: Period) -> Figure:
    weeks = _by_week(asked, period, lambda one: one.at)
    return Figure(
        "solved",
        _("Solved"),
        _("Of the questions and problems of a week, how many are solved by now."),
        (_("Asked"), _("Solved"), _("Share")),
        [
            _share_line(label, sum(one.is_solved for one in rows), len(rows))
            for label, rows in weeks
        ],
    )


def _unanswered(asked: Sequence[Asked], period: Period) -> Figure:
    bounds = (
        (1, _("under a day")),
        (3, _("1 to 3 days")),
        (7, _("3 to 7 days")),
        (30, _("7 to 30 days")),
        (10_000, _("longer")),
    )
    open_ = [period.at - one.at for one in asked if one.answered_at is None and not one.is_solved]
    counted: Counter[str] = Counter()
    for age in open_:
        counted[next(name for days, name in bounds if age < timedelta(days=days))] += 1
    return Figure(
        "unanswered",
        _("Without any answer, by age"),
        _(
            "Questions and problems of these weeks to which nobody has replied, and how long ago they were asked."
        ),
        (_("Threads"),),
        [Line(name, float(counted[name]), (str(counted[name]),)) for _days, name in bounds],
    )


def _peers(asked: Sequence[Asked]) -> Figure:
    counted = Counter(one.role for one in asked if one.role)
    total = sum(counted.values())
    names: Mapping[str, str] = {str(value): str(label) for value, label in Role.choices}
    return Figure(
        "peers",
        _("Who answers first"),
        _("First replies by the role of whoever wrote them, as it was when they wrote."),
        (_("First replies"), _("Of these"), _("Share")),
        [_share_line(names[role], counted[role], total) for role in names],
    )


def _thanks(heard: Sequence[Heard], period: Period) -> Figure:
    weeks = _by_week(heard, period, lambda one: one.arrived_at)
    return Figure(
        "thanks",
        _("Thanks"),
        _(
            "Messages of thanks for each hundred messages that we handled: answered, promoted, handed off "
            "or resolved. Of a hundred that are taken for thanks 84 are, and of a hundred thanks 94 are "
            "found (160 messages, read by a person)."
        ),
        (_("Handled"), _("Thanks"), _("For a hundred")),
        [_thanks_line(label, rows) for label, rows in weeks],
    )


def _thanks_line(label: str, rows: Sequence[Heard]) -> Line:
    handled = sum(one.state not in WAITING for one in rows)
    return _share_line(label, sum(one.kind == Kind.THANKS for one in rows), handled)


def _deflections(period: Period) -> Figure:
    rows = Offer.objects.filter(at__gt=period.since, at__lte=period.at)
    found = list(rows.order_by("-at").values_list("at", "outcome")[:MOST])
    weeks = _by_week(found, period, lambda one: one[0])
    return Figure(
        "deflections",
        _("Confirmed deflections"),
        _(
            "Of the times that similar threads were offered to somebody who was about to ask, how often they "
            "said that one solved it. Leaving in silence is not counted as solved."
        ),
        (_("Offered"), _("Solved it"), _("Share")),
        [
            _share_line(label, sum(said == OfferOutcome.SOLVED for _at, said in some), len(some))
            for label, some in weeks
        ],
    )

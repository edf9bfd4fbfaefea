"""Why a member has their points: rule by rule for everybody, row by row for themselves and the
company. Who voted is in neither."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keyset import after_key, key_of
from accounts.models import Member
from reputation.daily import begin_of, day_of
from reputation.enums import LOSSES, Rule, Why
from reputation.models import Award
from reputation.providers import Label, Viewer, labels_of

PAGE = 30
BATCH = 500
CHART_DAYS = 60


@dataclass(frozen=True)
class RuleSum:
    """What one rule came to, of what stands."""

    rule: Rule
    times: int
    points: int


@dataclass(frozen=True)
class Line:
    """One award: the row, its post where the viewer may see it, and what reversed it."""

    row: Award
    label: Label | None
    back: Award | None


@dataclass(frozen=True)
class Lines:
    """What one post brought by one rule on one day, and stands; or a single award that does not."""

    first: Line
    times: int
    counted: int
    nominal: int


@dataclass(frozen=True)
class WhyPage:
    """`hidden` is the sum of the lines of this page whose posts the viewer may not see, and
    `hidden_times` their number; `next` the `after` of the next page ("" on the last)."""

    lines: Sequence[Lines]
    hidden: int
    hidden_times: int
    next: str


@dataclass(frozen=True)
class DaySum:
    day: date
    points: int


def sees_all(viewer: Viewer, member: Member) -> bool:
    """Losses, and each row, are for the member and the company."""
    return isinstance(viewer, Member) and (viewer.pk == member.pk or viewer.is_company)


def sums_by_rule(viewer: Viewer, member: Member) -> list[RuleSum]:
    """What each rule came to; losses, and what the caps took, only for who sees all."""
    rows = Award.objects.filter(member=member, reverses=None, reversed_by=None, is_held=False)
    if not sees_all(viewer, member):
        rows = rows.exclude(rule__in=[*LOSSES, Rule.CAP])
    found = rows.values_list("rule").annotate(times=Count("pk"), points=Sum("counted"))
    by_rule = {rule: (times, points) for rule, times, points in found}
    return [RuleSum(rule, *by_rule[rule]) for rule in Rule if rule in by_rule]


def awards_of(member: Member) -> QuerySet[Award]:
    """Awards, newest first, each with what reversed it; not the adjustments that were replaced."""
    rows = Award.objects.filter(member=member, reverses=None).select_related("reversed_by")
    rows = rows.exclude(rule=Rule.CAP, reversed_by__isnull=False)
    return rows.order_by("-at", "-pk")


def why_page(viewer: Viewer, member: Member, after: str) -> WhyPage:
    """A page of awards. Raises Http404 for an `after` that is none."""
    rows = after_key(awards_of(member), "at", after)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    lines = list(lines_of(viewer, shown))
    hidden = [line for line in lines if _is_hidden(line)]
    return WhyPage(
        lines=list(_gathered(line for line in lines if not _is_hidden(line))),
        hidden=sum(line.row.counted for line in hidden if line.back is None),
        hidden_times=len(hidden),
        next=key_of(shown[-1], "at") if len(found) > PAGE else "",
    )


def lines_of(viewer: Viewer, rows: Sequence[Award]) -> Iterator[Line]:
    """The rows with their posts, as far as the viewer may see those."""
    labels = labels_of(viewer, ((row.post_kind, row.post_id) for row in rows))
    for row in rows:
        yield Line(row, labels.get((row.post_kind, row.post_id)), row.reversal)


def _gathered(lines: Iterable[Line]) -> Iterator[Lines]:
    for _same, group in groupby(lines, key=_sameness):
        rows = list(group)
        counted, nominal = (
            sum(getattr(line.row, of) for line in rows) for of in ("counted", "nominal")
        )
        yield Lines(rows[0], len(rows), counted, nominal)


def _sameness(line: Line) -> tuple[object, ...]:
    row = line.row
    alone = row.pk if line.back or row.is_held or not row.post_kind else 0
    return row.rule, row.post_kind, row.post_id, day_of(row.at), row.ledger, alone


def _is_hidden(line: Line) -> bool:
    """A post that the viewer may not see is not named, nor what was paid for it. Of what is gone
    there is nothing to see."""
    gone = line.back is not None and line.back.why == Why.GONE
    return bool(line.row.post_kind) and line.label is None and not gone


def days_of(member: Member, *, at: datetime | None = None) -> list[DaySum]:
    """Points of each of the last CHART_DAYS UTC days, oldest first, also those without any."""
    today = (at or timezone.now()).astimezone(UTC).date()
    first = today - timedelta(days=CHART_DAYS - 1)
    rows = Award.objects.filter(member=member, at__gte=begin_of(first))
    by_day = rows.annotate(day=TruncDate("at", tzinfo=UTC)).values_list("day")
    sums = dict(by_day.annotate(points=Sum("counted")).order_by())
    days = (first + timedelta(days=n) for n in range(CHART_DAYS))
    return [DaySum(day, sums.get(day, 0)) for day in days]


HEAD = (
    "day",
    "reason",
    "points",
    "counts now",
    "title",
    "address",
    "ledger",
    "taken back",
    "why",
)


def csv_rows(viewer: Viewer, member: Member) -> Iterator[Sequence[object]]:
    """Every award of a member as rows for a spreadsheet, oldest last; no voter is named."""
    yield HEAD
    rows, hidden = awards_of(member).iterator(BATCH), Counter[str]()
    while batch := list(islice(rows, BATCH)):
        for line in lines_of(viewer, batch):
            if _is_hidden(line):
                hidden[line.row.ledger] += line.row.counted if line.back is None else 0
            else:
                yield _as_cells(line)
    for ledger, points in sorted(hidden.items()):
        reason = _("In places that you do not see")
        yield ("", reason, points, points, "", "", ledger, "", "")


def _as_cells(line: Line) -> Sequence[object]:
    row, label, back = line.row, line.label, line.back
    return (
        row.at.date().isoformat(),
        str(Rule(row.rule).label),
        row.counted,
        0 if back else row.counted,
        inert_cell(label.title) if label else "",
        label.url if label else "",
        row.ledger,
        back.written_at.date().isoformat() if back else "",
        str(Why(back.why).label) if back else "",
    )


def inert_cell(text: str) -> str:
    """Words of others for a cell: no spreadsheet takes them for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text

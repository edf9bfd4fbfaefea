"""What was found, for those who decide: a sentence for each pair, and a small graph of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _

from reputation.models import Finding

SIZE, RADIUS, DOT = 320, 110, 8
LABEL_LENGTH = 14


def sentence_of(finding: Finding) -> str:
    """The evidence of a pair in one sentence."""
    seen = finding.evidence
    names = {"voter": finding.voter.display_name, "author": finding.author.display_name}
    parts = [
        _(
            "%(votes)s of %(all)s votes of %(voter)s went to %(author)s, who wrote %(share)s%% of "
            "what %(voter)s could see"
        )
        % {
            **names,
            "votes": seen["votes"],
            "all": seen["voter_votes"],
            "share": percent(seen["share"]),
        }
    ]
    if seen["quick"]:
        words = _("%(quick)s of them within %(minutes)s minutes of posting")
        parts.append(words % {"quick": seen["quick"], "minutes": seen["minutes"]})
    parts.append(_("%(author)s gave %(back)s back") % {**names, "back": seen["back"]})
    if seen["young"]:
        parts.append(_("%(voter)s’s account was new") % names)
    if seen["shared"]:
        parts.append(_("both came from the same device and network"))
    return "; ".join(parts) + "."


def percent(share: float) -> str:
    """A share in hundredths, to one place where it is small."""
    hundredths = share * 100
    return f"{hundredths:.0f}" if hundredths >= 1 else f"{hundredths:.1f}"


@dataclass(frozen=True)
class Dot:
    """A member in the graph: `x` and `y` in units of the drawing, `label` beside it at `label_y`."""

    x: float
    y: float
    label: str
    label_y: float


@dataclass(frozen=True)
class Line:
    """Votes of one for another, as wide as they are many."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class Graph:
    dots: Sequence[Dot]
    lines: Sequence[Line]
    size: int = SIZE
    dot: int = DOT


def graph_of(findings: Sequence[Finding]) -> Graph:
    """The members of a group in a circle, with a line for each pair."""
    people = {one.pk: one for row in findings for one in (row.author, row.voter)}
    places, dots, middle = {}, [], SIZE / 2
    for number, pk in enumerate(sorted(people)):
        angle = 2 * pi * number / len(people) - pi / 2
        x, y = middle + RADIUS * cos(angle), middle + RADIUS * sin(angle)
        places[pk] = (round(x, 1), round(y, 1))
        name = people[pk].display_name
        label = name if len(name) <= LABEL_LENGTH else f"{name[: LABEL_LENGTH - 1]}…"
        below = y >= middle
        dots.append(Dot(*places[pk], label, round(y + (3 * DOT if below else -1.5 * DOT), 1)))
    most = max((row.evidence["votes"] for row in findings), default=1)
    lines = [
        Line(
            *places[row.voter_id],
            *places[row.author_id],
            round(1 + 4 * row.evidence["votes"] / most, 1),
        )
        for row in findings
    ]
    return Graph(dots, lines)

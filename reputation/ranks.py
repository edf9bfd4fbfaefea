"""Ranks: one at a time, each with criteria that a person can read, as part of a scheme.

Figures: the first Solution makes a Helper; the others are a week's, a season's and a year's work of
an active helper in communities of the size (peers give 1, 10, 50 and 250 solutions). The upper two
ask for the last year too: a rank says who helps, not who once did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext_lazy

from accounts.refusals import Refusal
from reputation.models.standing import RANK_LENGTH

MOST_RANKS = 12
MOST_NEEDED = 10_000_000
# What a criterion may ask for, in the order in which they are read.
MEASURES: Final[Mapping[str, Any]] = {
    "points": ngettext_lazy("%(number)s point", "%(number)s points", "n"),
    "solutions": ngettext_lazy(
        "%(number)s Solution for others", "%(number)s Solutions for others", "n"
    ),
    "askers": ngettext_lazy("%(number)s person helped", "%(number)s people helped", "n"),
    "solutions_365": ngettext_lazy(
        "%(number)s Solution for others in a year", "%(number)s Solutions for others in a year", "n"
    ),
    "askers_365": ngettext_lazy(
        "%(number)s person helped in a year", "%(number)s people helped in a year", "n"
    ),
    "solutions_90": ngettext_lazy(
        "%(number)s Solution for others in 90 days",
        "%(number)s Solutions for others in 90 days",
        "n",
    ),
    "askers_90": ngettext_lazy(
        "%(number)s person helped in 90 days", "%(number)s people helped in 90 days", "n"
    ),
}
WINDOWS: Final = {"solutions_365": 365, "askers_365": 365, "solutions_90": 90, "askers_90": 90}


@dataclass(frozen=True)
class Rank:
    """`needs` is the least of each measure; nothing for the rank that everybody begins with."""

    name: str
    needs: Mapping[str, int]

    @property
    def shown(self) -> str:
        """Its name: of our own presets in the reader's language."""
        return _(self.name) if self.name else ""


@dataclass(frozen=True)
class Criterion:
    """One need beside what somebody has."""

    measure: str
    needed: int
    have: int

    @property
    def met(self) -> bool:
        return self.have >= self.needed

    @property
    def words(self) -> str:
        return said(self.measure, self.needed)

    @property
    def missing(self) -> str:
        """What is still to come, as "3 Solutions for others"."""
        return said(self.measure, max(0, self.needed - self.have))

    @property
    def share(self) -> float:
        """How much of it is there, from 0 to 1."""
        return min(1.0, max(0, self.have) / self.needed)


def said(measure: str, number: int) -> str:
    """A measure in words, for a number."""
    return str(
        MEASURES[measure] % {"n": number, "number": number_format(number, force_grouping=True)}
    )


NAMES: Final = (
    gettext_noop("Newcomer"),
    gettext_noop("Helper"),
    gettext_noop("Contributor"),
    gettext_noop("Guide"),
    gettext_noop("Mentor"),
    gettext_noop("Pillar"),
)
_SMALL: Final[Sequence[Mapping[str, int]]] = (
    {},
    {"solutions": 1},
    {"points": 100, "solutions": 3, "askers": 3},
    {"points": 500, "solutions": 10, "askers": 8},
    {"points": 1_500, "solutions": 30, "askers": 20, "solutions_365": 10},
    {"points": 5_000, "solutions": 100, "askers": 60, "solutions_365": 20},
)
LARGER: Final = {"small": 1, "medium": 2, "large": 4}


def preset_ranks(preset: str) -> tuple[Rank, ...]:
    """The ranks of a preset: in a larger community the later ones ask for more."""
    times = LARGER[preset]
    return tuple(
        Rank(name, {what: n * (times if place > 1 else 1) for what, n in needs.items()})
        for place, (name, needs) in enumerate(zip(NAMES, _SMALL, strict=True))
    )


def rank_of(ranks: Sequence[Rank], counts: Mapping[str, int]) -> Rank:
    """The highest rank whose needs are all met."""
    met = [rank for rank in ranks if all(c.met for c in criteria_of(rank, counts))]
    return met[-1]


def next_rank(ranks: Sequence[Rank], now: Rank) -> Rank | None:
    """The rank after one; None after the last."""
    place = [rank.name for rank in ranks].index(now.name)
    return ranks[place + 1] if place + 1 < len(ranks) else None


def criteria_of(rank: Rank, counts: Mapping[str, int]) -> list[Criterion]:
    """A rank's needs beside what somebody has."""
    return [
        Criterion(measure, rank.needs[measure], counts.get(measure, 0))
        for measure in MEASURES
        if measure in rank.needs
    ]


def nearest_step(rank: Rank, counts: Mapping[str, int]) -> Criterion | None:
    """Of what is still missing for a rank the single need that is nearest; None when all are met."""
    missing = [criterion for criterion in criteria_of(rank, counts) if not criterion.met]
    return max(missing, key=lambda criterion: criterion.share, default=None)


def checked_ranks(data: Any) -> tuple[Rank, ...]:
    """The ranks that `data` (rows with name and needs) describes. Raises Refusal."""
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_RANKS:
        raise Refusal(_("There are between 1 and %(most)s ranks.") % {"most": MOST_RANKS})
    ranks = tuple(_checked(row) for row in data)
    if len({rank.name.casefold() for rank in ranks}) < len(ranks):
        raise Refusal(_("Two ranks have the same name."))
    if ranks[0].needs:
        raise Refusal(_("The first rank is everybody's: it asks for nothing."))
    if not all(rank.needs for rank in ranks[1:]):
        raise Refusal(_("Every rank but the first asks for something."))
    return ranks


def _checked(row: Any) -> Rank:
    name = row.get("name") if isinstance(row, Mapping) else None
    needs = row.get("needs") if isinstance(row, Mapping) else None
    if not isinstance(name, str) or not 0 < len(name.strip()) <= RANK_LENGTH:
        raise Refusal(_("A rank has a name of up to %(most)s signs.") % {"most": RANK_LENGTH})
    if not isinstance(needs, Mapping):
        raise Refusal(_("A rank says what it asks for."))
    for measure, number in needs.items():
        if measure not in MEASURES:
            words = _("A rank cannot ask for “%(what)s”.")
            raise Refusal(words % {"what": str(measure)[:RANK_LENGTH]})
        if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= MOST_NEEDED:
            raise Refusal(_("What a rank asks for is a whole number from 1."))
    return Rank(name.strip(), dict(needs))


def ranks_in(text: str) -> list[dict[str, Any]]:
    """Ranks as staff write them, one a line: "Guide: points 500, solutions 10". Raises Refusal
    that names the line."""
    rows = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        name, _colon, needs = line.partition(":")
        found: dict[str, int] = {}
        for need in filter(None, map(str.strip, needs.split(","))):
            measure, _space, figure = need.rpartition(" ")
            if not figure.isascii() or not figure.isdigit() or len(figure) > 9:
                words = _("Line %(line)s: “%(need)s” is not a measure and a number.")
                raise Refusal(words % {"line": number, "need": need[:60]})
            found[measure.strip()] = int(figure)
        rows.append({"name": name.strip(), "needs": found})
    return rows


def as_text(ranks: Sequence[Rank]) -> str:
    """Ranks as `ranks_in` reads them."""
    lines = []
    for rank in ranks:
        needs = ", ".join(f"{measure} {number}" for measure, number in rank.needs.items())
        lines.append(f"{rank.name}: {needs}" if needs else rank.name)
    return "\n".join(lines)


MEASURES_HELP = gettext_lazy(
    "One rank a line, the lowest first: its name, a colon, and what it asks for, as in"
    " “Guide: points 500, solutions 10, askers 8”. The measures are points, solutions, askers,"
    " solutions_90, askers_90, solutions_365 and askers_365."
)

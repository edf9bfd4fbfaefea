"""A scheme: points for each rule, caps, what points open, ranks. Schemes are data, kept by number and never
changed; this module says what a scheme has to be, and holds the three that a site may start from.

Figures: Stack Exchange's and peers', adjusted for support. A Solution is somebody's worry ended, so
it is worth most; nothing is paid for volume, log-ins or giving votes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from reputation.enums import Privilege, Rule
from reputation.ranks import Rank, checked_ranks, preset_ranks

MOST_POINTS = 10_000
POINTS: Mapping[str, int] = {
    Rule.ANSWER_HELPFUL: 10,
    Rule.QUESTION_HELPFUL: 5,
    Rule.SOLUTION: 15,
    Rule.ACCEPTING: 2,
    Rule.RECOMMENDED: 15,
    Rule.HOWTO: 15,
    Rule.EDIT_APPROVED: 2,
    Rule.UNHELPFUL: -2,
    Rule.UNHELPFUL_GIVEN: -1,
    Rule.FLAG_UPHELD: -100,
}
# Points of a UTC day from votes and edits: in all, from one post, from one voter.
CAPS: Mapping[str, int] = {"day": 200, "post": 100, "voter": 30}
MOST_FROM_EDITS = 1_000
"""Points of a member from accepted edits, in all: they are a way in, and no career."""


def _privileges(*needs: int) -> dict[str, int]:
    return dict(zip(Privilege.values, needs, strict=True))


PRIVILEGES: Mapping[str, Mapping[str, int]] = {
    "small": _privileges(1, 1, 50, 10, 100, 100, 500, 250),
    "medium": _privileges(15, 1, 125, 20, 350, 350, 1_000, 350),
    "large": _privileges(15, 50, 125, 50, 1_000, 500, 2_000, 500),
}
FIRST_PRESET = "small"


@dataclass(frozen=True)
class Scheme:
    """What holds at a time. `number` 0 is the preset that every site starts on."""

    number: int
    preset: str
    points: Mapping[str, int]
    caps: Mapping[str, int]
    privileges: Mapping[str, int]
    ranks: tuple[Rank, ...]

    @property
    def most_from_edits(self) -> int:
        """0 where they pay nothing."""
        return MOST_FROM_EDITS if self.points[Rule.EDIT_APPROVED] else 0

    @property
    def paid_edits(self) -> int:
        """So many accepted edits of a member pay, the first ones: no more than MOST_FROM_EDITS."""
        return MOST_FROM_EDITS // max(1, self.points[Rule.EDIT_APPROVED])

    def as_data(self) -> dict[str, Any]:
        """What `checked` makes this scheme of."""
        return {
            "points": dict(self.points),
            "caps": dict(self.caps),
            "privileges": dict(self.privileges),
            "ranks": [{"name": rank.name, "needs": dict(rank.needs)} for rank in self.ranks],
        }


def preset(name: str) -> Scheme:
    """One of the three presets. Raises KeyError for another name."""
    return Scheme(0, name, POINTS, CAPS, PRIVILEGES[name], preset_ranks(name))


def checked(number: int, name: str, data: Any) -> Scheme:
    """The scheme that `data` (of a form or the database) describes. Raises Refusal that says what
    is wrong: a rule nobody knows, points that are not a number, a loss that pays."""
    points = _numbers(data, "points", POINTS, _("There is no rule named %(name)s."))
    for rule, value in points.items():
        if (value < 0) != (POINTS[rule] < 0) and value != 0:
            raise Refusal(_("What is a loss cannot pay, nor the other way round."))
    caps = _numbers(data, "caps", CAPS, _("There is no cap named %(name)s."))
    privileges = _numbers(
        data, "privileges", PRIVILEGES[FIRST_PRESET], _("There is no privilege named %(name)s.")
    )
    if min(caps.values()) < 0 or min(privileges.values()) < 1:
        raise Refusal(_("Caps are 0 or more, and privileges begin at 1 point."))
    return Scheme(number, name, points, caps, privileges, _ranks(name, data))


def _ranks(name: str, data: Any) -> tuple[Rank, ...]:
    given = data.get("ranks") if isinstance(data, Mapping) else None
    return preset_ranks(name) if given is None else checked_ranks(given)


def _numbers(data: Any, part: str, known: Mapping[str, int], unknown: str) -> dict[str, int]:
    """Whole numbers for all of `known`; those that are missing are as in the preset."""
    given = data.get(part, {}) if isinstance(data, Mapping) else {}
    if not isinstance(given, Mapping):
        raise Refusal(_("A scheme has points, caps and privileges."))
    for name, value in given.items():
        if name not in known:
            raise Refusal(unknown % {"name": str(name)[:40]})
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_POINTS:
            words = _("Points are a whole number between -%(most)s and %(most)s.")
            raise Refusal(words % {"most": MOST_POINTS})
    return {str(name): int(given.get(name, value)) for name, value in known.items()}

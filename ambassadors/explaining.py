"""A score's parts in words, each with its number."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.models import Item
from ambassadors.notable import HARMS


@dataclass(frozen=True)
class Reason:
    """One line under a score: `points` of `most`, and whether it is taken away."""

    words: str
    points: int
    most: int

    @property
    def shown(self) -> str:
        return f"+{self.points}" if self.points > 0 else str(self.points)

    @property
    def length(self) -> int:
        """For a bar."""
        return abs(self.points)


def reasons_of(item: Item) -> list[Reason]:
    """Why an item has its score, the greatest part first; and what never counts."""
    rows = [
        Reason(_words(str(name), int(number), int(points)), int(points), int(most))
        for name, number, points, most in item.parts
        if int(most)
    ]
    rows.sort(key=lambda row: -abs(row.points))
    contact = item.mention.contact if item.mention else None
    if contact is not None and contact.followers is not None:
        words = ngettext(
            "%(n)s follower (never counted)", "%(n)s followers (never counted)", contact.followers
        )
        rows.append(Reason(words % {"n": f"{contact.followers:,}"}, 0, 1))
    return rows


def _words(name: str, number: int, points: int) -> str:
    if name == "same":
        said = ngettext(
            "%(n)d other asked the same in 30 days",
            "%(n)d others asked the same in 30 days",
            number,
        )
        return said % {"n": number} if number else _("Nobody else asked the same in 30 days")
    if name == "spread":
        said = ngettext("%(n)d person passed it on", "%(n)d people passed it on", number)
        return said % {"n": number} if number else _("Nobody passed it on")
    if name == "harm":
        return _harm(number)
    if name == "answerable":
        return _answerable(number, points)
    if name == "unsolved":
        return _("Nothing here solves it yet") if points else _("Solved here already, or not asked")
    return (
        _("Sounds like talk that wants no answer")
        if points
        else _("Sounds like it is meant for us")
    )


def _harm(number: int) -> str:
    said = {
        "safety": _("Somebody may come to harm"),
        "stranded": _("Somebody is stuck right now"),
        "access": _("It shuts out people with a disability"),
        "money": _("It is about money"),
    }
    names = list(HARMS)
    return said[names[number - 1]] if 0 < number <= len(names) else _("Nothing urgent in it")


def _answerable(named: int, points: int) -> str:
    if not points:
        return _("Asks nothing that we could answer")
    return (
        _("Asks something, and names a product")
        if named
        else _("Asks something that can be answered")
    )

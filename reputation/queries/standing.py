"""How many points somebody has."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Member
from reputation.enums import Privilege
from reputation.models import Standing
from reputation.queries.schemes import scheme_now


@dataclass(frozen=True)
class Opened:
    """What so many points open, and whether they do."""

    privilege: Privilege
    needed: int
    is_open: bool


def standing_of(member: Member) -> Standing:
    """The totals of a member; zeros for whom nothing was ever written. One query."""
    return Standing.objects.filter(member=member).first() or Standing(member=member)


def unlisted() -> QuerySet[Standing]:
    """Those of members who want to be named on no list."""
    return Standing.objects.filter(is_listed=False)


def opened_by(standing: Standing) -> list[Opened]:
    """All privileges, those for the fewest points first."""
    needs = {Privilege(name): needed for name, needed in scheme_now().privileges.items()}
    order = list(Privilege)
    ranked = sorted(order, key=lambda one: (needs[one], order.index(one)))
    return [Opened(one, needs[one], standing.shown >= needs[one]) for one in ranked]

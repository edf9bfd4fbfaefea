"""Rows of the reputation room."""

from reputation.models.honours import BadgeAward, MemberOfTheWeek
from reputation.models.ledger import Award
from reputation.models.schemes import SchemeVersion
from reputation.models.sources import Place, Source
from reputation.models.standing import Standing
from reputation.models.tallies import Pending, Tally

__all__ = [
    "Award",
    "BadgeAward",
    "MemberOfTheWeek",
    "Pending",
    "Place",
    "SchemeVersion",
    "Source",
    "Standing",
    "Tally",
]

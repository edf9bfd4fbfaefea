"""Rows of the reputation room."""

from reputation.models.honours import BadgeAward, MemberOfTheWeek
from reputation.models.ledger import Award
from reputation.models.programme import Grant, Guidelines, Nomination, Perk, Review, Term, Tier
from reputation.models.rings import Appeal, Finding, RingRun, RingThresholds, Trace
from reputation.models.schemes import SchemeVersion
from reputation.models.sources import Place, Source
from reputation.models.standing import Standing
from reputation.models.tallies import Pending, Tally

__all__ = [
    "Appeal",
    "Award",
    "BadgeAward",
    "Finding",
    "Grant",
    "Guidelines",
    "MemberOfTheWeek",
    "Nomination",
    "Pending",
    "Perk",
    "Place",
    "Review",
    "RingRun",
    "RingThresholds",
    "SchemeVersion",
    "Source",
    "Standing",
    "Tally",
    "Term",
    "Tier",
    "Trace",
]

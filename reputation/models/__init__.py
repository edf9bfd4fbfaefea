"""Rows of the reputation room."""

from reputation.models.ledger import Award
from reputation.models.programme import Grant, Guidelines, Nomination, Perk, Review, Term, Tier
from reputation.models.schemes import SchemeVersion
from reputation.models.standing import Standing

__all__ = [
    "Award",
    "Grant",
    "Guidelines",
    "Nomination",
    "Perk",
    "Review",
    "SchemeVersion",
    "Standing",
    "Term",
    "Tier",
]

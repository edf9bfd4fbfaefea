"""Rows of the reputation room."""

from reputation.models.ledger import Award
from reputation.models.schemes import SchemeVersion
from reputation.models.standing import Standing

__all__ = ["Award", "SchemeVersion", "Standing"]

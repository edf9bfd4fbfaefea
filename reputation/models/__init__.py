"""Rows of the reputation room."""

from reputation.models.ledger import Award
from reputation.models.schemes import SchemeVersion

__all__ = ["Award", "SchemeVersion"]

"""Imports write their rows as everything does that writes many."""

from accounts.rows import Values, insert_rows

__all__ = ["Values", "insert_rows"]

"""Boards are kept in every process's memory: whoever changes them says so here."""

from accounts.versions import bump
from forum.queries.visibility import BOARDS_VERSION


def boards_changed() -> None:
    """Call inside the transaction that changed boards, their sections or their groups."""
    bump(BOARDS_VERSION)

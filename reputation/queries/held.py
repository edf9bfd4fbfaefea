"""Whose votes do not pay for now."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypeAlias

from reputation.enums import FindingState
from reputation.models import Finding

Held: TypeAlias = Mapping[tuple[int | None, int], datetime | None]


def held_pairs(pairs: Collection[tuple[int, int]]) -> Held:
    """Of these pairs of voter and author those whose votes wait: all of them (None), or those that
    were given before a moment. One query, none without pairs."""
    if not pairs:
        return {}
    rows = Finding.objects.filter(author__in={author for _voter, author in pairs})
    rows = rows.exclude(state=FindingState.CLEARED).order_by("pk")
    found: dict[tuple[int | None, int], datetime | None] = {}
    for voter, author, until in rows.values_list("voter_id", "author_id", "blocked_until"):
        if (voter, author) in pairs:
            before = found.get((voter, author), until)
            found[voter, author] = max(before, until) if before and until else None
    return found

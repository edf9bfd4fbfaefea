"""Rows of search: what waits to be indexed, words that mean the same, and what members looked for."""

from search.models.outbox import Outbox, Source
from search.models.recent import RecentSearch
from search.models.synonyms import Synonyms

__all__ = ["Outbox", "RecentSearch", "Source", "Synonyms"]

"""Rows of search: what waits to be indexed, and what people looked for."""

from search.models.outbox import Outbox, Source

__all__ = ["Outbox", "Source"]

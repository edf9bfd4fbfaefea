"""Rows of search: what waits to be indexed, what is alike, and what people looked for."""

from search.models.log import Offer, OfferOutcome, SearchEntry, SearchOutcome
from search.models.outbox import Outbox, Source
from search.models.related import Related

__all__ = [
    "Offer",
    "OfferOutcome",
    "Outbox",
    "Related",
    "SearchEntry",
    "SearchOutcome",
    "Source",
]

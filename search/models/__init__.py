"""Rows of search: what waits to be indexed, what is alike, words that mean the same, and what people
looked for."""

from search.models.log import Offer, OfferOutcome, SearchEntry, SearchOutcome
from search.models.outbox import Outbox, Source
from search.models.recent import RecentSearch
from search.models.related import Related
from search.models.synonyms import Synonyms

__all__ = [
    "Offer",
    "OfferOutcome",
    "Outbox",
    "RecentSearch",
    "Related",
    "SearchEntry",
    "SearchOutcome",
    "Source",
    "Synonyms",
]

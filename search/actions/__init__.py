"""What search writes."""

from search.actions.keeping import (
    forget_searches,
    keep_search,
    merge_searches,
    remove_synonyms,
    save_synonyms,
)

__all__ = [
    "forget_searches",
    "keep_search",
    "merge_searches",
    "remove_synonyms",
    "save_synonyms",
]

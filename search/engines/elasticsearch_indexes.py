"""How Elasticsearch's indexes are named and what they hold."""

import re

from search.engines.base import TEXTS

# The index that each generation has from its first moment to its last, for keys that are gone.
GONE = "gone"
# In place of a generation in an alias: the one that answers.
NOW = "now"
# Stands in a text that is empty, and is no word that anybody can look for. Lucene counts how rare a
# word is among the documents that have the field at all, so without it a code, which few documents
# have, would be worth next to nothing; tantivy counts all documents.
EMPTY = "-"
SETTINGS = {
    "number_of_shards": 1,  # facets and scores of one shard are exact
    "auto_expand_replicas": "0-1",
    "gc_deletes": "12h",  # for so long a write may be late and not bring back what was deleted
    "refresh_interval": -1,  # each write says when it can be seen
}
MAPPINGS = {
    "dynamic": "strict",
    "_source": {"includes": ["key", "payload", "digest"]},
    "properties": {
        **{name: {"type": "text", "analyzer": "whitespace"} for name in TEXTS},
        **{name: {"type": "keyword"} for name in ("key", "marks", "digest")},
        **{name: {"type": "long"} for name in ("created", "helpful")},
        "payload": {"type": "binary"},
    },
}


class Names:
    """Names that begin with `prefix`. Of an index there are three: its own, the alias that it has in
    its generation, and the alias that it has while that generation answers."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.every_index = f"{prefix}-*-data"
        self._index = re.compile(rf"{re.escape(prefix)}-([a-z0-9_]+)-(gone|public|for-[\d-]+)-data")

    def alias(self, generation: str, slug: str) -> str:
        """By which an index is read and written."""
        return f"{self.prefix}-{generation}-{slug}"

    def index(self, generation: str, slug: str) -> str:
        """Its own name."""
        return f"{self.alias(generation, slug)}-data"

    def parts(self, index: str) -> tuple[str, str]:
        """Generation and slug of an index; empty ones where it is somebody else's."""
        found = self._index.fullmatch(index)
        return (found[1], found[2]) if found else ("", "")

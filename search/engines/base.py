"""What a search engine is to the pages: words and filters in, ids of threads out, best first.

An engine may be wrong, old or slow to notice: `search.queries` asks the forum's door about every
id again before anything is shown.
"""

from dataclasses import dataclass
from typing import Protocol

from forum.queries import Viewer

# Ranked lists stop here: nobody reads on, and a deep page would cost ever more.
MOST_HITS = 200


@dataclass(frozen=True)
class Query:
    """What is looked for. `text` is what was typed, in one line; `words` what is looked for in it
    (see search.words). Filters: kinds of threads, ids of boards (empty for all), and state:
    "", "solved" or "waiting"; `page` counts from 1."""

    text: str = ""
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    boards: tuple[int, ...] = ()
    state: str = ""
    page: int = 1


@dataclass(frozen=True)
class Found:
    """Ids of threads, best first, at most MOST_HITS. `is_more` says that there are more than
    these; `is_loose` that no thread has all the words and some have a few of them."""

    thread_ids: tuple[int, ...] = ()
    is_more: bool = False
    is_loose: bool = False


class Engine(Protocol):
    """Answers within a bounded time or raises; never changes anything."""

    name: str

    def search(self, viewer: Viewer, query: Query) -> Found:
        """Threads with the words of `query` that `viewer` may see."""
        ...

    def similar(self, viewer: Viewer, words: tuple[str, ...], *, limit: int) -> tuple[int, ...]:
        """Threads about what a text says, best first: any of its words counts."""
        ...

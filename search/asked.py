"""What somebody looks for, and what was found: between the page and whoever answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from search.documents import ids_of_keys

TYPES = ("thread", "howto")
STATES = ("solved", "unsolved", "unanswered")
SORTS = ("", "newest", "helped")


@dataclass(frozen=True)
class Query:
    """`text` is what was typed, in one line, `plain` the same without operators; `words` what is looked for in it, `phrases` what has to
    stand there word for word, `without` words that must not. Narrowed by `types` (of TYPES), kinds of threads, ids of
    boards, tags (each of them) and members (who asked or answered), languages, a state of STATES,
    the time it was asked (from `since`, before `until`). `page` counts from 1. `is_nowhere` says that
    a name was asked for that there is none of: nothing is found. `is_cut` says that more was typed
    than is read."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    boards: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    by: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    state: str = ""
    has_solution: bool = False
    since: datetime | None = None
    until: datetime | None = None
    sort: str = ""
    page: int = 1
    is_nowhere: bool = False
    is_cut: bool = False
    plain: str = ""

    @property
    def said(self) -> str:
        """What was said in words, as whoever compares meanings should read it."""
        return self.plain or self.text

    @property
    def is_narrowed(self) -> bool:
        """Whether something narrows it beside its words."""
        narrowing = (self.types, self.tags, self.by, self.languages)
        dated = self.since is not None or self.until is not None
        return any(narrowing) or self.is_of_threads or dated

    @property
    def is_of_threads(self) -> bool:
        """Whether it asks for what only threads have, so that no how-to is meant."""
        return bool(self.kinds or self.boards or self.state or self.has_solution)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.words or self.phrases or self.is_narrowed or self.is_nowhere)


@dataclass(frozen=True)
class Found:
    """Keys of documents, best first, at most MOST_HITS; `total` counts all where the engine can, else
    these. `is_more` says that there are more than these; `is_loose` that nothing has all the words
    and some have a few of them; `is_alike` that words like these were looked for. `facets` tells how
    many have a mark, as "kind:question"."""

    keys: tuple[str, ...] = ()
    is_more: bool = False
    is_loose: bool = False
    is_alike: bool = False
    total: int | None = None
    facets: Mapping[str, int] = field(default_factory=dict)

    @property
    def thread_ids(self) -> tuple[int, ...]:
        """The threads among them."""
        return tuple(ids_of_keys(self.keys)[0])

"""What a search engine is: documents in, keys of documents out, best first.

An engine holds one index for each audience (those who may read the same closed boards), because in
a shared index what one may not see would move the ranks of what one may. It keeps generations: one
that answers, and at times one that is being built beside it. An engine may be wrong, old or slow to
notice: `search.queries` asks the forum's door about every id again before anything is shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple, Protocol

from search.documents import PUBLIC, Document

# What a document says, each text in a field of its own.
TEXTS = ("title", "prefixes", "question", "solution", "answers", "codes")
# The field that a sort other than by likeness goes by.
SORTS = {"newest": "created", "helped": "helpful"}
# Ranked lists stop here: nobody reads on, and a deep page would cost ever more.
MOST_HITS = 200
# Different marks of which the number of hits is told.
MOST_FACETS = 2_000


class EngineDown(Exception):
    """The engine did not answer in time, or answered that it can't now. Nothing is known of what it
    did; asking again later is right."""


@dataclass(frozen=True)
class Clause:
    """One thing that is looked for. A document has it by any of: a row of tokens (in every field of
    text; a row of several stands as a phrase), a code, with `fuzz` a token that differs from a
    single one in that many letters, with `is_prefix` a title's word that begins with a token. It
    counts `weight` times."""

    rows: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...] = ()
    fuzz: int = 0
    is_prefix: bool = False
    weight: float = 1.0


@dataclass(frozen=True)
class Plan:
    """What an engine is asked. At least `enough` of `clauses`; all of `must`, none of `never`; one
    mark of each group of `marks` and none of `unseen`; none of the keys `without`; begun from `since`
    until `until` (seconds since 1970). `sort`: "" by likeness, "newest" or "helped"."""

    clauses: tuple[Clause, ...] = ()
    enough: int = 1
    must: tuple[Clause, ...] = ()
    never: tuple[Clause, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    unseen: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    sort: str = ""
    limit: int = MOST_HITS
    facets: bool = False


class EngineHit(NamedTuple):
    """A document that was found: its key, the engine's score, and what ranking must know of it
    (see search.payload)."""

    key: str
    score: float
    payload: bytes


@dataclass(frozen=True)
class EngineFound:
    """Hits of one index, best first; `total` counts all, `facets` tells how many have a mark."""

    hits: tuple[EngineHit, ...] = ()
    total: int = 0
    facets: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """Answers within a bounded time or raises EngineDown."""

    @property
    def name(self) -> str:
        """What pages and operators call it."""
        ...

    def find(
        self, audience: str, plan: Plan, *, generation: str = "", until: float = inf
    ) -> EngineFound:
        """What the index of `audience` has for `plan`; nothing where there is no index. Asks the
        generation that answers, or the one that is named. Raises EngineDown when it has not
        answered by `until` (monotonic clock), where the engine is one that may be waited for."""
        ...

    def frequencies(
        self, audience: str, clauses: Sequence[Clause], *, until: float = inf
    ) -> tuple[int, list[int]]:
        """How many documents an index has, and about how many have each of `clauses`; `until` as
        above."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Held while documents are read from the database and written; one at a time where the
        engine needs that. Raises EngineDown when it can't be had in time."""
        ...

    def answers(self) -> bool:
        """Whether a generation answers; before the first is built none does."""
        ...

    def live(self) -> tuple[str, ...]:
        """The generations that must hear of changes, first the one that answers, if one does."""
        ...

    def write(
        self, generation: str, documents: Sequence[Document], gone: Collection[str], version: int
    ) -> dict[str, str]:
        """Put `documents` in, each in the index of its audience alone, and take the keys `gone`
        out. A document that the index has in a higher version stays. Returns what was refused, key
        to reason; raises EngineDown."""
        ...

    def begin(self, generation: str) -> None:
        """Make an empty generation that hears of changes and does not answer yet."""
        ...

    def swap(self, generation: str) -> None:
        """Let `generation` answer from now on, in one step, and remove all others."""
        ...

    def drop(self, generation: str) -> None:
        """Remove a generation that does not answer."""
        ...

    def digests(self, generation: str, audience: str) -> Iterator[tuple[str, str]]:
        """Key and digest of each document in an index."""
        ...

    def audiences(self, generation: str) -> list[str]:
        """The audiences that have an index in a generation."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def slug_of(audience: str) -> str:
    """An audience as a part of a name."""
    return f"for-{audience.replace(',', '-')}" if audience != PUBLIC else "public"


def audience_of_slug(slug: str) -> str:
    """And back."""
    return slug.removeprefix("for-").replace("-", ",") if slug != "public" else PUBLIC

"""Building the index anew beside the one that answers, and telling how the two differ."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.locks import try_lock
from search.documents import Document, build, standing_threads
from search.engines import engine
from search.engines.base import Clause, Engine, EngineDown, Plan
from search.indexing import index_documents
from search.models import Outbox
from search.models.outbox import DOCUMENTS
from search.post_documents import build_posts, standing_posts

BATCH = 1_000
# Probes: the title of every so many a thread, and of some posts, must find that thread or post.
PROBES, POST_PROBES = 20, 5
# Of the probes that the old index answers, the new one must answer nearly all.
ENOUGH = 0.9


class Worse(Exception):
    """What was built is worse than what answers, so it was not put in its place."""


class Busy(Exception):
    """Somebody else builds an index at this place just now."""


@dataclass(frozen=True)
class Difference:
    """A document that index and database have differently."""

    key: str
    what: str


def rebuild(*, tell: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Build all documents anew, check them, and let them answer; returns how many there are.

    Changes made meanwhile go to both indexes. What an earlier rebuild left unfinished is removed.
    `tell` hears how many of how many are done. Raises Worse, EngineDown, or Busy where another
    process builds; then the old index goes on answering.
    """
    with _alone():
        return _rebuild(engine(), tell)


@contextmanager
def _alone() -> Iterator[None]:
    """A build removes what earlier ones left unfinished, so two at once would remove each other's.
    The lock keeps apart whoever shares this folder."""
    settings.SEARCH_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.SEARCH_DIR / "building").open("w") as file:
        if not try_lock(file):
            raise Busy("somebody else builds one")
        yield


def _rebuild(asked: Engine, tell: Callable[[int, int], None]) -> int:
    answers = asked.live()[:1] if asked.answers() else ()
    for left in asked.live():
        asked.drop(left)
    fresh = f"{timezone.now():%Y%m%d%H%M%S}{secrets.token_hex(3)}"
    asked.begin(fresh)
    try:
        total = _fill(asked, fresh, tell)
        _check(asked, fresh, answers)
    except BaseException:
        asked.drop(fresh)
        raise
    asked.swap(fresh)
    return total


def _fill(asked: Engine, generation: str, tell: Callable[[int, int], None]) -> int:
    total, done = _standing(), 0
    for threads, posts in _batches():
        with asked.writing():
            refused = index_documents(asked, threads, posts, only=generation)
        if refused:
            raise Worse(f"{len(refused)} cannot be indexed: {sorted(refused)[:5]}")
        done += len(threads) + len(posts)
        tell(done, max(total, done))
    return done


def _standing() -> int:
    return standing_threads().count() + standing_posts().count()


def _batches() -> Iterator[tuple[list[int], list[int]]]:
    """Ids of threads, and then of posts."""
    for pks in _in_order(standing_threads()):
        yield pks, []
    for pks in _in_order(standing_posts()):
        yield [], pks


def _in_order(standing: QuerySet[Any]) -> Iterator[list[int]]:
    last = 0
    rows = standing.order_by("pk").values_list("pk", flat=True)
    while pks := list(rows.filter(pk__gt=last)[:BATCH]):
        yield pks
        last = pks[-1]


def _check(asked: Engine, fresh: str, answers: Sequence[str]) -> None:
    """Raise Worse where documents are missing, or some are not found by their own titles that the
    index in use finds."""
    have = sum(asked.find(a, Plan(limit=1), generation=fresh).total for a in asked.audiences(fresh))
    stand, waiting = _standing(), Outbox.objects.filter(source__in=DOCUMENTS).count()
    if abs(have - stand) > waiting:
        raise Worse(f"it has {have} documents, and {stand} threads and posts stand")
    if answers:
        probes = _probes()
        found, before = (
            sum(_is_found(asked, generation, probe) for probe in probes)
            for generation in (fresh, answers[0])
        )
        if found < ENOUGH * before:
            raise Worse(f"of {len(probes)} probes it finds {found}, the one in use {before}")


def _probes() -> list[Document]:
    """Some threads and posts, which must be among the first hits for their own titles."""
    threads, posts = _some(standing_threads(), PROBES), _some(standing_posts(), POST_PROBES)
    return [*build(threads), *build_posts(posts)]


def _some(standing: QuerySet[Any], number: int) -> list[int]:
    """Of all ages."""
    pks = list(standing.order_by("pk").values_list("pk", flat=True))
    return pks[:: max(1, len(pks) // number)][:number]


def _is_found(asked: Engine, generation: str, document: Document) -> bool:
    words = document.title.split()
    plan = Plan(clauses=tuple(Clause(((word,),)) for word in words), enough=len(words), limit=10)
    hits = asked.find(document.audience, plan, generation=generation).hits
    return document.key in {hit.key for hit in hits}


def differences() -> Iterator[Difference]:
    """Each document that the index has differently from the database. What still waits in the
    outbox is one of them, so ask when nothing waits. Raises EngineDown."""
    asked = engine()
    if not asked.answers():
        raise EngineDown("there is no index yet")
    generation = asked.live()[0]
    kept: dict[str, list[tuple[str, str]]] = {}
    for audience in asked.audiences(generation):
        for key, digest in asked.digests(generation, audience):
            kept.setdefault(key, []).append((audience, digest))
    for threads, posts in _batches():
        for document in (*(build(threads) if threads else ()), *build_posts(posts)):
            said = _difference(document, kept.pop(document.key, []))
            if said:
                yield Difference(document.key, said)
    yield from (Difference(key, "is in the index and does not stand") for key in sorted(kept))


def _difference(document: Document, kept: list[tuple[str, str]]) -> str:
    if not kept:
        return "is missing from the index"
    if [audience for audience, _digest in kept] != [document.audience]:
        return "is in the index of other readers"
    return "" if kept[0][1] == document.digest() else "is in the index as it was before"

"""Bringing the index to what the database says: the outbox is drained into it, batch by batch."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Version
from search.documents import (
    Document,
    build,
    post_key,
    standing_threads,
    thread_key,
    with_vectors,
)
from search.doors import key_of
from search.engines import engine
from search.engines.base import Engine, EngineDown
from search.models import Outbox, Source
from search.models.outbox import DOCUMENTS, ERROR_LENGTH
from search.post_documents import build_posts

log = logging.getLogger(__name__)
CLOCK = "search.version"
BATCH = 200
MOST_TRIES = 5
# Until an engine that was down, and a row that failed, are tried again.
AGAIN, AGAIN_FAILED = timedelta(seconds=5), timedelta(seconds=30)
EXPANDED = 1_000


def drain(*, at: datetime | None = None) -> int:
    """Index everything that waits; returns how many rows that were. Stops where the engine does."""
    done = 0
    while number := drain_once(at=at):
        done += number
    return done


def drain_once(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """One batch; 0 when nothing is due, no index answers yet, or the engine is down. A batch that is
    killed on its way is done again: documents are read anew, and versions only rise."""
    expand_boards()
    at = at or timezone.now()  # after what it wrote
    asked = engine()
    if not due(at).exists():
        return 0
    try:
        if not asked.answers():
            return 0
        with asked.writing():
            rows = list(due(at)[:limit])
            refused = index_documents(asked, _of(rows, Source.THREAD), _of(rows, Source.POST))
    except EngineDown as error:
        log.warning("indexing waits for the engine: %s", error)
        due(at).update(next_try_at=at + AGAIN)
        return 0
    _settle(rows, refused, at)
    return len(rows)


def due(at: datetime) -> QuerySet[Outbox]:
    """Rows whose time has come, in the order in which they were written."""
    changed = Outbox.objects.filter(source__in=DOCUMENTS, parked_at=None)
    return changed.filter(next_try_at__lte=at).order_by("pk")


def _of(rows: Sequence[Outbox], source: str) -> set[int]:
    return {row.object_id for row in rows if row.source == source}


def expand_boards() -> None:
    """A board that changed its door: each of its threads changes its index."""
    for row in Outbox.objects.filter(source=Source.BOARD).order_by("pk"):
        with transaction.atomic():
            if not Outbox.objects.filter(pk=row.pk).delete()[0]:
                continue  # somebody else did
            threads = standing_threads().filter(board=row.object_id).values_list("pk", flat=True)
            note_threads(list(threads))


def note_threads(pks: Collection[int]) -> None:
    """Write an outbox row for each of these threads; the caller holds the transaction."""
    _note(Source.THREAD, pks)


def note_posts(pks: Collection[int]) -> None:
    """The same for posts."""
    _note(Source.POST, pks)


def _note(source: str, pks: Collection[int]) -> None:
    rows = [Outbox(source=source, object_id=pk) for pk in pks]
    Outbox.objects.bulk_create(rows, batch_size=EXPANDED)


def index_documents(
    asked: Engine, threads: Collection[int], posts: Collection[int], *, only: str = ""
) -> dict[str, str]:
    """Read these threads and posts and write them to every generation that must know, or to `only`
    that one. Returns what could not be indexed, key to reason. Raises EngineDown.

    The version is drawn before anything is read, and the generations are asked for after: so the
    highest version of a document has read every change that is no row any more, and a generation
    that was begun meanwhile misses nothing.
    """
    version = next_version()
    documents, refused = read_documents(threads, posts)
    documents = with_vectors(documents)
    asked_for = {*map(thread_key, threads), *map(post_key, posts)}
    gone = asked_for - {document.key for document in documents} - set(refused)
    generations = (only,) if only else asked.live()
    for generation in generations:
        refused |= asked.write(generation, documents, gone, version)
    return refused


def read_documents(
    threads: Collection[int], posts: Collection[int]
) -> tuple[list[Document], dict[str, str]]:
    """The documents of threads and posts; where one can't be built the others are, one by one."""
    documents, refused = list[Document](), dict[str, str]()
    for pks, key, made in ((threads, thread_key, build), (posts, post_key, build_posts)):
        found, wrong = _read(pks, key, made)
        documents += found
        refused |= wrong
    return documents, refused


def _read(
    pks: Collection[int],
    key: Callable[[int], str],
    made: Callable[[Collection[int]], list[Document]],
) -> tuple[list[Document], dict[str, str]]:
    if not pks:
        return [], {}
    try:
        return made(pks), {}
    except Exception:
        log.exception("a batch of documents could not be built; each is tried alone")
    documents, refused = list[Document](), dict[str, str]()
    for pk in pks:
        try:
            documents += made([pk])
        except Exception as error:
            refused[key(pk)] = f"{type(error).__name__}: {error}"
    return documents, refused


def next_version() -> int:
    """A number higher than any before, also those of other processes."""
    with transaction.atomic():
        Version.objects.get_or_create(name=CLOCK)
        Version.objects.filter(name=CLOCK).update(number=F("number") + 1)
        return int(Version.objects.get(name=CLOCK).number)


def note_related(source: str, pks: Collection[int]) -> None:
    """What stands beside these is worked out anew, when there is time."""
    waits = Outbox.objects.filter(source=source, object_id__in=pks)
    _note(source, sorted(set(pks) - set(waits.values_list("object_id", flat=True))))


def _settle(rows: Sequence[Outbox], refused: dict[str, str], at: datetime) -> None:
    """Remove what is indexed; count a try for what was refused, and park what had enough."""
    keys = {row.pk: key_of(row.source, row.object_id) for row in rows}
    failed = [row for row in rows if keys[row.pk] in refused]
    done = [row for row in rows if keys[row.pk] not in refused]
    with transaction.atomic():
        Outbox.objects.filter(pk__in=[row.pk for row in done]).delete()
        note_related(Source.RELATED, _of(done, Source.THREAD))
        if posts := _of(done, Source.POST):
            note_related(Source.RELATED_POST, posts)
    for row in failed:
        row.tries += 1
        row.error = refused[keys[row.pk]][:ERROR_LENGTH]
        row.next_try_at = at + AGAIN_FAILED * row.tries
        if row.tries >= MOST_TRIES:
            row.parked_at = at
            log.error("%s cannot be indexed: %s", row, row.error)
    Outbox.objects.bulk_update(failed, ["tries", "error", "next_try_at", "parked_at"])

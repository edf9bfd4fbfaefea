"""The embedded engine: tantivy's index files in DATA_DIR/index, no server.

One folder for each generation, in it one for each audience. The file `current` names the generation
that answers; it is replaced in one step. Writers of all processes take turns at a lock file, which
goes with the process that holds it, so that documents are read and written strictly in order.
"""

import logging
import shutil
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from math import inf
from pathlib import Path
from threading import Lock

import tantivy
from tantivy import Index, Query, SchemaBuilder, Searcher

from accounts.locks import try_lock
from search.documents import Document
from search.engines.base import (
    MOST_FACETS,
    SORTS,
    TEXTS,
    Clause,
    EngineDown,
    EngineFound,
    EngineHit,
    Plan,
    audience_of_slug,
    slug_of,
)
from search.engines.tantivy_queries import ANYWHERE, frequency_of, matching, query_of
from search.weights import FIELDS

log = logging.getLogger(__name__)
# An index of another shape is none: the number goes up with the schema, and a new one is built.
CURRENT = "current-2"
# Bytes that a writer gathers before it writes a piece of an index.
HEAP = 50_000_000
# Seconds that a writer waits for its turn, and how often it looks.
PATIENCE = 10.0
LOOK = 0.02


def _schema() -> tantivy.Schema:
    builder = SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field(ANYWHERE, tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("marks", tokenizer_name="raw", fast=True, index_option="basic")
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("digest", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("payload", stored=True)
    for name in ("created", "helpful", "version"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()


class TantivyEngine:
    """Index files under `folder`, opened once per process and again when they have changed."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._readers: dict[Path, tuple[int, Index, Searcher]] = {}

    def find(
        self, audience: str, plan: Plan, *, generation: str = "", until: float = inf
    ) -> EngineFound:
        """See Engine."""
        generation = generation or self._current() or ""
        if not generation:
            raise EngineDown("there is no index yet")
        searcher = self._searcher(self._path(generation, audience))
        if searcher is None:
            return EngineFound()
        try:
            return _found(searcher, plan)
        except (ValueError, OSError, RuntimeError) as error:
            raise EngineDown(f"tantivy: {error}") from error

    def frequencies(
        self, audience: str, clauses: Sequence[Clause], *, until: float = inf
    ) -> tuple[int, list[int]]:
        """See Engine."""
        generation = self._current()
        if generation is None:
            raise EngineDown("there is no index yet")
        searcher = self._searcher(self._path(generation, audience))
        if searcher is None:
            return 0, [0] * len(clauses)
        return searcher.num_docs, [frequency_of(searcher, clause) for clause in clauses]

    @contextmanager
    def writing(self) -> Iterator[None]:
        """See Engine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            end = time.monotonic() + PATIENCE
            while not try_lock(file):
                if time.monotonic() > end:
                    raise EngineDown("somebody else writes to the index")
                time.sleep(LOOK)
            yield

    def live(self) -> tuple[str, ...]:
        """See Engine."""
        self.folder.mkdir(parents=True, exist_ok=True)
        current = self._current()
        names = sorted(path.name for path in self.folder.iterdir() if path.is_dir())
        return tuple(sorted(names, key=lambda name: name != current))

    def answers(self) -> bool:
        """See Engine."""
        return self._current() is not None

    def write(
        self, generation: str, documents: Sequence[Document], gone: Collection[str], version: int
    ) -> dict[str, str]:
        """See Engine."""
        if not (self.folder / generation).is_dir():
            return {}
        keys = {document.key for document in documents}
        wanted = {document.audience for document in documents}
        try:
            for audience in sorted({*self.audiences(generation), *wanted}):
                here = [document for document in documents if document.audience == audience]
                away = {*gone, *(keys - {document.key for document in here})}
                self._put(self._path(generation, audience), here, away, version)
        except (ValueError, OSError, RuntimeError) as error:
            raise EngineDown(f"tantivy: {error}") from error
        return {}

    def _put(
        self, path: Path, documents: Sequence[Document], gone: Collection[str], version: int
    ) -> None:
        """Into one index, in one commit; what is in it already, and gone from nowhere, costs none."""
        path.mkdir(parents=True, exist_ok=True)
        index = Index(SCHEMA, str(path))
        searcher = index.searcher()
        kept = _versions(searcher, {*gone, *(document.key for document in documents)})
        fresh = [document for document in documents if kept.get(document.key, -1) < version]
        there = [key for key in gone if key in kept and kept[key] < version]
        if not fresh and not there:
            return
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for key in (*there, *(document.key for document in fresh)):
            if key in kept:
                writer.delete_documents_by_term("key", key)
        for document in fresh:
            writer.add_document(_row(document, version))
        writer.commit()
        writer.wait_merging_threads()

    def begin(self, generation: str) -> None:
        """See Engine."""
        (self.folder / generation).mkdir(parents=True)

    def swap(self, generation: str) -> None:
        """See Engine."""
        self._answer(generation)
        for name in self.live():
            self.drop(name)

    def drop(self, generation: str) -> None:
        """See Engine."""
        if generation != self._current():
            shutil.rmtree(self.folder / generation, ignore_errors=True)

    def digests(self, generation: str, audience: str) -> Iterator[tuple[str, str]]:
        """See Engine."""
        searcher = self._searcher(self._path(generation, audience))
        if searcher is None or not searcher.num_docs:
            return
        for _score, address in searcher.search(Query.all_query(), searcher.num_docs).hits:
            row = searcher.doc(address)
            yield str(row.get_first("key")), str(row.get_first("digest"))

    def audiences(self, generation: str) -> list[str]:
        """See Engine."""
        folder = self.folder / generation
        names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
        return [audience_of_slug(name) for name in names]

    def close(self) -> None:
        """See Engine."""
        with self._lock:
            self._readers.clear()

    def _path(self, generation: str, audience: str) -> Path:
        return self.folder / generation / slug_of(audience)

    def _current(self) -> str | None:
        try:
            return (self.folder / CURRENT).read_text() or None
        except FileNotFoundError:
            return None

    def _answer(self, generation: str) -> None:
        fresh = self.folder / f"{CURRENT}.new"
        fresh.write_text(generation)
        fresh.replace(self.folder / CURRENT)

    def _searcher(self, path: Path) -> Searcher | None:
        """The newest state of an index; None where there is none."""
        try:
            changed = (path / "meta.json").stat().st_mtime_ns
        except FileNotFoundError:
            return None
        kept = self._readers.get(path)
        if kept is not None and kept[0] == changed:
            return kept[2]
        with self._lock:
            index = kept[1] if kept is not None else Index.open(str(path))
            index.reload()
            searcher = index.searcher()
            self._readers[path] = (changed, index, searcher)
        return searcher


def _versions(searcher: Searcher, keys: Collection[str]) -> dict[str, int]:
    """The versions that an index has of those of `keys` that it has at all."""
    if not searcher.num_docs or not keys:
        return {}
    asked = Query.term_set_query(SCHEMA, "key", sorted(keys))
    places = [place for _score, place in searcher.search(asked, len(keys), count=False).hits]
    versions = searcher.fast_field_values("version", places)
    rows = zip(places, versions, strict=True)
    return {str(searcher.doc(place).get_first("key")): int(number or 0) for place, number in rows}


def _row(document: Document, version: int) -> tantivy.Document:
    row = tantivy.Document()
    for name in (*TEXTS, "key"):
        row.add_text(name, getattr(document, name))
    said = " ".join(getattr(document, name) for name in FIELDS).split()
    row.add_text(ANYWHERE, " ".join(dict.fromkeys(said)))
    for mark in document.marks:
        row.add_text("marks", mark)
    row.add_text("digest", document.digest())
    row.add_bytes("payload", document.payload())
    row.add_unsigned("created", max(document.created, 0))
    row.add_unsigned("helpful", document.helpful)
    row.add_unsigned("version", version)
    return row


def _found(searcher: Searcher, plan: Plan) -> EngineFound:
    query = query_of(SCHEMA, plan)
    found = searcher.search(query, plan.limit, order_by_field=SORTS.get(plan.sort))
    hits = []
    for score, address in found.hits:
        row = searcher.doc(address)
        hits.append(
            EngineHit(
                str(row.get_first("key")), float(score), bytes(row.get_first("payload") or b"")
            )
        )
    total = int(found.count)  # type: ignore[attr-defined]  # missing from its stub
    return EngineFound(tuple(hits), total, _facets(searcher, plan) if plan.facets else {})


def _facets(searcher: Searcher, plan: Plan) -> dict[str, int]:
    query = matching(SCHEMA, plan)
    asked = {"marks": {"terms": {"field": "marks", "size": MOST_FACETS}}}
    buckets = searcher.aggregate(query, asked)["marks"]["buckets"]
    return {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}

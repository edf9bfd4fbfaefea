"""The engine for scale: Elasticsearch 8, by elasticsearch-dsl.

One index for each generation and audience, reached by two aliases: one that its generation has for
good, and one that moves to the generation that answers. Each generation also has an index GONE,
which is there from its first moment to its last, and holds what was taken out and never was in.

Nobody takes turns: each document has the number of its write as external version, so the order in
which writes arrive does not matter. What a version cannot do is to keep a document out of the index
of an audience that it has left, because there it was never written. So whoever writes looks
afterwards where else the document is, and the lower version goes. An index that never held a
document hears nothing of it: even a deletion in vain would move its pieces, and with them scores.
"""

import logging
import time
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from math import inf
from typing import Any

from elasticsearch import ApiError, BadRequestError, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import streaming_bulk
from elasticsearch_dsl import Search

from search.documents import Document
from search.engines.base import (
    TEXTS,
    Clause,
    EngineDown,
    EngineFound,
    Plan,
    audience_of_slug,
    slug_of,
)
from search.engines.elasticsearch_indexes import (
    EMPTY,
    GONE,
    MAPPINGS,
    NOW,
    SETTINGS,
    Names,
)
from search.engines.elasticsearch_queries import (
    found_of,
    frequencies_of,
    is_trouble,
    reason_of,
    search_of,
)

log = logging.getLogger(__name__)
# Seconds for what changes indexes as a whole; no page and no posted text waits for it.
HOUSEKEEPING = 15.0
# Seconds in which the time of a search is counted: a client of its own for each time is dear.
STEP = 0.01
# What one request carries at most: documents, bytes, keys.
MOST_DOCUMENTS, MOST_BYTES, MOST_KEYS = 500, 1_000_000, 2_000
# Digests that are read at once.
PAGE = 2_000


class ElasticsearchEngine:
    """The node or cluster at `url`; all names there begin with `prefix`. `timeout` and
    `index_timeout` are seconds for a search and for a request that writes."""

    name = "elasticsearch"

    def __init__(
        self, url: str, prefix: str = "embassy", *, timeout: float = 0.4, index_timeout: float = 1.5
    ) -> None:
        self._names = Names(prefix)
        # A client that tries again would multiply the time that somebody waits.
        client = Elasticsearch(url, max_retries=0, retry_on_timeout=False, connections_per_node=25)
        self._client = client
        self._timeout = timeout
        self._searching: dict[int, Elasticsearch] = {}
        self._writing = client.options(request_timeout=index_timeout)
        self._keeping = client.options(request_timeout=HOUSEKEEPING)

    def find(
        self, audience: str, plan: Plan, *, generation: str = "", until: float = inf
    ) -> EngineFound:
        """See Engine."""
        client = self._searching_until(until)
        asked = self._asking(client, self._names.alias(generation or NOW, slug_of(audience)))
        asked = search_of(plan, asked.params(allow_partial_search_results=False))
        with _down():
            try:
                return found_of(asked.execute().to_dict())
            except NotFoundError:
                if generation or self._has(client, NOW):
                    return EngineFound()
        raise EngineDown("there is no index yet")

    def frequencies(
        self, audience: str, clauses: Sequence[Clause], *, until: float = inf
    ) -> tuple[int, list[int]]:
        """See Engine."""
        client = self._searching_until(until)
        asked = self._asking(client, self._names.alias(NOW, slug_of(audience)))
        asked = frequencies_of(clauses, asked)
        with _down():
            try:
                answer = asked.execute().to_dict()
            except NotFoundError:
                if not self._has(client, NOW):
                    raise EngineDown("there is no index yet") from None
                return 0, [0] * len(clauses)
        said = answer["aggregations"]["said"]["buckets"]
        counts = [int(said[str(number)]["doc_count"]) for number in range(len(clauses))]
        return int(answer["hits"]["total"]["value"]), counts

    def writing(self) -> nullcontext[None]:
        """See Engine: nobody waits for anybody."""
        return nullcontext()

    def answers(self) -> bool:
        """See Engine."""
        with _down():
            return self._has(self._writing, NOW)

    def live(self) -> tuple[str, ...]:
        """See Engine."""
        with _down():
            found = self._ours()
        current = self._names.alias(NOW, GONE)
        names = {
            self._names.parts(index)[0]: current in found[index]
            for index in found
            if self._names.parts(index)[1] == GONE
        }
        return tuple(sorted(names, key=lambda name: not names[name]))

    def write(
        self, generation: str, documents: Sequence[Document], gone: Collection[str], version: int
    ) -> dict[str, str]:
        """See Engine."""
        with _down():
            if not self._has(self._writing, generation):
                return {}
            there = self._slugs(generation)
            for slug in sorted({slug_of(document.audience) for document in documents} - {*there}):
                if not self._make(generation, slug):
                    return {}
            rows = [self._row(generation, document, version) for document in documents]
            rows += [self._grave(generation, key, version) for key in sorted(gone)]
            refused = self._bulk(rows)
            homes = {document.key: slug_of(document.audience) for document in documents}
            stale = self._stale(generation, homes, gone, version)
            self._bulk(stale)
            changed = {str(row["_index"]) for row in (*rows, *stale)}
            if changed:
                self._refresh(sorted(changed))
        return refused

    def begin(self, generation: str) -> None:
        """See Engine."""
        with _down():
            self._create(generation, GONE)

    def swap(self, generation: str) -> None:
        """See Engine."""
        with _down():
            if not self._has(self._keeping, generation):
                raise EngineDown(f"generation {generation} is not there")
            self._answer(generation)
            for index, aliases in self._ours().items():
                name, slug = self._names.parts(index)
                if name == generation and self._names.alias(NOW, slug) not in aliases:
                    self._answer_too(name, slug)  # it was made while the aliases moved
        for name in self.live():
            self.drop(name)

    def drop(self, generation: str) -> None:
        """See Engine."""
        with _down():
            found = self._ours()
            indexes = [index for index in found if self._names.parts(index)[0] == generation]
            answering = self._names.alias(NOW, GONE)
            if indexes and not any(answering in found[index] for index in indexes):
                self._delete(indexes)

    def digests(self, generation: str, audience: str) -> Iterator[tuple[str, str]]:
        """See Engine."""
        index, after = self._names.alias(generation, slug_of(audience)), None
        while True:
            with _down():
                try:
                    page = self._writing.search(
                        index=index,
                        size=PAGE,
                        sort=[{"key": "asc"}],
                        search_after=after,
                        source_includes=["digest"],
                        track_total_hits=False,
                    )["hits"]["hits"]
                except NotFoundError:
                    return
            yield from ((str(hit["_id"]), str(hit["_source"]["digest"])) for hit in page)
            if len(page) < PAGE:
                return
            after = page[-1]["sort"]

    def audiences(self, generation: str) -> list[str]:
        """See Engine."""
        with _down():
            return [audience_of_slug(slug) for slug in self._slugs(generation)]

    def close(self) -> None:
        """See Engine."""
        self._client.close()

    def remove_all(self) -> None:
        """Take away every index under this prefix: what measuring made."""
        with _down():
            if indexes := sorted(self._ours()):
                self._delete(indexes)

    def _searching_until(self, until: float) -> Elasticsearch:
        """The client for one request of a question that has to be over by `until`: a question asks
        up to three times, and each may not take as long as all together."""
        left = min(self._timeout, until - time.monotonic())
        steps = int(left / STEP)
        if steps <= 0:
            raise EngineDown("it answers, and too slowly for a page")
        if steps not in self._searching:
            self._searching[steps] = self._client.options(request_timeout=steps * STEP)
        return self._searching[steps]

    def _asking(self, client: Elasticsearch, index: str) -> Search:
        """One copy for all, because copies differ in what they have deleted, and scores with it."""
        return Search(using=client, index=index).params(preference=self._names.prefix)

    # Indexes ----------------------------------------------------------------------------------

    def _ours(self) -> dict[str, set[str]]:
        """Our indexes with their aliases."""
        found = self._writing.indices.get_alias(index=self._names.every_index)
        rows = {index: {*row["aliases"]} for index, row in found.body.items()}
        return {index: rows[index] for index in sorted(rows) if self._names.parts(index)[0]}

    def _slugs(self, generation: str) -> list[str]:
        """Of the audiences that have an index in a generation."""
        parts = map(self._names.parts, self._ours())
        return [slug for name, slug in parts if name == generation and slug != GONE]

    def _has(self, client: Elasticsearch, generation: str) -> bool:
        """Whether a generation is there; NOW stands for the one that answers."""
        return bool(client.indices.exists_alias(name=self._names.alias(generation, GONE)))

    def _create(self, generation: str, slug: str) -> None:
        try:
            self._keeping.indices.create(
                index=self._names.index(generation, slug),
                aliases={self._names.alias(generation, slug): {}},
                settings={"index": SETTINGS},
                mappings=MAPPINGS,
            )
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    def _make(self, generation: str, slug: str) -> bool:
        """Make the index of an audience in a generation that may be swapped or dropped just now;
        False where it was dropped."""
        self._create(generation, slug)
        aliases = self._ours().get(self._names.index(generation, GONE))
        if aliases is None:
            self._delete([self._names.index(generation, slug)])
            return False
        if self._names.alias(NOW, GONE) in aliases:
            self._answer_too(generation, slug)
        return True

    def _delete(self, indexes: list[str]) -> None:
        self._keeping.indices.delete(index=indexes, ignore_unavailable=True)

    def _answer(self, generation: str) -> None:
        """Move every alias of those that answer, in one step."""
        actions = []
        for index, aliases in self._ours().items():
            name, slug = self._names.parts(index)
            alias = self._names.alias(NOW, slug)
            if name == generation:
                actions.append({"add": {"index": index, "alias": alias}})
            elif alias in aliases:
                actions.append({"remove": {"index": index, "alias": alias}})
        self._keeping.indices.update_aliases(actions=actions)

    def _answer_too(self, generation: str, slug: str) -> None:
        self._keeping.indices.put_alias(
            index=self._names.index(generation, slug), name=self._names.alias(NOW, slug)
        )

    # Documents --------------------------------------------------------------------------------

    def _row(self, generation: str, document: Document, version: int) -> dict[str, Any]:
        source = {name: getattr(document, name) or EMPTY for name in TEXTS} | {
            "key": document.key,
            "marks": document.marks,
            "digest": document.digest(),
            "payload": b64encode(document.payload()).decode(),
            "created": max(document.created, 0),
            "helpful": document.helpful,
        }
        index = self._names.alias(generation, slug_of(document.audience))
        return _operation("index", index, document.key, version) | {"_source": source}

    def _grave(self, generation: str, key: str, version: int) -> dict[str, Any]:
        row = _operation("index", self._names.alias(generation, GONE), key, version)
        return row | {"_source": {"key": key}}

    def _stale(
        self, generation: str, homes: Mapping[str, str], gone: Collection[str], version: int
    ) -> list[dict[str, Any]]:
        """What has to go: the older of two versions in two indexes, and anything older that is gone.

        The audiences are asked for after the write. So of two who write the same document to
        different indexes at least one sees both, also where an index was made meanwhile.
        """
        slugs = self._slugs(generation)
        pairs = [(key, slug) for key in homes for slug in (*slugs, GONE) if slug != homes[key]]
        pairs += [(key, slug) for key in gone for slug in slugs]
        rows = []
        for key, slug, kept in self._versions(generation, pairs):
            if kept < version and slug != GONE:
                rows.append(_operation("delete", self._names.alias(generation, slug), key, version))
            elif kept > version and key in homes:
                rows.append(
                    _operation("delete", self._names.alias(generation, homes[key]), key, kept)
                )
        return rows

    def _versions(
        self, generation: str, pairs: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, str, int]]:
        """Which of `pairs` of key and slug are there, with their versions, not yet seen by searches
        or not."""
        for start in range(0, len(pairs), MOST_KEYS):
            some = pairs[start : start + MOST_KEYS]
            asked = [
                {"_index": self._names.alias(generation, slug), "_id": key, "_source": False}
                for key, slug in some
            ]
            answers = self._writing.mget(docs=asked)["docs"]
            for (key, slug), answer in zip(some, answers, strict=True):
                if answer.get("found"):
                    yield key, slug, int(answer["_version"])
                elif is_trouble(answer.get("error")):
                    raise EngineDown(f"elasticsearch: {answer['error']}")

    def _bulk(self, rows: Iterable[dict[str, Any]]) -> dict[str, str]:
        """Write; returns what is refused for good, key to reason. What is refused for now raises
        EngineDown after the rest was tried. A higher version that is there already (409), and an
        index that was dropped (404), are as good as done."""
        refused, later = dict[str, str](), ""
        answers = streaming_bulk(
            self._writing,
            rows,
            chunk_size=MOST_DOCUMENTS,
            max_chunk_bytes=MOST_BYTES,
            raise_on_error=False,
            max_retries=0,
            require_alias=True,
        )
        for done, answer in answers:
            row = next(iter(answer.values()))
            if done or row["status"] in (404, 409):
                continue
            if row["status"] == 400:
                refused[str(row["_id"])] = reason_of(row.get("error"))
            else:
                later = f"{row['status']}: {reason_of(row.get('error'))}"
        if later:
            raise EngineDown(f"elasticsearch refused a part for now: {later}")
        return refused

    def _refresh(self, indexes: list[str]) -> None:
        self._writing.indices.refresh(index=indexes, ignore_unavailable=True)


@contextmanager
def _down() -> Iterator[None]:
    """Whatever the client raises means that nothing is known of what was done."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise EngineDown(f"elasticsearch: {error}") from error


def _operation(kind: str, index: str, key: str, version: int) -> dict[str, Any]:
    return {
        "_op_type": kind,
        "_index": index,
        "_id": key,
        "version": version,
        "version_type": "external",
    }

"""What a whole search costs of ours beyond what Elasticsearch takes, on the node of SEARCH_TEST_URL.

The raw query is every request that a search sends, sent once more with its body ready made by the
client's own `perform_request`, in the same run and by turns before and after the search. Ours is
the rest: reading what was typed, synonyms, building queries, the model, ranking, putting together.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple
from unittest.mock import patch

import django

django.setup()

from elasticsearch import Elasticsearch  # noqa: E402 (Django must be set up first)

from config.bench.figures import say  # noqa: E402
from config.bench.search import BATCH, asked_queries, documents  # noqa: E402
from search.answering import Scope, searched  # noqa: E402
from search.asked import Query  # noqa: E402
from search.documents import with_vectors  # noqa: E402
from search.engines import use_engine  # noqa: E402
from search.engines.elasticsearch import ElasticsearchEngine  # noqa: E402
from search.measures import percentile  # noqa: E402

DOCUMENTS = 20_000
WARM = 50
GOAL = 3  # milliseconds
PATIENCE = 10.0  # seconds of each request: what is measured must not end early


class Request(NamedTuple):
    """What the client was told to send."""

    words: tuple[Any, ...]
    options: dict[str, Any]


class Spent(NamedTuple):
    """Milliseconds on the clock, and of this thread's processor time."""

    clock: float
    work: float


@contextmanager
def recorded() -> Iterator[list[Request]]:
    """All requests that clients send while the block runs."""
    requests, send = list[Request](), Elasticsearch.perform_request

    def sent(client: Elasticsearch, *words: Any, **options: Any) -> Any:
        requests.append(Request(words, options))
        return send(client, *words, **options)

    with patch.object(Elasticsearch, "perform_request", sent):
        yield requests


def spent(work: Callable[[], object]) -> Spent:
    began, before = time.perf_counter(), time.thread_time()
    work()
    worked = time.thread_time() - before
    return Spent(1000 * (time.perf_counter() - began), 1000 * worked)


def build(engine: ElasticsearchEngine) -> None:
    engine.begin("bench")
    rows, version = documents(DOCUMENTS), 0
    while batch := list(islice(rows, BATCH // 10)):
        version += 1
        engine.write("bench", with_vectors(batch), (), version)
    engine.swap("bench")


def pair(client: Elasticsearch, query: Query, *, is_raw_first: bool) -> tuple[Spent, Spent]:
    """What a search takes, and its raw requests."""
    scope = Scope(("",))
    with recorded() as requests:
        searched(scope, query)

    def raw() -> None:
        for request in requests:
            client.perform_request(*request.words, **request.options)

    if is_raw_first:
        plain = spent(raw)
        return spent(lambda: searched(scope, query)), plain
    ours = spent(lambda: searched(scope, query))
    return ours, spent(raw)


def measure(url: str) -> None:
    engine = ElasticsearchEngine(
        url, f"bench-{secrets.token_hex(4)}", timeout=PATIENCE, index_timeout=60.0
    )
    client = Elasticsearch(url, request_timeout=PATIENCE, max_retries=0)
    try:
        build(engine)
        with use_engine(engine):
            queries = asked_queries()
            for query in queries[:WARM]:
                searched(Scope(("",)), query)
            pairs = [
                pair(client, query, is_raw_first=bool(number % 2))
                for number, query in enumerate(queries)
            ]
    finally:
        engine.remove_all()
        engine.close()
        client.close()
    tell(pairs)


def tell(pairs: list[tuple[Spent, Spent]]) -> None:
    def usual(values: list[float]) -> str:
        return f"p50 {percentile(values, 50):.1f} ms, p95 {percentile(values, 95):.1f} ms"

    say(
        f"elasticsearch, {DOCUMENTS:,} documents: a search {usual([o.clock for o, _ in pairs])}; "
        f"the raw query {usual([r.clock for _, r in pairs])}"
    )
    ours = usual([ours.clock - raw.clock for ours, raw in pairs])
    work = usual([ours.work - raw.work for ours, raw in pairs])
    say(f"elasticsearch, ours over the raw query: {ours} (goal: p50 {GOAL}); processor time {work}")


if __name__ == "__main__":
    if url := os.environ.get("SEARCH_TEST_URL"):
        measure(url)
    else:
        say("elasticsearch: not measured, SEARCH_TEST_URL names no node")

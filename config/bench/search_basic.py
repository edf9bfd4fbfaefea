"""How long basic search takes with many threads: everyday words, and words that nobody would type.

BENCH_THREADS (100,000) can be set. The threads are made in a transaction that is never committed.
"""

import logging
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import django

django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402 (Django must be set up first)
from django.db import transaction  # noqa: E402

from accounts.models import Member  # noqa: E402
from accounts.versions import bump  # noqa: E402
from config.bench.figures import say  # noqa: E402
from config.bench.search import text  # noqa: E402
from forum.enums import Kind  # noqa: E402
from forum.models import Board, Section, Thread  # noqa: E402
from forum.queries.visibility import BOARDS_VERSION, forget_boards  # noqa: E402
from search import answering  # noqa: E402
from search.asking import Chosen, query_for  # noqa: E402
from search.engines.base import EngineDown  # noqa: E402
from search.measures import percentile  # noqa: E402
from search.operators import read  # noqa: E402
from search.queries import search_everything  # noqa: E402

THREADS = int(os.environ.get("BENCH_THREADS") or "100000")
BATCH, POOL, EACH = 5_000, 2_000, 24
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
GOAL = 800  # milliseconds
HOSTILE = (
    *(
        "% _ % _",
        "e",
        "a e i o u",
        '"',
        "*:*",
        "(a+)+$",
        "漢",
        "-e",
        "x" * 400,
        '"e e" -a',
        "İ" * 30,
    ),
    *("is:unanswered", "before:9999-12-31 e", " ".join("abcdefghijkl"), "ing tion ent"),
)


def make_threads() -> None:
    section = Section.objects.create(name="bench", slug="bench-basic")
    board = Board.objects.create(section=section, name="bench", slug="bench-basic")
    by = Member.objects.create(username="bench-basic", email="basic@bench.invalid")
    bodies = [text(60) for _ in range(POOL)]
    for start in range(Thread.objects.count(), THREADS, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, THREADS)):
            at, body = BEGAN + timedelta(minutes=number), bodies[number % POOL]
            rows.append(
                Thread(
                    board=board,
                    author=by,
                    kind=Kind.QUESTION,
                    title=text(8),
                    source=body,
                    html=f"<p>{body}</p>",
                    gist=body[:200],
                    language="en",
                    created_at=at,
                    active_at=at,
                )
            )
        Thread.objects.bulk_create(rows, batch_size=1_000)
    bump(BOARDS_VERSION)


def measure(what: str, asked: Sequence[str]) -> None:
    """Each of `asked` as the first one that the engine fails: what basic search and the page's hits
    take, without the wait for the engine, which SEARCH_TIMEOUT bounds."""
    seconds, worked, viewer = [], [], AnonymousUser()
    for words in asked:
        answering.breaker.answered()
        began, before = time.perf_counter(), time.process_time()
        results = search_everything(viewer, query_for(viewer, read(words), Chosen()))
        seconds.append(time.perf_counter() - began)
        worked.append(time.process_time() - before)
        if not results.is_basic and results.total:
            raise RuntimeError("it was not basic search that answered")
    usual, slow = (1000 * percentile(seconds, share) for share in (50, 95))
    say(
        f"basic search, {THREADS:,} threads, {what}: p50 {usual:.0f} ms, p95 {slow:.0f} ms, "
        f"slowest {1000 * max(seconds):.0f} ms (goal: {GOAL}); "
        f"processor time p50 {1000 * percentile(worked, 50):.0f} ms, most {1000 * max(worked):.0f} ms"
    )


def main() -> None:
    def down(*_words: object) -> None:
        raise EngineDown("it is measured without")

    logging.disable(logging.WARNING)
    with transaction.atomic():
        make_threads()
        with patch.object(answering, "searched", down):
            measure(
                "everyday words",
                [text(length) for length in (1, 2, 3, 4) for _ in range(EACH // 4)],
            )
            measure("hostile words", HOSTILE)
        transaction.set_rollback(True)
    forget_boards()


if __name__ == "__main__":
    main()

"""What search costs with many documents: building, searching, offering, and how late the index is.

Prints lines of figures. BENCH_DOCUMENTS (1,000,000) can be set. `lag` as an argument posts answers to
the installation of DATA_DIR, whose worker runs, and tells when each was in the index.
"""

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path

import django

django.setup()

from config.bench.figures import say  # noqa: E402 (Django must be set up first)
from forum.actions.replies import post_reply  # noqa: E402
from forum.models import Thread  # noqa: E402
from search import answering  # noqa: E402
from search.answering import Scope, similar_hits  # noqa: E402
from search.asked import Query  # noqa: E402
from search.documents import Document, Texts, document_of_texts, with_vectors  # noqa: E402
from search.embeddings import embedding  # noqa: E402
from search.engines import use_engine  # noqa: E402
from search.engines.base import Engine  # noqa: E402
from search.engines.tantivy import TantivyEngine  # noqa: E402
from search.measures import percentile  # noqa: E402
from search.models import Outbox, Source  # noqa: E402

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS") or "1000000")
BATCH = 20_000
# Documents whose vectors are worked out; the others are given theirs, which costs the same to find.
EMBEDDED = 5_000
VOCABULARY, BOARDS, ASKED = 60_000, 20, 300
POSTS_A_SECOND, LAG_SECONDS = 50, 20
LETTERS = "abcdefghijklmnopqrstuvwxyz"
dice = random.Random(7)  # noqa: S311 (invented words)


# Words as frequent as in a language: the share of each falls with its rank.
WORDS = ["".join(dice.choices(LETTERS, k=dice.randint(3, 10))) for _ in range(VOCABULARY)]
SHARES = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))


def text(length: int) -> str:
    return " ".join(dice.choices(WORDS, cum_weights=SHARES, k=length))


def documents(count: int) -> Iterator[Document]:
    """Threads with a title of 8 words, a question of 40 and answers of 40."""
    pool = [Texts(text(8), text(40), text(20), (text(20),)) for _ in range(BATCH)]
    for number in range(1, count + 1):
        texts = pool[number % BATCH]
        yield document_of_texts(
            f"t{number}",
            texts,
            "en",
            marks=("type:thread", f"board:{number % BOARDS}", f"kind:{number % 3}"),
            created=1_700_000_000 + number,
            helpful=number % 50,
            is_solved=number % 3 == 0,
        )


def build(engine: Engine) -> None:
    """Index all documents, without embeddings and then with them on a part."""
    rows, started, done = documents(DOCUMENTS), time.monotonic(), 0
    engine.begin("bench")
    while batch := list(islice(rows, BATCH)):
        with engine.writing():
            engine.write("bench", batch, (), done + 1)
        done += len(batch)
    seconds = time.monotonic() - started
    engine.swap("bench")
    say(
        f"index: {done:,} documents in {seconds:.0f} s, {done / seconds:,.0f} a second (goal: 5,000)"
    )
    some, started = list(islice(documents(EMBEDDED), EMBEDDED)), time.monotonic()
    if embedding() is None:
        say("embedding: there is no model")
        return
    with_vectors(some[:10])
    started = time.monotonic()
    with_vectors(some)
    say(f"embedding: {EMBEDDED / (time.monotonic() - started):,.0f} documents a second")


def timed(what: str, goal: int, asks: Sequence[Callable[[], object]]) -> None:
    seconds = []
    for ask in asks:
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    usual, slow = (1000 * percentile(seconds, share) for share in (50, 95))
    say(f"{what}: p50 {usual:.1f} ms, p95 {slow:.1f} ms (goal: {goal})")


def asked_queries() -> list[Query]:
    """Searches of two to four words."""
    words = [tuple(text(dice.randint(2, 4)).split()) for _ in range(ASKED)]
    return [Query(" ".join(row), words=row, plain=" ".join(row)) for row in words]


def ask(engine: Engine) -> None:
    """Searches, and whole questions for which something is offered."""
    scope = Scope(("",))
    with use_engine(engine):
        queries = asked_queries()
        timed("search", 30, [lambda q=q: answering.searched(scope, q) for q in queries])  # type: ignore[misc]
        asked = [(text(8), text(40)) for _ in range(ASKED)]
        timed("offers", 50, [lambda a=a: similar_hits(scope, *a) for a in asked])  # type: ignore[misc]


def lag() -> None:
    """How long after its commit each of POSTS_A_SECOND answers a second is in the index."""
    threads = list(Thread.objects.filter(deleted_at=None, is_locked=False)[:200])
    waiting: dict[int, float] = {}
    late: list[float] = []
    started = time.monotonic()
    for number in range(POSTS_A_SECOND * LAG_SECONDS):
        while time.monotonic() - started < number / POSTS_A_SECOND:
            late += settled(waiting)
            time.sleep(0.005)
        thread = threads[number % len(threads)]
        post_reply(thread, by=thread.author, source=text(20))
        row = (
            Outbox.objects.filter(source=Source.THREAD, object_id=thread.pk).order_by("-pk").first()
        )
        if row is not None:
            waiting[row.pk] = time.monotonic()
    end = time.monotonic() + 60
    while waiting and time.monotonic() < end:
        late += settled(waiting)
        time.sleep(0.02)
    rate = POSTS_A_SECOND * LAG_SECONDS / (time.monotonic() - started)
    slow = percentile([*late, *([60.0] * len(waiting))], 99)
    say(f"index lag at {rate:.0f} posts a second: p99 {slow:.2f} s (goal: 2)")


def settled(waiting: dict[int, float]) -> list[float]:
    """Seconds that rows waited which are gone now."""
    still = set(Outbox.objects.filter(pk__in=waiting).values_list("pk", flat=True))
    now = time.monotonic()
    return [now - waiting.pop(pk) for pk in [pk for pk in waiting if pk not in still]]


def main() -> None:
    if sys.argv[1:] == ["lag"]:
        lag()
        return
    with tempfile.TemporaryDirectory(prefix="embassy-bench-") as folder:
        engine = TantivyEngine(Path(folder))
        build(engine)
        ask(engine)
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(f"the index takes {size / 1e6:,.0f} MB of disk; this process {most:,.0f} MB at most")
        engine.close()


if __name__ == "__main__":
    main()

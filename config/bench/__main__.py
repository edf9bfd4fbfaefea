"""Runs the measurements in a throw-away folder on a free port and prints them; ends by itself.

BENCH_SCALE (synthetic threads, 30,000), BENCH_SECONDS (per page, 5), BENCH_DOCUMENTS (in the index,
1,000,000), BENCH_MENTIONS (at the desk, 1,000,000), SCALE (times the members and awards of reputation, 1)
and EMBASSY_SHARED_DATA (the folder that holds sumo-thunderbird and sumo-kb) can be set.
"""

import contextlib
import gzip
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from config.bench.client import CONNECTIONS, client_name, requests_per_second
from config.bench.figures import say
from config.bench.processes import processor_seconds, proportional_megabytes
from config.bench.wire import first_visit
from config.places import BASE_DIR

SCALE = int(os.environ.get("BENCH_SCALE") or "30000")
SECONDS = float(os.environ.get("BENCH_SECONDS") or "5")
SHARED = Path(os.environ.get("EMBASSY_SHARED_DATA") or BASE_DIR.parent / "shared" / "data")
LIMIT = 3600.0  # seconds that any one step may take
IDLE = 10.0  # seconds of rest before memory is read


class Bench:
    """A throw-away installation and the commands that run in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.bench",
            "MALLOC_ARENA_MAX": "2",
        }
        for elsewhere in ("DATABASE_URL", "CELERY_BROKER_URL"):
            self.environment.pop(elsewhere, None)

    def run(self, *words: str) -> str:
        """Run Python with `words`; what it printed. Raises CalledProcessError."""
        done = subprocess.run(  # noqa: S603 (our own commands)
            [sys.executable, *words],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=LIMIT,
        )
        return done.stdout

    @contextlib.contextmanager
    def running(self, *words: str) -> Iterator[int]:
        """A server while the block runs; its process id, once the port answers."""
        with subprocess.Popen(  # noqa: S603 (our own commands)
            [sys.executable, *words], cwd=BASE_DIR, env=self.environment, stdout=subprocess.DEVNULL
        ) as server:
            try:
                self._wait_for_port()
                yield server.pid
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait(60)

    def _wait_for_port(self) -> None:
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def posts(self) -> int:
        """Threads and replies in the database."""
        with contextlib.closing(sqlite3.connect(self.folder / "embassy.sqlite3")) as database:
            tables = ("forum_thread", "forum_reply")
            return sum(
                database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in tables
            )


class Measured(NamedTuple):
    """Requests a second, and milliseconds of processor time that the server spends on each."""

    rate: float
    cost: float


def measure(server: int, url: str, cookie: str = "") -> Measured:
    """Load on `url` for SECONDS, after a second to get warm."""
    requests_per_second(url, cookie=cookie, seconds=1)
    before = processor_seconds(server)
    rate = requests_per_second(url, cookie=cookie, seconds=SECONDS)
    spent = processor_seconds(server) - before
    return Measured(rate, 1000 * spent / (rate * SECONDS) if rate else 0.0)


def measure_pages(bench: Bench) -> None:
    """Requests a second of each page and the share of constant bytes; bytes of a first visit."""
    pages: list[dict[str, Any]] = [
        json.loads(line) for line in bench.run("-m", "config.bench.pages").splitlines()
    ]
    site = f"http://127.0.0.1:{bench.port}"
    with bench.running("-m", "config.bench.server") as server:
        before = measure(server, f"{site}/constant")
        results = [measure(server, site + page["path"], page["cookie"]) for page in pages]
        after = measure(server, f"{site}/constant")
        size, requests = first_visit(bench.port, pages[3]["path"])
    constant = (before.rate + after.rate) / 2
    say(f"\n{'page':<34}{'requests/s':>11}{'of constant':>13}{'CPU ms':>9}{'queries':>9}")
    say(f"{'constant bytes':<34}{constant:>11,.0f}{'':>13}{before.cost:>9.3f}")
    for page, (rate, cost) in zip(pages, results, strict=True):
        share = f"{rate / constant:.2%}"
        say(f"{page['name']:<34}{rate:>11,.1f}{share:>13}{cost:>9.2f}{page['queries']:>9}")
    ratio = results[2].cost / results[1].cost if results[1].cost else 0.0
    say(f"\n{pages[2]['name']} costs {ratio:.2f} times page 1 (goal: at most 1.5)")
    say(f"first visit of a thread page: {size / 1000:.1f} kB in {requests} requests (goal: 60 kB)")


def measure_memory(bench: Bench) -> None:
    """Proportional memory of the whole stack at rest."""
    with bench.running("manage.py", "serve") as pid:
        for _ in range(4):
            requests_per_second(f"http://127.0.0.1:{bench.port}/", cookie="", seconds=1)
        time.sleep(IDLE)
        memory = proportional_megabytes(pid)
    words = f"{memory:.0f} MB proportional (goal: 350)" if memory else "only known on Linux"
    say(f"the whole stack at rest: {words}")


def measure_import(bench: Bench) -> None:
    """Posts a second of the SUMO importer on real data."""
    folder = SHARED / "sumo-thunderbird"
    if not folder.is_dir():
        say(f"import: not measured, there is no {folder} (EMBASSY_SHARED_DATA)")
        return
    before, started = bench.posts(), time.monotonic()
    bench.run("manage.py", "import_sumo", str(folder))
    posts, seconds = bench.posts() - before, time.monotonic() - started
    say(f"import: {posts:,} posts in {seconds:.1f} s, {posts / seconds:,.0f} posts/s (goal: 2,000)")


def measure_articles(bench: Bench) -> None:
    """Articles a second that become how-tos, on real ones."""
    path = SHARED / "sumo-kb" / "articles.jsonl.gz"
    if not path.is_file():
        say(f"import of articles: not measured, there is no {path} (EMBASSY_SHARED_DATA)")
        return
    with gzip.open(path) as file:
        articles = sum(1 for _line in file)
    started = time.monotonic()
    bench.run("manage.py", "import_howtos", str(path))
    rate = articles / (time.monotonic() - started)
    say(f"import of articles: {articles} how-tos, {rate:,.0f} pages/s (goal: 30)")


def measure_reputation(bench: Bench) -> None:
    """What reputation costs, in a database of its own size."""
    say(bench.run("-m", "config.bench.reputation").rstrip())


def measure_search(bench: Bench) -> None:
    """What search costs with many documents, and how late the index is under posts."""
    for part in ("search", "search_elasticsearch", "search_basic"):
        say(bench.run("-m", f"config.bench.{part}").rstrip())
    with bench.running("manage.py", "serve"):
        time.sleep(IDLE)
        say(bench.run("-m", "config.bench.search", "lag").rstrip())


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="embassy-bench-") as folder:
        bench = Bench(Path(folder))
        say(f"Seeding {SCALE:,} threads")
        bench.run("manage.py", "migrate", "--verbosity", "0")
        bench.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0")
        bench.run("manage.py", "seed", "--scale", str(SCALE))
        say(f"{bench.posts():,} posts; load from {client_name()}, {CONNECTIONS} connections")
        say(f"load of the machine before: {os.getloadavg()[0]:.1f} (noise, when it is not near 0)")
        measure_pages(bench)
        measure_memory(bench)
        measure_import(bench)
        measure_articles(bench)
        measure_search(bench)
        measure_reputation(bench)
        say(bench.run("-m", "config.bench.desk").rstrip())


if __name__ == "__main__":
    main()

"""What every measurement does: print a line, count by the clock, and ask what a read costs the database."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

TURNS = 5


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@contextmanager
def timed(words: str, number: int, unit: str) -> Iterator[None]:
    """Say how many of `unit` a second the block does."""
    began = time.monotonic()
    yield
    seconds = max(time.monotonic() - began, 0.001)
    say(f"{words}: {number:,} in {seconds:.1f} s, {number / seconds:,.0f} {unit}/s")


def database_milliseconds(work: Callable[[], Any]) -> tuple[float, int]:
    """Database time of the quickest of TURNS, and the number of queries."""
    best, number = float("inf"), 0
    for _ in range(TURNS):
        spent = 0.0

        def clock(execute: Any, *arguments: Any) -> Any:
            nonlocal spent
            began = time.perf_counter()
            try:
                return execute(*arguments)
            finally:
                spent += time.perf_counter() - began

        reset_queries()
        with CaptureQueriesContext(connection) as queries, connection.execute_wrapper(clock):
            work()
        best, number = min(best, 1000 * spent), len(queries)
    return best, number

"""Acts that meet in the database: each of them begins while another has not committed yet.

On PostgreSQL the meeting is no matter of luck, for the database says who waits for a lock. SQLite has
one writer at a time: the others wait at their beginning, so there the order alone is tried.
"""

import threading
import time
from collections.abc import Callable

from django.db import connection, transaction

from accounts.refusals import Refusal

Act = Callable[[], object]
PATIENCE = 20  # seconds until something that should wait for a lock has come to it
PAUSE = 0.2  # seconds that SQLite's second writer is given to come to its lock
WAITING = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""


def in_line(first: Act, *others: Act, then: Act | None = None) -> list[Exception]:
    """Do `first` and keep its transaction open until each of the others has begun, in this order,
    and waits for a lock or is done; go on with `then`, commit, and let them end. Returns what went
    wrong; a Refusal is an answer."""
    wrong, threads = list[Exception](), list[threading.Thread]()
    with transaction.atomic():
        first()
        for act in others:
            threads.append(threading.Thread(target=_run, args=(act, wrong)))
            threads[-1].start()
            _wait_for(threads)
        if then is not None:
            then()
    for thread in threads:
        thread.join()
    return wrong


def _run(act: Act, wrong: list[Exception]) -> None:
    try:
        act()
    except Refusal:
        pass
    except Exception as problem:
        wrong.append(problem)
    finally:
        connection.close()


def _wait_for(threads: list[threading.Thread]) -> None:
    """Until every thread that lives waits for a lock."""
    if connection.vendor == "sqlite":
        time.sleep(PAUSE)
        return
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if _waiting() >= sum(thread.is_alive() for thread in threads):
            return
        time.sleep(0.01)
    raise AssertionError("somebody neither waits for a lock nor comes to an end")


def _waiting() -> int:
    with connection.cursor() as cursor:
        # Within a transaction the database would go on saying what it said first.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])

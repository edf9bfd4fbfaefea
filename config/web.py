"""The web server: granian (WSGI) with Django loaded once, before its workers are forked.

Loading first shares most of Django's memory between the workers: each costs about 20 MB of its own
instead of 90. Run it with `python -m config.web`; the supervisor does.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.urls import get_resolver
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from config import lifeline, places
from config.wsgi import application

# Two threads a worker answer pages while one of them waits for the database or the disk; more
# only take the interpreter's lock from each other. Threads keep their database connection, so
# they live as long as granian allows (seconds).
THREADS = 2
THREAD_IDLE_SECONDS = 600
# Requests that may wait in one worker before granian answers "busy" itself.
BACKPRESSURE = 256


def load_views() -> None:
    """Import every view, and leave no database connection open."""
    get_resolver().check()
    connections.close_all()  # a connection must not be shared by two processes


def serve(application: Callable[..., Any]) -> None:
    """Serve `application` on HOST and PORT with WEB_WORKERS processes until TERM or INT.

    A worker that dies is replaced; a worker never outlives the main process.
    """
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector must not touch (and copy) shared pages
    main = os.getpid()

    def load_in_worker() -> Callable[..., Any]:
        lifeline.die_with(main)
        return application

    Server(
        "config.wsgi:application",
        address=os.environ.get("HOST") or "127.0.0.1",
        port=places.port(),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=int(os.environ.get("WEB_WORKERS") or "2"),
        blocking_threads=int(os.environ.get("WEB_THREADS") or THREADS),
        blocking_threads_idle_timeout=THREAD_IDLE_SECONDS,
        backpressure=BACKPRESSURE,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve(target_loader=load_in_worker, wrap_loader=False)


if __name__ == "__main__":
    load_views()
    serve(application)

"""The Celery worker: threads in one process, nothing it does not need. `python -m config.worker`.

Celery's own command line does the same (`celery --app config.celery worker --pool threads`) with
about 10 MB more.
"""

import os
import warnings
from importlib import import_module

from config.celery import app

# Two threads: while one waits for a mail server the other works. The interpreter's lock makes
# more of little use, and each keeps a database connection.
THREADS = 2

# What Celery imports by name when a worker starts.
PARTS = (
    "celery.apps.worker",
    "celery.concurrency.thread",
    "celery.worker.autoscale",
    "celery.worker.components",
    "celery.worker.consumer",
    "celery.worker.consumer.delayed_delivery",
)


def load() -> None:
    """Import and check all that a worker needs, and open nothing: then it can be forked."""
    app.loader.init_worker()
    app.finalize()
    app.connection_for_read().get_transport_cls()
    for name in PARTS:
        import_module(name)


def main() -> None:
    """Run the worker until TERM (finishes what it began) or QUIT (stops at once)."""
    # It warns about root; messages are JSON only, and in a container root is common.
    warnings.filterwarnings("ignore", module="celery.platforms")
    worker = app.Worker(
        pool="threads",
        concurrency=int(os.environ.get("WORKER_THREADS") or THREADS),
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel="WARNING",
        quiet=True,
        redirect_stdouts=False,
    )
    worker.start()
    raise SystemExit(worker.exitcode)


if __name__ == "__main__":
    main()

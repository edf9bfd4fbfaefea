"""Web and worker from one process, and what listens to streams: Django is loaded once, and all are forked
from here.

Loaded twice it costs about 100 MB more. `python -m config.stack` keeps them running as the
supervisor keeps its children, and is one of those itself. What is forked must be clean: no thread,
no open file, no connection to a database or a broker, because two processes cannot share one.
"""

import gc
from functools import partial

from django.core.cache import caches
from django.db import connections

from config import lifeline, places, streams, web, worker
from config.supervisor import GRACE, Child, Supervisor
from config.wsgi import application

# Less than the supervisor gives this process: it has to see its children end.
SHORTER_GRACE = GRACE - 2.0


def load() -> None:
    """Import all that web and worker need, and leave nothing open."""
    web.load_views()
    worker.load()
    connections.close_all()
    caches.close_all()
    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector must not touch (and copy) shared pages


def main() -> None:
    """Load, then keep what is forked running until told to stop."""
    lifeline.call_myself("embassy-stack")
    load()
    lifeline.adopt_orphans()
    children = [Child("web", partial(web.serve, application)), Child("worker", worker.main)]
    if places.hears_streams():
        children.append(Child("streams", streams.main))
    supervisor = Supervisor(children, SHORTER_GRACE)
    supervisor.watch()
    supervisor.end()


if __name__ == "__main__":
    main()

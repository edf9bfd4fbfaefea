"""Beat on its own: rings the tasks of config/schedule.py and knows nothing else.

Loading Django here would cost about 70 MB for a process that sends three messages an hour, so this
app has the schedule and the broker only. Run it with `python -m config.beat`.
"""

import logging
import shelve
from pathlib import Path

from celery import Celery

from config import broker, places
from config.schedule import EVERY_SECONDS


def schedule_file() -> Path:
    """Where beat keeps what was rung when."""
    return places.data_dir() / "beat-schedule"


def drop_unreadable(path: Path) -> None:
    """Remove the file of what was rung when, if it cannot be read: a beat that is killed while it
    writes leaves half of one, on which all later ones would end as soon as they begin. What is rung
    seldom is rung later then, by a period of its own at most."""
    try:
        with shelve.open(str(path), "r") as kept:  # noqa: S301 (our own file)
            for name in kept:
                kept[name]
    except Exception:  # whatever dbm and pickle raise over half a file
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink(missing_ok=True)


def make_app() -> Celery:
    """The Celery app that beat runs: no tasks, no results, the schedule and the broker."""
    broker.use()
    url = places.broker_url()
    # Without fixups: Celery would import Django as soon as DJANGO_SETTINGS_MODULE is set.
    app = Celery("embassy-beat", broker=url, set_as_current=False, fixups=[])
    app.conf.update(
        broker_transport_options=places.broker_options(url),
        broker_connection_retry_on_startup=True,
        task_serializer="json",
        task_ignore_result=True,
        timezone="UTC",
        worker_hijack_root_logger=False,
        beat_schedule_filename=str(schedule_file()),
        beat_schedule={
            name: {
                "task": name,
                "schedule": seconds,
                # While no worker runs, bells must not pile up: the next one replaces it.
                "options": {"expires": seconds},
            }
            for name, seconds in EVERY_SECONDS.items()
        },
    )
    return app


def main() -> None:
    """Run beat until TERM; it quiets its banner, because the supervisor speaks for all."""
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    places.data_dir().mkdir(parents=True, exist_ok=True)
    drop_unreadable(schedule_file())
    app = make_app()
    app.Beat(loglevel="WARNING", quiet=True, redirect_stdouts=False).run()


if __name__ == "__main__":
    main()

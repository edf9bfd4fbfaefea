"""`python -m tests.config.forked`: what a process is like that web and worker are forked from, and
what its forks make of it, as JSON. The DATA_DIR needs no tables."""

import gc
import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any

MESSAGES = 12


def open_files() -> list[str]:
    """Where each open file of this process leads."""
    found = []
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208 (numbers)
        try:
            found.append(f"{number} {Path(f'/proc/self/fd/{number}').readlink()}")
        except FileNotFoundError:
            continue  # the one that the list itself was read through
    return sorted(found)


def shared() -> dict[str, Any]:
    """What would be shared by two processes after a fork, and must not be."""
    import kombu.pools
    from django.db import connections

    from config.celery import app

    return {
        "threads": len(list(Path("/proc/self/task").iterdir())) - 1,
        "databases": sum(one.connection is not None for one in connections.all()),
        "brokers": (getattr(app, "_pool", None) is not None) + len(kombu.pools.connections),
        "models": [name for name in ("numpy", "wordllama") if name in sys.modules],
    }


def wait_for_file(file: Path) -> None:
    limit = time.monotonic() + 60
    while not file.exists():
        if time.monotonic() > limit:
            raise SystemExit(f"there is no {file.name}")
        time.sleep(0.05)


def two_workers(folder: Path) -> dict[str, Any]:
    """Two workers from one process share a dozen tasks; then one is asked to end amid a task."""
    from config import worker
    from config.celery import app
    from config.supervisor import Child

    children = [Child("worker", worker.main), Child("worker", worker.main)]
    for child in children:
        child.start()
    for number in range(MESSAGES):
        app.send_task("tests.note", [f"{number}", 0.5])
    for number in range(MESSAGES):
        wait_for_file(folder / f"{number}.done")
    notes = [json.loads((folder / f"{number}.done").read_text()) for number in range(MESSAGES)]
    children[0].kill_group()
    os.waitpid(children[0].pid, 0)
    app.send_task("tests.note", ["last", 2.0])
    wait_for_file(folder / "last.begun")
    children[1].signal(signal.SIGTERM)
    _, status = os.waitpid(children[1].pid, 0)
    return {
        "workers": len({pid for pid, _ in notes}),
        "same": MESSAGES - len({chance for _, chance in notes}),
        "finished": (folder / "last.done").exists(),
        "exit code": os.waitstatus_to_exitcode(status),
    }


def main(folder: Path) -> None:
    before = open_files()
    from config import stack

    stack.load()
    found = {**shared(), "files": [one for one in open_files() if one not in before]}
    found["frozen"] = gc.get_freeze_count() > 100_000

    from celery import shared_task

    @shared_task(name="tests.note")
    def note(name: str, seconds: float) -> None:
        (folder / f"{name}.begun").touch()
        time.sleep(seconds)
        part = folder / f"{name}.part"
        part.write_text(json.dumps([os.getpid(), random.random()]))
        part.rename(folder / f"{name}.done")

    sys.stdout.write(json.dumps(found | two_workers(folder)))


if __name__ == "__main__":
    main(Path(os.environ["DATA_DIR"]))

"""What may go wrong between Embassy and its engine, and what has to hold all the same."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from search.engines import engine
from search.engines.base import EngineDown
from search.indexing import drain
from search.models import Outbox
from search.rebuilding import differences
from tests.search.fault_proxy import FaultProxy

FAULTS: dict[str, dict[str, Any]] = {
    "refuse": {},
    "blackhole": {},
    "slow": {"seconds": 30.0},
    "429": {},
    "503": {},
    "half": {},
    "partial": {},
}
# A bulk that is refused in part leaves searches as they are.
SEARCHABLE = {"partial"}
# Seconds within which a page answers, the first that finds the engine down too.
PROMPT = 0.8
# Seconds within which all that waits is indexed, once the engine answers again.
CAUGHT_UP = 120.0


def seconds_of_fault(default: float) -> float:
    """How long each is played."""
    return float(os.environ.get("SEARCH_FAULT_SECONDS") or default)


@contextmanager
def fault(proxy: FaultProxy, mode: str) -> Iterator[None]:
    """`mode` for as long as it is held."""
    proxy.set(mode, **FAULTS[mode])
    try:
        yield
    finally:
        proxy.set("pass")


def search_page(client: Client, words: str) -> tuple[str, list[str], float]:
    """Who answered for `words`, the titles, and how many seconds the page took."""
    begun = time.perf_counter()
    answer = client.get("/search/", {"q": words})
    took = time.perf_counter() - begun
    assert answer.status_code == 200
    results = answer.context["results"]
    titles = [hit.thread.title for hit in (*results.solved, *results.others)]
    return results.engine, titles, took


def drain_all() -> int:
    """Whatever waits, also what was put off."""
    return drain(at=timezone.now() + timedelta(hours=1))


def catch_up() -> float:
    """How many seconds it takes until nothing waits."""
    begun = time.monotonic()
    while Outbox.objects.exists():
        assert time.monotonic() - begun < CAUGHT_UP, list(Outbox.objects.all()[:5])
        drain_all()
    return time.monotonic() - begun


def agree(settings: Any, node: str) -> bool:
    """Whether index and database say the same, asked of the node itself and with patience."""
    settings.SEARCH_URL = node
    settings.SEARCH_TIMEOUT = settings.SEARCH_INDEX_TIMEOUT = 20.0
    return list(differences()) == [] and bool(engine().answers())


def is_down(act: Callable[[], object]) -> bool:
    """Whether the engine says so."""
    try:
        act()
    except EngineDown:
        return True
    return False

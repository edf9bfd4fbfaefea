"""The search engine fails in every way, for as long as SEARCH_FAULT_SECONDS says, while members post and
search and a worker drains: no post fails, no page waits, and afterwards the index says what the
database says."""

import time
from collections.abc import Callable, Iterator
from threading import Event
from threading import Thread as Task

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.models import Board, Thread
from search import answering
from search.breaker import Breaker
from search.engines import engine
from search.rebuilding import rebuild
from tests.search.fault_proxy import FaultProxy
from tests.search.faults import (
    FAULTS,
    PROMPT,
    agree,
    catch_up,
    drain_all,
    fault,
    search_page,
    seconds_of_fault,
)

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True)]
SECONDS = seconds_of_fault(20)
# Seconds between two posts, and posts between two searches.
PACE, SEARCH_EACH = 0.2, 5
# Of all pages this share may be slower, because processes share two cores here. Of the few pages of
# a short run, beside which a browser may work, half: tests/search/test_faults.py holds the first page
# that finds the engine down to its time.
SLOW, SLOW_OF_FEW, FEW = 0.02, 0.5, 100


class Members:
    """Who post and search until they are told to stop; what went wrong is kept."""

    def __init__(self, ask: Callable[..., Thread], by: Member) -> None:
        self.ask, self.by, self.enough = ask, by, Event()
        self.posted, self.taken, self.errors = 0, list[float](), list[Exception]()

    def run(self) -> None:
        try:
            while not self.enough.wait(PACE):
                self._once()
        except Exception as error:
            self.errors.append(error)
        finally:
            connection.close()

    def _once(self) -> None:
        thread = self.ask(title=f"Kettle leaks {self.posted}", by=self.by)
        post_reply(thread, by=self.by, source="Descale it.")
        self.posted += 1
        if self.posted % SEARCH_EACH == 0:
            self.taken.append(search_page(Client(), f"kettle {self.posted}")[2])


@pytest.fixture
def proxy(node: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    settings.SEARCH_URL = node
    settings.SEARCH_TIMEOUT = settings.SEARCH_INDEX_TIMEOUT = 20.0
    rebuild()
    monkeypatch.setattr(answering, "breaker", Breaker())
    with FaultProxy(node) as made:
        settings.SEARCH_URL = made.url
        settings.SEARCH_TIMEOUT, settings.SEARCH_INDEX_TIMEOUT = 0.4, 1.5
        yield made
        engine().close()


@pytest.mark.parametrize("mode", FAULTS)
def test_nothing_is_lost(
    mode: str,
    proxy: FaultProxy,
    node: str,
    board: Board,
    maren: Member,
    ask: Callable[..., Thread],
    settings: Settings,
) -> None:
    ask(title="Kettle whistles", by=maren)
    catch_up()
    search_page(Client(), "kettle")  # what a process makes once is made
    members = Members(ask, maren)
    task = Task(target=members.run)
    task.start()
    try:
        with fault(proxy, mode):
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                drain_all()
                time.sleep(PACE)
    finally:
        members.enough.set()
        task.join()
    assert members.errors == []
    taken = catch_up()
    slow = [seconds for seconds in members.taken if seconds > PROMPT]
    print(  # noqa: T201 - the figures of docs/testing.md
        f"{mode}: {members.posted} posts, {len(members.taken)} pages, the slowest "
        f"{max(members.taken, default=0):.2f} s; caught up in {taken:.1f} s"
    )
    share = SLOW if len(members.taken) >= FEW else SLOW_OF_FEW
    assert len(slow) <= share * len(members.taken), slow
    assert Thread.objects.count() == members.posted + 1 > 1
    assert agree(settings, node)

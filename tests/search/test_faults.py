"""Elasticsearch fails in every way that it can: posting goes on, pages answer from the database at
once, and what waited is indexed afterwards."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from forum.models import Thread
from search import answering
from search.breaker import REST, Breaker
from search.engines import engine
from search.engines.base import Plan
from search.models import Outbox, Source
from search.rebuilding import rebuild
from tests.search.documents import document, word
from tests.search.fault_proxy import FaultProxy
from tests.search.faults import (
    FAULTS,
    PROMPT,
    SEARCHABLE,
    agree,
    catch_up,
    drain_all,
    fault,
    is_down,
    search_page,
    seconds_of_fault,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db]
Ask = Callable[..., Thread]
SECONDS = seconds_of_fault(2)
TRIES = 3
PATIENT = 20.0


@pytest.fixture
def proxy(node: str, settings: Settings) -> Iterator[FaultProxy]:
    """In front of an engine that answers, which pages and the worker ask through it."""
    settings.SEARCH_URL = node
    settings.SEARCH_TIMEOUT = settings.SEARCH_INDEX_TIMEOUT = 20.0
    rebuild()
    with FaultProxy(node) as made:
        settings.SEARCH_URL = made.url
        settings.SEARCH_TIMEOUT, settings.SEARCH_INDEX_TIMEOUT = 0.4, 1.5
        yield made
        engine().close()


class Clock:
    """A breaker's own time."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(answering, "breaker", Breaker(now=made))
    return made


@pytest.mark.parametrize("mode", FAULTS)
def test_posting_and_searching_go_on(
    mode: str,
    proxy: FaultProxy,
    node: str,
    clock: Clock,
    ask: Ask,
    client: Client,
    settings: Settings,
) -> None:
    ask(title="Kettle whistles")
    catch_up()
    # Whatever is made once per process is made, as in a site that runs; a busy machine has its time.
    settings.SEARCH_TIMEOUT = PATIENT
    assert search_page(client, "kettle")[:2] == ("elasticsearch", ["Kettle whistles"])
    settings.SEARCH_TIMEOUT = 0.4
    with fault(proxy, mode):
        _first_page_is_prompt(mode, client, clock)
        asked = proxy.asked
        who, titles, _took = search_page(client, "kettle")
        assert titles == ["Kettle whistles"]
        assert who == ("elasticsearch" if mode in SEARCHABLE else "basic")
        # The breaker rests: nobody asked again.
        assert mode in SEARCHABLE or proxy.asked == asked
        end, number = time.monotonic() + SECONDS, 0
        while not number or time.monotonic() < end:
            ask(title=f"Boiler drips {number}")
            number += 1
            assert drain_all() == 0
        assert Outbox.objects.filter(source=Source.THREAD).count() == number
        assert {row.tries for row in Outbox.objects.all()} == {0}
    catch_up()
    clock.at += REST
    settings.SEARCH_TIMEOUT = PATIENT
    who, titles, _took = search_page(client, "boiler")
    assert (who, len(titles)) == ("elasticsearch", min(number, 20))
    assert agree(settings, node)


def _first_page_is_prompt(mode: str, client: Client, clock: Clock) -> None:
    """A busy machine has three tries, each of which finds the engine down for the first time."""
    taken: list[float] = []
    while len(taken) < TRIES and (not taken or taken[-1] > PROMPT):
        clock.at += REST
        who, titles, took = search_page(client, "kettle")
        assert (who == "elasticsearch") == (mode in SEARCHABLE)
        assert titles == ["Kettle whistles"]
        taken.append(took)
    assert min(taken) <= PROMPT, taken


@pytest.mark.parametrize("mode", FAULTS)
def test_the_engine_says_that_it_is_down_within_its_time(mode: str, proxy: FaultProxy) -> None:
    generation = engine().live()[0]
    plan = Plan((word("kettle"),))
    with fault(proxy, mode):
        for act, seconds, reads in (
            (lambda: engine().find("", plan), 0.4, True),
            (lambda: engine().write(generation, [document("t1")], (), 1), 1.5, False),
            (lambda: list(engine().digests(generation, "")), 1.5, True),
            (lambda: engine().answers(), 1.5, True),
        ):
            begun = time.monotonic()
            assert is_down(act) != (reads and mode in SEARCHABLE)
            assert time.monotonic() - begun < seconds + 1
    assert engine().answers()


def test_a_question_is_over_when_its_time_is(proxy: FaultProxy, settings: Settings) -> None:
    """However long one request may take."""
    settings.SEARCH_TIMEOUT = 20.0
    plan = Plan((word("kettle"),))
    with fault(proxy, "slow"):
        begun = time.monotonic()
        assert is_down(lambda: engine().find("", plan, until=begun + 0.1))
        assert is_down(lambda: engine().frequencies("", plan.clauses, until=begun + 0.5))
        assert time.monotonic() - begun < 5
        before = proxy.asked
        assert is_down(lambda: engine().find("", plan, until=time.monotonic() - 1))
        assert proxy.asked == before  # it was over before

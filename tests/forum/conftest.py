"""Fixtures of the forum's tests."""

from collections.abc import Callable

import pytest

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.models import Board, Reply, Thread
from tests.forum.closed import Closed, make_closed
from tests.forum.solving import DAY, T0

People = dict[str, Member]


@pytest.fixture
def people(noor: Member, tomasz: Member, sasha: Member, maren: Member) -> People:
    return {"noor": noor, "tomasz": tomasz, "sasha": sasha, "maren": maren}


@pytest.fixture
def closed(board: Board, people: People) -> Closed:
    """A closed board full of canaries, and an open thread that points to it."""
    return make_closed(board, people)


@pytest.fixture
def ajar(board: Board, people: People) -> Callable[[], Closed]:
    """The same, still open to everyone."""
    return lambda: make_closed(board, people, closed=False)


@pytest.fixture
def asked(ask: Callable[..., Thread]) -> Thread:
    return ask(at=T0)


@pytest.fixture
def first(asked: Thread, tomasz: Member) -> Reply:
    return post_reply(asked, by=tomasz, source="Two-wire.", at=T0 + DAY)


@pytest.fixture
def second(asked: Thread, sasha: Member) -> Reply:
    return post_reply(asked, by=sasha, source="Turn it off and on.", at=T0 + 2 * DAY)

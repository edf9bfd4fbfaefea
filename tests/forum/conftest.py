"""Fixtures of the forum's tests."""

from collections.abc import Callable

import pytest

from accounts.models import Member
from forum.models import Board
from tests.forum.closed import Closed, make_closed

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

"""Fixtures: three people in every test. Noor asks, Tomasz answers, Sasha is a stranger who must
not see; Maren is the ambassador."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import Member
from accounts.versions import bump
from ambassadors.desk import forget_desk
from forum.actions.replies import post_reply
from forum.actions.threads import ask_thread
from forum.models import Board, Reply, Section, Thread
from forum.queries.visibility import forget_boards
from reputation.queries.schemes import forget_schemes
from search.answering import breaker
from tests import empty_database
from tests.emptying import teach_emptying
from tests.reputation.holding import EVERYBODY_TRUSTED, hold

teach_emptying()
CANARY = "quillfeather"
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays to the end: walking it again and again for garbage is a twentieth
    of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never asks a database comes first: whoever of two begins with that finds the other's empty
    database made, and copies it.

    With ONLY_DATABASE=1 (`make test-services`) leave it out: another PostgreSQL teaches nothing about
    it, and `make test` has run it."""
    items.sort(key=_asks_a_database)
    if not os.environ.get("ONLY_DATABASE"):
        return
    needed = [item for item in items if _asks_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in needed])
    items[:] = needed


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    marks = ("django_db", "services", "long")
    return bool(fixtures) or any(item.get_closest_marker(mark) for mark in marks)


@pytest.fixture(autouse=True)
def _no_index_is_left() -> Iterator[None]:
    """A test that built an index (seeding does) leaves none to the next, whose rows are others."""
    yield
    if settings.SEARCH_DIR.exists():
        shutil.rmtree(settings.SEARCH_DIR)
        breaker.answered()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begin with a copy of the empty database of an earlier run, where there is one."""
    return empty_database.lay_out(connection.settings_dict)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    empty_database.keep(connection.settings_dict)


@pytest.fixture(autouse=True)
def _fresh_memory() -> Iterator[None]:
    """What processes remember must not outlive the rows of one test."""
    forgets = (forget_boards, forget_schemes, forget_desk)
    for forget in forgets:
        forget()
    yield
    for forget in forgets:
        forget()


def make_member(username: str, *, proven: bool = True, **more: Any) -> Member:
    """A member who came here and has proven their address, as all have who do something."""
    more.setdefault("display_name", username.capitalize())
    made = Member.objects.create_user(
        username, f"{username}@example.org", "correct horse 1", **more
    )
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=proven)
    return made


@pytest.fixture
def everybody_trusted(db: None) -> None:
    """What points open is open to all, for tests of what is behind it."""
    hold(EVERYBODY_TRUSTED)


@pytest.fixture
def noor(db: None) -> Member:
    return make_member("noor", display_name="Noor Haddad")


@pytest.fixture
def tomasz(db: None) -> Member:
    return make_member("tomasz", display_name="Tomasz Wilk", honoured=True)


@pytest.fixture
def sasha(db: None) -> Member:
    return make_member("sasha", display_name="Sasha Dunne")


@pytest.fixture
def maren(db: None) -> Member:
    return make_member("maren", display_name="Maren Jost", role="ambassador", sign="MJ")


@pytest.fixture
def partners(db: None) -> Group:
    return Group.objects.create(name="partners")


@pytest.fixture
def section(db: None) -> Section:
    return Section.objects.create(name="Help", slug="help")


@pytest.fixture
def board(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Heating", slug="heating", icon="flame")
    bump("boards")
    return made


@pytest.fixture
def closed_board(section: Section, partners: Group) -> Board:
    made = Board.objects.create(
        section=section, name=f"Partners {CANARY}", slug="partners", is_closed=True
    )
    made.groups.add(partners)
    bump("boards")
    return made


@pytest.fixture
def ask(board: Board, noor: Member) -> Callable[..., Thread]:
    """Ask a thread; by default Noor's question on the open board."""

    def make(**more: Any) -> Thread:
        where = more.pop("board", board)
        words = {
            "kind": "question",
            "title": "The house is cold",
            "source": "The hub says waiting.",
            "by": noor,
        }
        return ask_thread(where, **{**words, **more})

    return make


@pytest.fixture
def thread(ask: Callable[..., Thread]) -> Thread:
    return ask()


@pytest.fixture
def answer(thread: Thread, tomasz: Member) -> Reply:
    return post_reply(thread, by=tomasz, source="Set the link to two-wire.")


@pytest.fixture
def as_member() -> Callable[[Member], Client]:
    """A client signed in as the member."""

    def make(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return make

"""A new index takes the old one's place when it is as good, and nobody else is building one."""

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from accounts.models import Member
from forum.models import Thread
from search import rebuilding, tasks
from search.answering import find
from search.asked import Query
from search.engines import engine
from search.engines.base import Engine
from search.engines.tantivy import CURRENT
from search.indexing import drain
from search.rebuilding import Busy, Worse, differences, rebuild
from tests.search.posts import howto

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]


@pytest.fixture
def filled(index: Engine, ask: Ask, maren: Member) -> tuple[str, ...]:
    """The generation that answers, with two threads and a how-to."""
    ask(title="Kettle whistles")
    ask(title="Boiler hums")
    howto(maren, "Radiator bleeds")
    drain()
    return index.live()


def test_an_index_without_some_documents_is_refused(
    index: Engine, filled: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "_batches", lambda: iter([([], [])]))
    with pytest.raises(Worse, match="it has 0 documents, and 3 threads and posts stand"):
        rebuild()
    with pytest.raises(CommandError, match="The index was not replaced: it has 0 documents"):
        call_command("search_rebuild", verbosity=0)
    assert index.live() == filled
    monkeypatch.undo()
    assert list(differences()) == []


def test_an_index_that_finds_less_is_refused(
    index: Engine, filled: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = rebuilding._is_found

    def is_found(asked: Engine, generation: str, document: Any) -> bool:
        return generation == filled[0] and real(asked, generation, document)

    monkeypatch.setattr(rebuilding, "_is_found", is_found)
    with pytest.raises(Worse, match="of 3 probes it finds 0, the one in use 3"):
        rebuild()
    assert index.live() == filled
    found, name = find(AnonymousUser(), Query("kettle", ("kettle",)))
    assert (name, len(found.keys)) == (engine().name, 1)


def test_a_document_that_cannot_be_built_is_no_index(
    index: Engine, filled: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "index_documents", lambda *args, **more: {"h7": "no"})
    with pytest.raises(Worse, match=r"1 cannot be indexed: \['h7'\]"):
        rebuild()
    assert index.live() == filled


def test_two_who_build_do_not_remove_each_others(
    index: Engine, filled: tuple[str, ...], settings: Any
) -> None:
    place: Path = settings.SEARCH_DIR / "building"
    with place.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            rebuild()
        with pytest.raises(CommandError, match="somebody else builds one"):
            call_command("search_rebuild", verbosity=0)
        settings.SEARCH_PREFIX, kept = "nothing-answers", settings.SEARCH_PREFIX
        (settings.SEARCH_DIR / CURRENT).unlink(missing_ok=True)
        assert tasks.sweep() == 0
        settings.SEARCH_PREFIX = kept
    assert index.name == "elasticsearch" or index.live() == filled
    assert rebuild() == 3
    assert list(differences()) == []

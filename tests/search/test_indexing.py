"""What changes comes into the index, whatever dies or fails on the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Member
from forum.actions.boards import doors_changed
from forum.actions.removals import hide_post
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from search import indexing, rebuilding, tasks
from search.answering import find
from search.asked import Query
from search.engines import engine
from search.engines.base import Engine, EngineDown
from search.indexing import MOST_TRIES, drain
from search.models import Outbox, Source
from search.rebuilding import differences
from search.words import words_of

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]


def found(words: str, viewer: Any = None) -> list[int]:
    """Ids for `words`, with the engine's name checked: the database must not have answered."""
    answer, name = find(viewer or AnonymousUser(), Query(words, words_of(words)))
    assert name == engine().name
    return list(answer.thread_ids)


def test_a_row_that_fails_is_parked_after_five_tries_and_others_go_on(
    index: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = ask(title="Kettle whistles"), ask(title="Kettle leaks")
    real = indexing.build

    def build(pks: Any) -> Any:
        if bad.pk in pks:
            raise ValueError("no such text")
        return real(pks)

    monkeypatch.setattr(indexing, "build", build)
    now = timezone.now()
    for day in range(MOST_TRIES + 3):
        drain(at=now + timedelta(days=day))
    row = Outbox.objects.get(source=Source.THREAD)
    assert (row.object_id, row.tries, row.error) == (bad.pk, 5, "ValueError: no such text")
    assert row.parked_at == now + timedelta(days=MOST_TRIES - 1)
    assert found("kettle") == [good.pk]


def test_an_engine_that_is_down_costs_no_tries(
    index: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = ask(title="Kettle whistles")

    def write(*args: Any) -> dict[str, str]:
        raise EngineDown("away")

    with monkeypatch.context() as away:
        away.setattr(type(index), "write", write)
        assert drain() == 0
    assert Outbox.objects.get(source=Source.THREAD).tries == 0
    assert drain(at=timezone.now() + indexing.AGAIN) == 1
    assert found("kettle") == [thread.pk]


def test_words_of_an_answer_and_of_a_title_are_found_and_go_with_them(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, maren: Member
) -> None:
    thread = ask(title="Boilers whistling", source="It is loud.")
    reply = post_reply(thread, by=tomasz, source="Descale it: error 0x800CCC0E means chalk.")
    accept_solution(reply, by=noor)
    drain()
    for words in ("boiler whistle", "descaling", "0x800ccc0e", "Boilers chalk"):
        assert found(words) == [thread.pk]
    hide_post(thread, by=maren, reason="Spam")
    assert found("boiler whistle") == []  # also before the index knows
    drain()
    assert found("boiler whistle") == []
    assert list(differences()) == []


def test_a_closed_board_moves_to_the_index_of_its_readers(
    index: Engine, ask: Ask, board: Board, partners: Group, sasha: Member, tomasz: Member
) -> None:
    thread = ask(board=board, title="Kettle whistles")
    drain()
    assert found("kettle", sasha) == [thread.pk]
    board.is_closed = True
    board.save(update_fields=["is_closed"])
    board.groups.add(partners)
    tomasz.groups.add(partners)
    doors_changed([board])
    assert found("kettle", Member.objects.get(pk=sasha.pk)) == []
    drain()
    assert found("kettle", Member.objects.get(pk=sasha.pk)) == []
    assert found("kettle", Member.objects.get(pk=tomasz.pk)) == [thread.pk]
    assert list(differences()) == []
    assert {a: len(list(index.digests(index.live()[0], a))) for a in ("", str(partners.pk))} == {
        "": 0,
        str(partners.pk): 1,
    }


def test_the_check_names_what_differs(index: Engine, ask: Ask) -> None:
    missing, other = ask(title="Kettle whistles"), ask(title="Kettle leaks")
    with pytest.raises(CommandError, match="2 differences; 2 changes wait"):
        call_command("search_check")
    drain()
    call_command("search_check")
    Thread.objects.filter(pk=other.pk).update(title="Kettle drips")
    Thread.objects.filter(pk=missing.pk).update(deleted_at=timezone.now())
    assert {one.key: one.what for one in differences()} == {
        f"t{other.pk}": "is in the index as it was before",
        f"t{missing.pk}": "is in the index and does not stand",
    }
    call_command("search_rebuild", verbosity=0)
    assert list(differences()) == []


def test_a_bell_during_the_first_build_begins_no_second(
    db: None, settings: Any, tmp_path: Any, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_DIR = tmp_path / "index"
    begun: list[int] = []

    def build(*_args: Any) -> int:
        begun.append(tasks.sweep())
        return 7

    monkeypatch.setattr(rebuilding, "_rebuild", build)
    assert (tasks.sweep(), begun) == (7, [0])
    assert (tasks.sweep(), begun) == (7, [0, 0])

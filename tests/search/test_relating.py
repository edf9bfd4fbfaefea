"""What stands beside a thread: worked out when it is indexed, shown through the door, told to the
company where it may be the same question."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from search import relating
from search.engines.base import Engine, EngineDown
from search.indexing import drain
from search.models import Outbox, Related, Source
from search.related import related_threads
from search.relating import relate_what_waits

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]


def related(thread: Thread) -> list[int | None]:
    return list(
        Related.objects.filter(thread_id=thread.pk)
        .order_by("place")
        .values_list("other_id", flat=True)
    )


def test_a_closed_boards_threads_stand_beside_no_open_one(
    index: Engine, ask: Ask, closed_board: Board, maren: Member
) -> None:
    thread = ask(title="Kettle whistles loudly")
    inside = ask(board=closed_board, by=maren, title="Kettle whistles loudly")
    drain()
    relate_what_waits()
    assert (related(thread), related(inside)) == ([], [thread.pk])
    assert [one.thread_id for one in related_threads(AnonymousUser(), inside)] == [thread.pk]


def test_an_engine_that_is_down_leaves_it_waiting(
    index: Engine, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(title="Kettle whistles")
    drain()

    def down(*args: Any) -> Any:
        raise EngineDown("away")

    monkeypatch.setattr(relating, "similar_hits", down)
    assert relate_what_waits() == 0
    assert Outbox.objects.filter(source=Source.RELATED).count() == 1


def test_solved_ones_stand_first_and_what_is_gone_does_not(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, maren: Member
) -> None:
    titles = (
        "Kettle whistles loudly",
        "Kettle whistles and leaks",
        "Kettle whistles",
        "Tax advice",
    )
    first, second, third, _other = (ask(title=title, source=title) for title in titles)
    accept_solution(post_reply(second, by=tomasz, source="Descale it."), by=noor)
    drain()
    while relate_what_waits():
        pass
    shown = [one.thread_id for one in related_threads(AnonymousUser(), third)]
    assert (shown[0], sorted(shown)) == (second.pk, [first.pk, second.pk])
    Thread.objects.filter(pk=second.pk).update(deleted_at=first.created_at)
    assert [one.thread_id for one in related_threads(AnonymousUser(), third)] == [first.pk]


def test_the_company_marks_a_duplicate_in_one_step(
    index: Engine,
    ask: Ask,
    as_member: AsMember,
    sasha: Member,
    maren: Member,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    older, newer = ask(title="Kettle whistles loudly"), ask(title="Kettle whistles loudly at night")
    drain()
    monkeypatch.setattr(relating, "likenesses", lambda hits, *args: [900] * len(hits))
    relate_what_waits()
    pages = [
        as_member(one).get(newer.get_absolute_url()).content.decode() for one in (sasha, maren)
    ]
    assert ["Asked before?" in page for page in pages] == [False, True]
    assert "Asked before?" not in as_member(maren).get(older.get_absolute_url()).content.decode()
    sent = {"act": "duplicate", "of": older.pk, "reason": "This was asked before."}
    as_member(maren).post(f"/t/{newer.pk}/moderate/", sent)
    assert list(newer.links.values_list("to", "kind")) == [(older.pk, "duplicate")]

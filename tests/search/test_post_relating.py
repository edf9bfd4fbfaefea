"""What stands beside a post, and posts beside threads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.versions import one_look
from blog.models import Post
from blog.providers import related
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from forum.providers import thread_aside
from forum.queries import visible_boards
from search import relating
from search.engines.base import Engine, EngineDown
from search.indexing import drain
from search.models import Outbox, Related, Source
from search.related import related_to_post
from search.relating import relate_what_waits
from tests.search.posts import close, howto, tip

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
WORDS = "Kettle whistles loudly"


def relate() -> None:
    drain()
    while relate_what_waits():
        pass


def beside(row: Thread | Post, viewer: Any = None) -> list[str]:
    viewer = viewer or AnonymousUser()
    provided = thread_aside(viewer, row) if isinstance(row, Thread) else related(viewer, row)
    return [one.title for one in provided]


def solve(thread: Thread, noor: Member, tomasz: Member) -> None:
    accept_solution(post_reply(thread, by=tomasz, source="Descale it."), by=noor)


def test_a_closed_boards_threads_stand_beside_no_post(
    index: Engine, ask: Ask, closed_board: Board, maren: Member, noor: Member, tomasz: Member
) -> None:
    inside = ask(board=closed_board, by=maren, title=WORDS, source=WORDS)
    Thread.objects.filter(pk=inside.pk).update(is_solved=True)
    post = howto(maren, f"{WORDS}: what to do", WORDS)
    relate()
    assert (beside(post), beside(post, maren)) == ([], [WORDS])
    assert Related.objects.filter(post_id=post.pk).count() == 0
    assert beside(inside, maren) == [post.title]


def test_what_nobody_may_read_stands_beside_nothing(index: Engine, ask: Ask, maren: Member) -> None:
    thread, other = ask(title=WORDS, source=WORDS), tip(maren, f"{WORDS} again", body=WORDS)
    post = howto(maren, f"{WORDS}: what to do", WORDS)
    relate()
    assert sorted(beside(thread)) == sorted([other.title, post.title])
    assert beside(other) == [post.title]
    close(post)
    assert (beside(thread), beside(other)) == ([other.title], [])
    other.unpublish()
    assert beside(thread) == []
    relate()
    assert Related.objects.filter(post_id=other.pk).count() == 0


def test_an_engine_that_is_down_leaves_it_waiting(
    index: Engine, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    howto(maren, WORDS)
    drain()

    def down(*args: Any) -> Any:
        raise EngineDown("away")

    monkeypatch.setattr(relating, "similar_hits", down)
    assert relate_what_waits() == 0
    assert Outbox.objects.filter(source=Source.RELATED_POST).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"thread_id": 1, "other_id": 1},
        {"post_id": 1, "other_post_id": 1},
        {"thread_id": 1, "post_id": 1, "other_id": 2},
        {"thread_id": 1, "other_id": 2, "other_post_id": 2},
        {"other_id": 2},
        {"thread_id": 1},
    ],
)
def test_a_row_is_about_two(fields: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Related.objects.create(place=0, **fields)
    Related.objects.create(place=0, thread_id=1, other_post_id=1)
    Related.objects.create(place=0, post_id=1, other_id=1)


def test_beside_a_post_stand_solved_threads_and_posts_about_the_same(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, maren: Member
) -> None:
    solved, unsolved = ask(title=WORDS, source=WORDS), ask(title=f"{WORDS} too", source=WORDS)
    solve(solved, noor, tomasz)
    ask(title="Tax advice", source="Taxes.")
    post = howto(maren, f"{WORDS}: what to do", WORDS)
    other = tip(maren, f"{WORDS}, a tip", body=WORDS)
    relate()
    assert sorted(beside(post)) == sorted([solved.title, other.title])
    # It is solved after the post was looked at.
    solve(unsolved, noor, tomasz)
    relate()
    assert sorted(beside(post)) == sorted([solved.title, other.title, unsolved.title])
    assert len(related_to_post(AnonymousUser(), post)) == 3
    for number in range(5):
        solve(ask(title=f"{WORDS} {number}", source=WORDS), noor, tomasz)
    relate()
    assert len(beside(post)) == 5


def test_a_new_post_stands_beside_the_threads_that_were_there(
    index: Engine, ask: Ask, maren: Member, client: Client
) -> None:
    thread, other = ask(title=WORDS, source=WORDS), ask(title=f"{WORDS} too", source=WORDS)
    relate()
    assert beside(thread) == [other.title]
    html = client.get(thread.get_absolute_url()).content.decode()
    assert "Related threads</h2>" in html
    post = howto(maren, f"{WORDS}: what to do", WORDS)
    relate()
    # It says how it is solved, so it stands before what does not.
    assert beside(thread) == [post.title, other.title]
    html = client.get(thread.get_absolute_url()).content.decode()
    assert "Related threads and how-tos</h2>" in html
    assert f'<a href="{post.get_absolute_url()}"><svg class="icon"' in html
    assert '<span class="visually-hidden">How-to: </span>' in html


def test_each_page_takes_one_query_for_it(index: Engine, ask: Ask, maren: Member) -> None:
    thread, post = ask(title=WORDS, source=WORDS), howto(maren, f"{WORDS}: what to do", WORDS)
    tip(maren, f"{WORDS}, a tip", body=WORDS)
    relate()
    for row, number in ((thread, 2), (post, 1)):
        assert len(beside(row)) == number
        with one_look(), CaptureQueriesContext(connection) as queries:
            visible_boards(AnonymousUser())  # the look at the versions
            before = len(queries)
            beside(row)
        assert len(queries) - before == 1

"""Atom feeds: well formed, the same for everybody, and without what only some may see."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import Member
from forum.actions.replies import delete_reply, post_reply
from forum.actions.threads import delete_thread
from forum.models import Board, Reply, Thread
from tests.conftest import CANARY

ATOM = "{http://www.w3.org/2005/Atom}"
AsMember = Callable[[Member], Client]


def titles(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    return [entry.findtext(f"{ATOM}title") or "" for entry in root.iter(f"{ATOM}entry")]


@pytest.mark.parametrize(
    "path", ["/feeds/b/nowhere/", "/feeds/t/999999/", "/feeds/m/nobody/", "/feeds/t/x/"]
)
def test_feed_missing(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_feeds_hide_a_closed_board_from_everybody(
    ask: Any, closed_board: Board, partners: Group, noor: Member, as_member: AsMember
) -> None:
    noor.groups.add(partners)
    member = Member.objects.get(pk=noor.pk)
    thread = ask(board=closed_board, by=member, title=f"About {CANARY}")
    post_reply(thread, by=member, source=f"More {CANARY}")
    for client in (Client(), as_member(member)):
        assert client.get(f"/feeds/b/{closed_board.slug}/").status_code == 404
        assert client.get(f"/feeds/t/{thread.pk}/").status_code == 404
        assert titles(client, "/feeds/") == []
        assert titles(client, "/feeds/m/noor/") == []


def test_feeds_without_what_was_deleted(
    client: Client, thread: Thread, answer: Reply, tomasz: Member, maren: Member
) -> None:
    delete_reply(answer, by=tomasz)
    assert titles(client, "/feeds/m/tomasz/") == []
    assert titles(client, f"/feeds/t/{thread.pk}/") == [thread.title]
    delete_thread(thread, by=maren)
    assert titles(client, "/feeds/") == []
    assert client.get(f"/feeds/t/{thread.pk}/").status_code == 404


def test_feeds_carry_the_newest_first(
    client: Client, ask: Any, board: Board, tomasz: Member
) -> None:
    first, second = ask(title="First one"), ask(title="Second one & <more>")
    reply = post_reply(first, by=tomasz, source=f"See #{second.pk}.")
    assert titles(client, "/feeds/") == ["Second one & <more>", "First one"]
    assert titles(client, f"/feeds/b/{board.slug}/") == ["Second one & <more>", "First one"]
    assert titles(client, f"/feeds/t/{first.pk}/") == ["First one", "First one"]
    assert titles(client, "/feeds/m/tomasz/") == ["First one"]
    entry = fromstring(client.get("/feeds/m/tomasz/").content).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}id") == f"http://localhost:8000{reply.get_absolute_url()}"
    words = entry.findtext(f"{ATOM}summary") or ""
    assert f'href="http://localhost:8000/t/{second.pk}/"' in words


def test_feeds_keep_their_ids_when_a_title_changes(client: Client, thread: Thread) -> None:
    def ids() -> list[str | None]:
        root = fromstring(client.get("/feeds/").content)
        return [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]

    before = ids()
    Thread.objects.update(title="Another title", slug="another-title")
    assert ids() == before


def test_feeds_are_the_same_for_everybody_and_asked_for_again_cheaply(
    thread: Thread, noor: Member, as_member: AsMember
) -> None:
    first = Client().get("/feeds/")
    assert first.content == as_member(noor).get("/feeds/").content
    assert first.cookies == {}
    again = Client().get("/feeds/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_feeds_cost_the_same_queries(
    client: Client, ask: Any, number: int, django_assert_num_queries: Any
) -> None:
    for each in range(number):
        ask(title=f"Thread {each}")
    with django_assert_num_queries(2):  # versions, threads with their authors
        client.get("/feeds/")


def test_pages_name_their_feed(
    client: Client, as_member: Any, thread: Thread, closed_board: Board, maren: Member
) -> None:
    """A closed board has none to name, not even to those inside."""

    def named(page: Any) -> list[str]:
        return re.findall(
            r'rel="alternate" type="application/atom[+]xml" href="([^"]+)"', page.text
        )

    assert named(client.get("/")) == ["/feeds/"]
    assert named(client.get(f"/b/{thread.board.slug}/")) == [f"/feeds/b/{thread.board.slug}/"]
    assert named(client.get(thread.get_absolute_url())) == [f"/feeds/t/{thread.pk}/"]
    assert named(client.get("/m/noor/")) == ["/feeds/m/noor/"]
    for path in ("/feeds/", f"/feeds/b/{thread.board.slug}/", f"/feeds/t/{thread.pk}/"):
        assert client.get(path).status_code == 200
    assert named(as_member(maren).get(f"/b/{closed_board.slug}/")) == []

"""Names, tags and threads offered while somebody writes: nothing that is not theirs to see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from accounts.models import Member
from accounts.versions import bump, one_look
from forum.actions.replies import comment_on, post_reply
from forum.models import Board, Reply, Tag, Thread
from forum.queries.complete import MOST, Where, begins, complete_hash, complete_members
from forum.queries.tags import visible_tags
from forum.queries.visibility import readers_among, visible_boards
from tests.conftest import CANARY, make_member

AsMember = Callable[[Member], Client]

MEMBERS, HASH = "/complete/members/", "/complete/hash/"


def offered(client: Client, path: str, q: str, **more: Any) -> list[str]:
    answered = client.get(path, {"q": q, **more})
    assert answered.status_code == 200
    return [offer["insert"] for offer in answered.json()["offers"]]


# Refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", (MEMBERS, HASH))
def test_complete_is_for_members(path: str, tomasz: Member) -> None:
    answered = Client().get(path, {"q": "tom"})
    assert (answered.status_code, answered.json()) == (401, {"offers": []})
    assert Client().post(path).status_code == 405


def test_complete_has_a_limit(as_member: AsMember, noor: Member, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"complete": "2/m/key"}
    client = as_member(noor)
    assert [client.get(MEMBERS, {"q": "to"}).status_code for _n in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("q", ("", "t", "x" * 41, "%", "to%", "__", "\U0010ffff" * 2))
def test_complete_members_wants_two_letters(
    as_member: AsMember, tomasz: Member, sasha: Member, q: str
) -> None:
    assert offered(as_member(sasha), MEMBERS, q) == []


def test_complete_members_of_a_closed_board_are_its_readers(
    as_member: AsMember, ask: Any, closed_board: Board, partners: Group, maren: Member
) -> None:
    inside, outside = make_member("tomato"), make_member("tomcat")
    inside.groups.add(partners)
    thread = ask(board=closed_board, by=maren)
    # Wrote there once, and lost the access since.
    post_reply(thread, by=outside, source="Once")
    for more in ({"key": f"reply:{thread.pk}"}, {"key": "ask", "board": "partners"}):
        assert offered(as_member(maren), MEMBERS, "tom", **more) == ["@tomato"]
    # To a stranger the thread says nothing: neither who is inside nor that it is there.
    everybody = ["@tomato", "@tomcat"]
    assert offered(as_member(outside), MEMBERS, "tom", key=f"reply:{thread.pk}") == everybody


@pytest.mark.parametrize("q", (CANARY, CANARY[:4], "tag", "title"))
def test_complete_hash_shows_nothing_closed(
    as_member: AsMember, ask: Any, closed_board: Board, maren: Member, sasha: Member, q: str
) -> None:
    tag = Tag.objects.create(name=f"tag {CANARY}", slug=CANARY)
    closed_board.tags.add(tag)
    bump("boards")
    thread = ask(board=closed_board, by=maren, title=f"Title {CANARY}")
    client = as_member(sasha)
    for typed in (q, str(thread.pk)):
        for key in ("ask", f"reply:{thread.pk}"):
            assert offered(client, HASH, typed, key=key, board="partners") == []


def test_complete_hash_offers_what_every_reader_may_follow(
    as_member: AsMember, ask: Any, thread: Thread, closed_board: Board, maren: Member
) -> None:
    closed = ask(board=closed_board, by=maren)
    client = as_member(maren)
    assert offered(client, HASH, str(closed.pk), key=f"reply:{thread.pk}") == []
    assert offered(client, HASH, str(closed.pk), key=f"reply:{closed.pk}") == [f"#{closed.pk}"]
    assert offered(client, HASH, str(thread.pk), key=f"reply:{closed.pk}") == [f"#{thread.pk}"]


# What is offered ------------------------------------------------------------------------------


def test_complete_members_begins_with_who_is_in_the_thread(
    as_member: AsMember, answer: Reply, sasha: Member, maren: Member
) -> None:
    make_member("ha-first", display_name="Aaron")
    make_member("wilma")
    make_member("gone", display_name="Wil").__class__.objects.filter(username="gone").update(
        is_active=False
    )
    comment_on(answer, by=sasha, source="Thanks")
    client, key = as_member(maren), f"reply:{answer.thread_id}"
    # By either part of a display name in the thread, by the address name everywhere.
    assert offered(client, MEMBERS, "Wil", key=key) == ["@tomasz", "@wilma"]
    assert offered(client, MEMBERS, "ha", key=key) == ["@noor", "@ha-first"]
    assert offered(client, MEMBERS, "du", key=f"comment:/r/{answer.pk}/comment/") == ["@sasha"]
    assert offered(client, MEMBERS, "du", key="ask") == []


def test_complete_hash_finds_tags_and_threads(
    as_member: AsMember, board: Board, thread: Thread, sasha: Member
) -> None:
    for slug in ("hub", "hum", "cold"):
        tag = Tag.objects.create(name=slug.title(), slug=slug)
        if slug != "hub":
            board.tags.add(tag)
    bump("boards")
    thread.tags.add(Tag.objects.get(slug="hub"))
    client = as_member(sasha)
    assert offered(client, HASH, "HU", key=f"reply:{thread.pk}") == ["#hum", "#hub"]
    assert offered(client, HASH, "cold", key="ask", board="heating") == ["#cold", f"#{thread.pk}"]
    answered = client.get(HASH, {"q": str(thread.pk)}).json()["offers"]
    assert answered == [
        {"insert": f"#{thread.pk}", "label": "The house is cold", "more": f"#{thread.pk}"}
    ]


def test_complete_offers_eight(as_member: AsMember, board: Board, sasha: Member) -> None:
    for number in range(MOST + 4):
        make_member(f"same-{number}")
        board.tags.create(name=f"Same {number}", slug=f"same-{number}")
    bump("boards")
    client = as_member(sasha)
    assert [len(offered(client, path, "same")) for path in (MEMBERS, HASH)] == [MOST, MOST]


def test_complete_costs_two_queries(
    answer: Reply, sasha: Member, django_assert_num_queries: Any
) -> None:
    where = Where(answer.thread, visible_boards(sasha)[0])
    with one_look():
        # What a request has looked up before: the versions of what is remembered.
        readers_among(answer.thread, Member.objects.all())
        with django_assert_num_queries(2):
            complete_members(where, "to")
        with django_assert_num_queries(2):
            complete_hash(sasha, where, str(answer.thread_id))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans what is small")
def test_complete_walks_an_index(sasha: Member) -> None:
    """However many there are, only those that begin so are read."""
    names = Member.objects.filter(begins("username", "to")).order_by("username")[:MOST]
    tags = visible_tags(sasha).filter(begins("slug", "hu")).order_by("slug")[:MOST]
    for rows, column in ((names, "username"), (tags, "slug")):
        plan = rows.explain()
        assert f"({column}>? AND {column}<?)" in plan
        assert "TEMP B-TREE" not in plan

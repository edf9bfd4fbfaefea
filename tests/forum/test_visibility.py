"""The one door: which boards, threads and replies a viewer may see."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.http import Http404

from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import comment_on, delete_reply, post_reply
from forum.actions.threads import ask_thread, delete_thread
from forum.models import Board, Reply, Section, Thread
from forum.queries import (
    get_board,
    get_reply,
    get_thread,
    visible_boards,
    visible_replies,
    visible_threads,
)
from forum.queries.comments import get_comment
from forum.queries.resolve import Resolver
from forum.queries.visibility import board_of, readers_among
from tests.conftest import make_member
from tests.forum.closed import fresh

PEOPLE = ("visitor", "noor", "sasha", "olga", "piet", "maren", "staff", "root", "gone")
INSIDE = {"piet", "maren", "staff", "root"}


@pytest.fixture
def who(
    noor: Member, sasha: Member, maren: Member, partners: Group, board: Board, closed_board: Board
) -> dict[str, Any]:
    """Noor and Sasha are strangers, Olga is in another group, Piet inside, Gone was shut out."""
    made = {name: make_member(name) for name in ("olga", "piet", "gone")}
    made["olga"].groups.add(Group.objects.create(name="resellers"))
    made["piet"].groups.add(partners)
    made["gone"].groups.add(partners)
    Member.objects.filter(username="gone").update(is_active=False)
    made["staff"] = make_member("staff", role="staff")
    made["root"] = make_member("root", is_superuser=True)
    members = {**made, "noor": noor, "sasha": sasha, "maren": maren}
    return {"visitor": AnonymousUser(), **{name: fresh(m) for name, m in members.items()}}


@pytest.fixture
def hidden(closed_board: Board, who: dict[str, Any]) -> Thread:
    return ask_thread(closed_board, by=who["piet"], kind="talk", title="Hush", source="Hush")


def opens(door: Any, viewer: Any, *args: Any) -> bool:
    try:
        door(viewer, *args)
    except Http404:
        return False
    return True


def test_a_closed_board_is_for_its_groups_and_the_company(
    who: dict[str, Any], hidden: Thread, closed_board: Board
) -> None:
    reply = post_reply(hidden, by=who["piet"], source="Hush")
    note = comment_on(reply, by=who["piet"], source="Hush")
    doors = {
        "board": {n for n in PEOPLE if opens(get_board, who[n], "partners")},
        "boards": {n for n in PEOPLE if closed_board in visible_boards(who[n])},
        "thread": {n for n in PEOPLE if opens(get_thread, who[n], hidden.pk)},
        "threads": {n for n in PEOPLE if visible_threads(who[n]).exists()},
        "reply": {n for n in PEOPLE if opens(get_reply, who[n], reply.pk)},
        "replies": {n for n in PEOPLE if visible_replies(who[n]).exists()},
        "comment": {n for n in PEOPLE if opens(get_comment, who[n], note.pk)},
    }
    assert doors == dict.fromkeys(doors, INSIDE)


def test_an_open_board_is_for_everyone(who: dict[str, Any], board: Board) -> None:
    thread = ask_thread(board, by=who["noor"], kind="talk", title="Hello", source="Hello")
    assert {n for n in PEOPLE if opens(get_thread, who[n], thread.pk)} == set(PEOPLE)
    assert {n for n in PEOPLE if opens(get_board, who[n], "heating")} == set(PEOPLE)


def test_a_closed_board_without_a_group_is_the_companys(
    who: dict[str, Any], closed_board: Board
) -> None:
    closed_board.groups.clear()
    bump("boards")
    who = {name: fresh(who[name]) if name != "visitor" else who[name] for name in PEOPLE}
    seen = {n for n in PEOPLE if opens(get_board, who[n], "partners")}
    assert seen == INSIDE - {"piet"}


def test_a_deleted_thread(who: dict[str, Any], board: Board) -> None:
    thread = ask_thread(board, by=who["noor"], kind="talk", title="Hello", source="Hello")
    reply = post_reply(thread, by=who["sasha"], source="Hello")
    delete_thread(thread, by=who["staff"])
    seen = {"noor", "maren", "staff"}
    assert {n for n in PEOPLE if opens(get_thread, who[n], thread.pk)} == seen
    assert {n for n in PEOPLE if opens(get_reply, who[n], reply.pk)} == seen
    assert {n for n in PEOPLE if visible_threads(who[n]).exists()} == set()
    assert {n for n in PEOPLE if visible_replies(who[n]).exists()} == set()


def test_a_deleted_reply(who: dict[str, Any], board: Board) -> None:
    thread = ask_thread(board, by=who["noor"], kind="talk", title="Hello", source="Hello")
    reply = post_reply(thread, by=who["sasha"], source="Hello")
    note = comment_on(reply, by=who["noor"], source="Hello")
    delete_reply(reply, by=who["maren"])
    assert {n for n in PEOPLE if opens(get_reply, who[n], reply.pk)} == {"sasha", "maren", "staff"}
    assert {n for n in PEOPLE if opens(get_comment, who[n], note.pk)} == set()
    assert {n for n in PEOPLE if visible_replies(who[n]).exists()} == set()


def test_readers_are_those_who_see(who: dict[str, Any], hidden: Thread, board: Board) -> None:
    everyone = Member.objects.filter(username__in=PEOPLE)
    names = set(readers_among(hidden, everyone).values_list("username", flat=True))
    assert names == INSIDE
    shown = ask_thread(board, by=who["noor"], kind="talk", title="Hello", source="Hello")
    names = set(readers_among(shown, everyone).values_list("username", flat=True))
    assert names == set(PEOPLE) - {"visitor", "gone"}
    delete_thread(shown, by=who["maren"])
    shown.refresh_from_db()
    assert list(readers_among(shown, everyone)) == []


def test_a_member_of_two_groups_reads_once(
    who: dict[str, Any], hidden: Thread, closed_board: Board
) -> None:
    other = Group.objects.get(name="resellers")
    closed_board.groups.add(other)
    bump("boards")
    who["piet"].groups.add(other)
    found = readers_among(hidden, Member.objects.filter(username__in=("piet", "olga")))
    assert sorted(member.username for member in found) == ["olga", "piet"]


def test_numbers_lead_only_where_every_reader_may_go(
    who: dict[str, Any], hidden: Thread, board: Board, closed_board: Board
) -> None:
    shown = ask_thread(board, by=who["noor"], kind="talk", title="Hello", source="Hello")
    gone = ask_thread(board, by=who["noor"], kind="talk", title="Bye", source="Bye")
    delete_thread(gone, by=who["noor"])
    asked = [hidden.pk, shown.pk, gone.pk, 10**12]
    assert Resolver(board).threads(asked) == {shown.pk: (f"/t/{shown.pk}/", "")}
    assert set(Resolver(closed_board).threads(asked)) == {hidden.pk, shown.pk}


def test_names_lead_to_members_who_are_here(who: dict[str, Any], board: Board) -> None:
    found = Resolver(board).members(["noor", "gone", "nobody", "Noor"])
    assert found == {"noor": "/m/noor/"}


def test_missing_things_are_missing(who: dict[str, Any]) -> None:
    for viewer in who.values():
        for door, name in (
            (get_board, "none"),
            (get_board, ""),
            (get_thread, 10**17),
            (get_reply, 10**17),
            (get_comment, 10**17),
        ):
            assert not opens(door, viewer, name)


def test_a_board_made_meanwhile_is_missing(section: Section, noor: Member, board: Board) -> None:
    """Its row is there and its news is not: a page of it is no error, and nothing of it shows."""
    visible_boards(noor)
    made = Board.objects.create(section=section, slug="new", name="New", icon="people")
    with pytest.raises(Http404):
        board_of(noor, made.pk)


def test_seeing_costs_no_query_but_the_version(
    who: dict[str, Any], closed_board: Board, django_assert_num_queries: Any
) -> None:
    visible_boards(AnonymousUser())
    with django_assert_num_queries(1):
        viewer = AnonymousUser()
        for _ in range(3):
            visible_boards(viewer)
    with django_assert_num_queries(2):
        member = who["piet"]
        for _ in range(3):
            visible_boards(member)


def test_replies_of_hidden_threads_stay_hidden(who: dict[str, Any], hidden: Thread) -> None:
    post_reply(hidden, by=who["piet"], source="Hush")
    assert Reply.objects.count() == 1
    assert visible_replies(who["sasha"]).count() == 0

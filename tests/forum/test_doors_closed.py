"""Who is shut out of a board, by whatever door, hears no figure of what is inside."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.invitations import leave_group
from accounts.actions.notifications import notify
from accounts.backends import MemberBackend
from accounts.models import Member
from accounts.rows import FEW
from accounts.versions import bump
from forum.actions.boards import doors_changed
from forum.actions.removals import hide_post, restore_post
from forum.actions.replies import post_reply
from forum.models import Board, Reply, Thread
from tests.conftest import make_member
from tests.forum.closed import fresh

AsMember = Callable[[Member], Client]
GROUPS = "/admin/auth/group/"


def figure(member: Member) -> int:
    found = MemberBackend().get_user(member.pk)
    return int(found.unread) if found else -1  # type: ignore[attr-defined]


@pytest.fixture
def root(db: None) -> Member:
    return make_member("root", role="staff", is_superuser=True)


@pytest.fixture
def reply(
    closed_board: Board, partners: Group, noor: Member, tomasz: Member, ask: Callable[..., Thread]
) -> Reply:
    """Tomasz answered Noor inside the closed board: one line is new to her. She is told of her own
    thread too, as of one that is gone."""
    for member in (noor, tomasz):
        member.groups.add(partners)
    thread = ask(board=closed_board, by=fresh(noor))
    reply = post_reply(thread, by=fresh(tomasz), source="Two-wire.")
    about = {"title": "x", "words": "", "url": "/t/1/", "actor": None, "source_id": thread.pk}
    notify(noor, kind="moderated", event="moderation:9", source_kind="own_thread", **about)
    assert figure(noor) == 2
    return reply


def sent(board: Board, **changes: Any) -> dict[str, Any]:
    """The administration's form of a board as it stands, with changes."""
    form = {
        "section": board.section_id,
        "name": board.name,
        "slug": board.slug,
        "description": board.description,
        "icon": board.icon,
        "kinds": board.kinds,
        "is_closed": board.is_closed,
        "groups": list(board.groups.values_list("pk", flat=True)),
        "position": board.position,
    }
    return {name: value for name, value in {**form, **changes}.items() if value is not False}


def change(client: Client, board: Board, **changes: Any) -> None:
    answer = client.post(f"/admin/forum/board/{board.pk}/change/", sent(board, **changes))
    assert answer.status_code == 302


def test_group_taken_off_a_board(
    reply: Reply, closed_board: Board, noor: Member, root: Member, as_member: AsMember
) -> None:
    change(as_member(root), closed_board, groups=[])
    assert figure(noor) == 0
    page = as_member(noor).get("/inbox/").content.decode()
    assert "Nothing here yet" in page and '<span class="count">' not in page


def test_board_that_is_closed(
    board: Board,
    thread: Thread,
    partners: Group,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    root: Member,
    as_member: AsMember,
) -> None:
    """Out for Noor who asked, not for Sasha who is of the group and was named."""
    sasha.groups.add(partners)
    post_reply(thread, by=tomasz, source="Ask @sasha.")
    assert (figure(noor), figure(sasha)) == (1, 1)
    change(as_member(root), board, is_closed="on", groups=[partners.pk])
    assert (figure(noor), figure(sasha)) == (0, 1)


def test_board_that_changes_otherwise(
    reply: Reply, closed_board: Board, noor: Member, root: Member, as_member: AsMember
) -> None:
    change(as_member(root), closed_board, position=7)
    assert figure(noor) == 2
    change(as_member(root), closed_board, is_closed=False)
    assert figure(noor) == 2


def test_board_of_another_name_settles_nothing_of_other_boards(
    reply: Reply, board: Board, noor: Member, root: Member, as_member: AsMember
) -> None:
    change(as_member(root), board, is_closed="on", groups=[])
    assert figure(noor) == 2


@pytest.mark.parametrize("listed", [False, True])
def test_group_deleted(
    reply: Reply,
    closed_board: Board,
    partners: Group,
    noor: Member,
    root: Member,
    as_member: AsMember,
    listed: bool,
) -> None:
    client = as_member(root)
    words = {"action": "delete_selected", "_selected_action": [partners.pk]} if listed else {}
    url = GROUPS if listed else f"{GROUPS}{partners.pk}/delete/"
    assert client.post(url, {**words, "post": "yes"}).status_code == 302
    assert (Group.objects.filter(name="partners").count(), figure(noor)) == (0, 0)
    # The boards' own memory knows it too.
    assert client.get("/invitations/").status_code == 200
    assert as_member(noor).get(f"/b/{closed_board.slug}/").status_code == 404


def test_group_deleted_that_was_one_of_two(
    reply: Reply,
    closed_board: Board,
    partners: Group,
    noor: Member,
    root: Member,
    as_member: AsMember,
) -> None:
    other = Group.objects.create(name="resellers")
    closed_board.groups.add(other)
    bump("boards")
    assert as_member(root).post(f"{GROUPS}{other.pk}/delete/", {"post": "yes"}).status_code == 302
    assert figure(noor) == 2


def test_group_is_still_changed_as_before(
    partners: Group, root: Member, as_member: AsMember
) -> None:
    words = {"name": "friends", "permissions": []}
    assert as_member(root).post(f"{GROUPS}{partners.pk}/change/", words).status_code == 302
    assert Group.objects.get(pk=partners.pk).name == "friends"


@pytest.mark.parametrize("stays", [False, True])
def test_hidden_reply_comes_back_after_the_asker_has_left(
    reply: Reply, partners: Group, noor: Member, maren: Member, stays: bool
) -> None:
    hide_post(reply, by=maren, reason="Rude")
    if not stays:
        leave_group(noor, group=partners, by=maren)
    hidden = figure(noor)
    restore_post(Reply.objects.get(pk=reply.pk), by=maren, reason="Read again")
    assert (hidden, figure(noor)) == ((1, 2) if stays else (0, 0))


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_closing_a_board_costs_the_same_however_many_were_told(
    board: Board, root: Member, tomasz: Member, ask: Callable[..., Thread], number: int
) -> None:
    people = [make_member(f"m{n}") for n in range(number)]
    for n, member in enumerate(people):
        about = {"title": "x", "words": "", "url": "/t/1/", "actor": None}
        source = {"source_kind": "thread", "source_id": ask(title=f"Thread {n}").pk}
        notify(member, kind="reply", event=f"reply:{n}", **about, **source)
    Board.objects.update(is_closed=True)
    board.refresh_from_db()
    # The version is raised (four), the boards are read again (four), a statement for each kind, and
    # the search's own row. Many rows of reputation have their ids fetched beforehand (accounts.rows).
    many = number > FEW
    with CaptureQueriesContext(connection) as queries:
        doors_changed([board])
    assert (len(queries), [figure(member) for member in people]) == (17 + many, [0] * number)

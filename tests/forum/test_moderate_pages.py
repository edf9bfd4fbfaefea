"""The page where the company acts on one post: its forms, its refusals, its word and its undo."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from accounts.models import AuditEntry, Member
from accounts.versions import bump
from forum.actions.flags import flag_post
from forum.actions.removals import hide_post
from forum.actions.replies import comment_on, delete_reply
from forum.models import Board, Comment, Reply, Section, Tag, Thread, ThreadLink

AsMember = Callable[[Member], Client]


@pytest.fixture
def second(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Water", slug="water")
    bump("boards")
    return made


def acts_in(page: Any) -> list[str]:
    return re.findall(r'name="act" value="([a-z]+)"', page.content.decode())


def test_one_link_beside_each_post(
    as_member: AsMember, thread: Thread, answer: Reply, noor: Member, sasha: Member, maren: Member
) -> None:
    note = comment_on(answer, by=noor, source="Thanks")
    places = [f"/t/{thread.pk}/", f"/r/{answer.pk}/", f"/c/{note.pk}/"]

    def links(client: Client, tail: str) -> list[bool]:
        page = client.get(thread.get_absolute_url()).content.decode()
        return [f'href="{place}{tail}/"' in page for place in places]

    assert links(as_member(maren), "moderate") == [True, True, True]
    assert links(as_member(maren), "flag") == [False, False, False]
    assert links(as_member(sasha), "flag") == [True, True, True]
    assert links(as_member(noor), "flag") == [False, True, False]
    for client in (as_member(sasha), Client()):
        assert links(client, "moderate") == [False, False, False]
    assert links(Client(), "flag") == [False, False, False]


def test_members_are_refused(
    as_member: AsMember, thread: Thread, answer: Reply, sasha: Member
) -> None:
    for path in (f"/t/{thread.pk}/moderate/", f"/r/{answer.pk}/moderate/"):
        for sent in (
            as_member(sasha).get(path),
            as_member(sasha).post(path, {"act": "hide", "reason": "x"}),
        ):
            assert sent.status_code == 403
            assert b"Only an ambassador can moderate" in sent.content


def test_the_acts_that_fit(
    as_member: AsMember, thread: Thread, answer: Reply, tomasz: Member, sasha: Member, maren: Member
) -> None:
    client = as_member(maren)
    of_thread = ["lock", "move", "pin", "retag", "duplicate", "hide", "delete"]
    assert acts_in(client.get(f"/t/{thread.pk}/moderate/")) == of_thread
    at = f"/r/{answer.pk}/moderate/"
    assert acts_in(client.get(at)) == ["hide", "delete"]
    flag_post(answer, by=sasha, reason="spam")
    assert acts_in(client.get(at)) == ["dismiss", "hide", "delete"]
    delete_reply(answer, by=tomasz)
    assert acts_in(client.get(at)) == ["dismiss", "restore", "hide"]
    hide_post(answer, by=maren, reason="Spam")
    assert acts_in(client.get(at)) == ["restore"]


@pytest.mark.parametrize(
    ("act", "sent", "words"),
    [
        ("hide", {}, "Please say why"),
        ("hide", {"reason": "x" * 301}, "at most 300 characters"),
        ("delete", {"reason": " "}, "Please say why"),
        ("lock", {}, "Please say why"),
        ("move", {"reason": "x", "board": "heating"}, "Select a valid choice"),
        ("move", {"reason": "x", "board": "nosuch"}, "Select a valid choice"),
        ("retag", {"reason": "x", "tags": "nosuch"}, "We have no tag"),
        ("duplicate", {"reason": "x", "of": "nothing"}, "no thread of ours"),
        ("duplicate", {"reason": "x", "of": "999999"}, "no thread of ours"),
    ],
)
def test_errors_stand_in_their_form(
    as_member: AsMember,
    thread: Thread,
    second: Board,
    maren: Member,
    act: str,
    sent: dict[str, str],
    words: str,
) -> None:
    client = as_member(maren)
    page = client.post(f"/t/{thread.pk}/moderate/", {"act": act, **sent})
    assert page.status_code == 400
    assert words in page.content.decode()
    assert re.findall(r'id="act-([a-z]+)" open', page.content.decode()) == [act]
    assert AuditEntry.objects.count() == 0


def test_the_way_back_asks_for_a_reason_too(
    as_member: AsMember,
    ask: Callable[..., Thread],
    thread: Thread,
    sasha: Member,
    noor: Member,
    maren: Member,
) -> None:
    """For what another wrote; for one's own it may stay empty."""
    own, client = ask(by=maren, title="Our own"), as_member(maren)
    original = ask(title="The same")
    for one in (thread, own):
        flag_post(one, by=sasha, reason="spam")
        at = f"/t/{one.pk}/moderate/"
        for act, more in (("lock", {}), ("pin", {}), ("duplicate", {"of": f"{original.pk}"})):
            assert client.post(at, {"act": act, "reason": "x", **more}).status_code == 303
    for one, status in ((thread, 400), (own, 303)):
        for act in ("dismiss", "unlock", "unpin", "unduplicate"):
            page = client.post(f"/t/{one.pk}/moderate/", {"act": act, "reason": " "})
            assert (act, page.status_code) == (act, status)
            assert (b"Please say why" in page.content) == (status == 400)


def test_leaving_a_closed_board_is_said_to_show_everything(
    as_member: AsMember, ask: Callable[..., Thread], closed_board: Board, maren: Member
) -> None:
    words = "On an open board everybody reads it from then on, with every reply and comment."
    pages = [ask(), ask(board=closed_board, by=maren)]
    client = as_member(maren)
    said = [words in client.get(f"/t/{one.pk}/moderate/").content.decode() for one in pages]
    assert said == [False, True]


@pytest.mark.parametrize("act", ("", "unlock", "restore", "explode"))
def test_an_act_that_does_not_fit_is_refused(
    as_member: AsMember, thread: Thread, maren: Member, act: str
) -> None:
    page = as_member(maren).post(f"/t/{thread.pk}/moderate/", {"act": act, "reason": "x"})
    assert page.status_code == 403
    assert b"changed meanwhile" in page.content


def test_every_act_of_a_thread_with_its_undo(
    as_member: AsMember, ask: Callable[..., Thread], second: Board, maren: Member
) -> None:
    Tag.objects.create(name="Hub", slug="hub")
    thread, original = ask(), ask(title="The same")
    client, at = as_member(maren), f"/t/{thread.pk}/moderate/"
    acts = {
        "lock": {},
        "move": {"board": "water"},
        "pin": {},
        "retag": {"tags": "hub"},
        "duplicate": {"of": f"https://example.org/t/{original.pk}/the-same/"},
        "hide": {},
        "delete": {},
    }
    for act, sent in acts.items():
        answered = client.post(at, {"act": act, "reason": "Because", **sent})
        assert (act, answered.status_code) == (act, 303)
        entry = AuditEntry.objects.order_by("-pk")[0]
        assert entry.verb == act
        undo = f"/moderate/log/{entry.pk}/undo/"
        page = client.get(answered["Location"]).content.decode()
        assert f'formaction="{undo}"' in page
        back = client.post(undo)
        assert (back.status_code, back["Location"]) == (303, thread.get_absolute_url())
    assert ThreadLink.objects.count() == 0
    thread.refresh_from_db()
    assert (thread.board.slug, thread.is_locked, thread.pinned_at) == ("heating", False, None)
    assert acts_in(client.get(at)) == [
        "lock",
        "move",
        "pin",
        "retag",
        "duplicate",
        "hide",
        "delete",
    ]


def test_closing_beside_the_state_has_its_undo_too(
    as_member: AsMember, thread: Thread, maren: Member
) -> None:
    client = as_member(maren)
    place = client.post(f"/t/{thread.pk}/lock/", {"reason": "Enough"})["Location"]
    entry = AuditEntry.objects.get()
    page = client.get(place).content.decode()
    assert f'formaction="/moderate/log/{entry.pk}/undo/"' in page
    assert "Closed to new replies." in page


def test_a_number_names_a_thread_too(
    as_member: AsMember, ask: Callable[..., Thread], thread: Thread, maren: Member
) -> None:
    original = ask(title="The same")
    for of in (
        f"#{original.pk}",
        f"{original.pk}",
        f"/t/{original.pk}/",
        original.get_absolute_url(),
    ):
        sent = {"act": "duplicate", "reason": "x", "of": of}
        assert as_member(maren).post(f"/t/{thread.pk}/moderate/", sent).status_code == 303
        assert ThreadLink.objects.get().to == original
        ThreadLink.objects.all().delete()


def test_a_comment_under_a_hidden_answer(
    as_member: AsMember, answer: Reply, noor: Member, maren: Member
) -> None:
    note = comment_on(answer, by=noor, source="Quill note")
    hide_post(answer, by=maren, reason="Spam")
    path = f"/c/{note.pk}/moderate/"
    assert as_member(noor).get(path).status_code == 404
    client = as_member(maren)
    assert client.get(path).status_code == 200
    assert client.post(path, {"act": "hide", "reason": "Spam"}).status_code == 303
    assert Comment.objects.get().is_hidden


def test_it_was_so_already(
    as_member: AsMember, thread: Thread, second: Board, maren: Member
) -> None:
    """Somebody else was quicker: nothing is written twice, and it is said."""
    client = as_member(maren)
    sent = {"act": "retag", "reason": "x", "tags": ""}
    answered = client.post(f"/t/{thread.pk}/moderate/", sent)
    assert answered.status_code == 303
    words = [str(one) for one in get_messages(answered.wsgi_request)]
    assert words == ["It was so already."]
    assert AuditEntry.objects.count() == 0


def test_the_page_costs_the_same_however_much_was_done(
    as_member: AsMember,
    thread: Thread,
    second: Board,
    maren: Member,
    sasha: Member,
    django_assert_num_queries: Any,
) -> None:
    client, at = as_member(maren), f"/t/{thread.pk}/moderate/"
    client.get(at)
    with django_assert_num_queries(9):
        client.get(at)
    flag_post(thread, by=sasha, reason="spam")
    for n in range(6):
        client.post(at, {"act": "lock", "reason": f"{n}"})
        client.post(at, {"act": "unlock", "reason": f"{n}"})
    client.get(at)
    with django_assert_num_queries(9):
        client.get(at)

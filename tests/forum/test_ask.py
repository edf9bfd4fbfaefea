"""Asking before signing in: the question is posted exactly once, by whoever proved the address."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions import trust_email
from accounts.models import Member
from accounts.refusals import Refusal
from forum.actions import asking
from forum.models import Board, Thread, WaitingThread
from tests.conftest import make_member
from tests.forum.asking import VISITOR, WORDS, code_in, confirm, keep


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


# Refusals ---------------------------------------------------------------------------------


def test_thread_ask_needs_its_token(board: Board) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/ask/", VISITOR).status_code == 403
    assert (WaitingThread.objects.count(), Member.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "x" * 141},
        {"title": "\u202e\u200b"},
        {"title": "\u3164\u2800 \u115f"},
        {"source": "[a]: http://elsewhere.example"},
        {"source": "\u200b"},
        {"source": "&#8203;"},
        {"source": "\u3164 &#x2800;"},
        {"source": "---"},
        {"display_name": "\u3164"},
        {"source": ""},
        {"source": "x" * 10_001},
        {"kind": "gossip"},
        {"board": "partners"},
        {"board": "no-such"},
        {"email": "nobody"},
        {"email": ""},
        {"display_name": ""},
        {"display_name": "x" * 61},
        {"display_name": "\u200b"},
        {"follow_up_of": "x"},
        {"follow_up_of": "9" * 30},
        {"source": "nul \x00"},
    ],
)
def test_thread_ask_refuses_and_keeps_nothing(
    board: Board, closed_board: Board, change: dict[str, str]
) -> None:
    answer = Client().post("/ask/", {**VISITOR, **change})
    assert answer.status_code == 400
    assert (WaitingThread.objects.count(), Member.objects.count(), len(mail.outbox)) == (0, 0, 0)


def test_thread_ask_knows_no_closed_board(closed_board: Board, board: Board) -> None:
    page = Client().get("/ask/").content.decode()
    assert "quillfeather" not in page and 'value="partners"' not in page


def test_thread_ask_a_text_at_its_cap_with_line_ends_is_taken(board: Board) -> None:
    source = ("y" * 99 + "\r\n") * 100
    assert Client().post("/ask/", {**VISITOR, "source": source}).status_code == 302


def test_thread_ask_is_limited_by_address(board: Board) -> None:
    answers = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(7):
            clock.shift(timedelta(minutes=2))
            words = {**VISITOR, "title": f"Cold {number}"}
            answers.append(Client(REMOTE_ADDR=f"10.0.0.{number}").post("/ask/", words))
    assert [answer.status_code for answer in answers] == [302] * 5 + [429] * 2
    assert "Cold 6" in answers[-1].content.decode()  # the words are still in the form
    assert WaitingThread.objects.count() == 5


def test_thread_ask_wrong_codes_post_nothing(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    right = code_in(mail.outbox[0])
    short = confirm(client, "419").content.decode()
    assert "That was three of six digits. The code in your mail has six." in short
    for _ in range(4):
        confirm(client, "000000" if right != "000000" else "111111")
    confirm(client, right)
    assert Thread.objects.count() == 0
    assert not EmailAddress.objects.get().verified


def test_thread_ask_an_old_code_posts_nothing(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        confirm(client, code_in(mail.outbox[0]))
    assert Thread.objects.count() == 0


def test_thread_ask_cannot_plant_words_in_anothers_mouth(board: Board, noor: Member) -> None:
    """Sasha asks with Noor's address; Noor signs in elsewhere and decides."""
    trust_email(noor)
    Client().post("/ask/", VISITOR)
    client = Client()
    client.post("/accounts/login/code/", {"email": "noor@example.org"})
    answer = confirm(client, code_in(mail.outbox[-1]))
    assert answer["Location"] == "/ask/waiting/"
    assert Thread.objects.count() == 0
    page = client.get("/ask/waiting/").content.decode()
    assert WORDS["title"] in page
    row = WaitingThread.objects.get()
    client.post("/ask/waiting/", {"id": row.pk, "throw_away": "1"})
    assert (WaitingThread.objects.count(), Thread.objects.count()) == (0, 0)


def test_ask_waiting_is_ones_own(board: Board, sasha: Member, as_member: Any) -> None:
    row = keep(board)
    for client in (as_member(sasha), Client()):
        for decision in ("post", "throw_away"):
            client.post("/ask/waiting/", {"id": row.pk, decision: "1"})
        assert row.title not in client.get("/ask/waiting/", follow=True).content.decode()
    for wrong in ("", "x", "-1", "9" * 40, "1 or 1"):
        assert as_member(sasha).post("/ask/waiting/", {"id": wrong, "post": "1"}).status_code == 200
    row.refresh_from_db()
    assert row.posted_at is None


def test_post_waiting_thread_on_a_board_closed_meanwhile_waits(board: Board, noor: Member) -> None:
    row = keep(board)
    from accounts.versions import bump

    Board.objects.update(is_closed=True)
    bump("boards")
    with pytest.raises(Refusal):
        asking.post_waiting_thread(row, by=noor)
    row.refresh_from_db()
    assert (row.posted_at, Thread.objects.count()) == (None, 0)


# Enumeration ------------------------------------------------------------------------------


def _asked_by(email: str) -> list[tuple[int, str, str]]:
    client, pages = Client(), []
    for answer in (
        client.post("/ask/", {**VISITOR, "email": email}),
        client.get("/accounts/login/code/confirm/"),
        confirm(client, "12"),
    ):
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        pages.append((answer.status_code, answer.get("Location", ""), page))
    return pages


def test_thread_ask_known_unknown_and_closed_accounts_look_the_same(board: Board) -> None:
    trust_email(make_member("naa"))
    make_member("nbb", is_active=False)
    known, closed, unknown = (_asked_by(f"{name}@example.org") for name in ("naa", "nbb", "ncc"))
    assert known == closed == unknown
    assert [message.to for message in mail.outbox] == [
        [f"{name}@example.org"] for name in ("naa", "nbb", "ncc")
    ]


# The way through --------------------------------------------------------------------------


def test_thread_ask_by_a_stranger_in_one_browser(board: Board) -> None:
    client = Client()
    answer = client.post("/ask/", VISITOR)
    assert answer["Location"] == "/accounts/login/code/confirm/"
    assert Thread.objects.count() == 0
    assert WORDS["title"] in mail.outbox[0].body
    answer = confirm(client, code_in(mail.outbox[0]))
    thread = Thread.objects.get()
    assert answer["Location"] == f"{thread.get_absolute_url()}?posted=1"
    assert (thread.title, thread.author.display_name, thread.author.username) == (
        WORDS["title"],
        "Noor Haddad",
        "noor-haddad",
    )
    assert thread.author.email == "noor@example.org"
    assert EmailAddress.objects.get().verified
    assert client.get(answer["Location"]).wsgi_request.user == thread.author
    confirm(client, code_in(mail.outbox[0]))
    assert Thread.objects.count() == 1


def test_thread_ask_by_a_known_member_in_one_browser(board: Board, noor: Member) -> None:
    trust_email(noor)
    client = Client()
    client.post("/ask/", VISITOR)
    confirm(client, code_in(mail.outbox[0]))
    assert Thread.objects.get().author == noor
    assert Member.objects.count() == 1


def test_thread_ask_proven_for_the_first_time_in_another_browser(board: Board) -> None:
    Client().post("/ask/", VISITOR)
    other = Client()
    other.post("/accounts/login/code/", {"email": "noor@example.org"})
    assert WORDS["title"] in mail.outbox[-1].body
    answer = confirm(other, code_in(mail.outbox[-1]))
    assert answer["Location"] == f"{Thread.objects.get().get_absolute_url()}?posted=1"


def test_thread_ask_by_a_member_is_posted_at_once(
    board: Board, noor: Member, as_member: Any
) -> None:
    client = as_member(noor)
    first = client.post("/ask/", WORDS)
    again = client.post("/ask/", WORDS)
    thread = Thread.objects.get()
    assert first["Location"] == again["Location"] == f"{thread.get_absolute_url()}?posted=1"
    assert (thread.author, len(mail.outbox)) == (noor, 0)


def test_thread_ask_chooses_board_and_kind_from_the_words(
    board: Board, section: Any, noor: Member, as_member: Any
) -> None:
    from accounts.versions import bump

    Board.objects.create(section=section, name="App and connection", slug="app")
    bump("boards")
    words = {"title": "The app crashes", "source": "Connection lost since the update."}
    as_member(noor).post("/ask/", words)
    thread = Thread.objects.get()
    assert (thread.board.slug, thread.kind) == ("app", "problem")


def test_thread_ask_previews_without_posting(board: Board) -> None:
    page = Client().post("/ask/", {**VISITOR, "source": "**cold** <b>x</b>", "preview": "1"})
    words = page.content.decode()
    assert "<strong>cold</strong> &lt;b&gt;" in words and 'value="Noor@Example.org"' in words
    assert (page.status_code, WaitingThread.objects.count()) == (200, 0)


def test_ask_preview_is_a_fragment(board: Board) -> None:
    answer = Client().post("/ask/preview/", {"source": "**cold**"})
    words = answer.content.decode()
    assert "<strong>cold</strong>" in words and "<html" not in words
    assert Client().post("/ask/preview/", {"source": "x" * 10_001}).status_code == 200
    assert Client().get("/ask/preview/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ask/preview/", {"source": "x"}).status_code == 403


def test_ask_preview_asks_whether_it_was_solved_only_when_one_was(thread: Thread) -> None:
    solved, open_still = "Has this been solved already?", "Is it one of these?"
    for answered, right in ((False, [False, True]), (True, [True, False])):
        Thread.objects.update(is_solved=answered)
        words = {"title": "The house is cold", "source": ""}
        for path, more in (("/ask/preview/", {}), ("/ask/", {"preview": "1"})):
            page = Client().post(path, {**words, **more}).content.decode()
            assert [solved in page, open_still in page] == right


def test_ask_page_has_what_is_found_below_the_words(thread: Thread) -> None:
    page = Client().post("/ask/", {"title": "The house is cold", "preview": "1"}).content.decode()
    places = [page.index(mark) for mark in ('id="id_source"', "ask__beside", 'id="preview"')]
    assert places == sorted(places)
    assert "Leave it open and we choose" not in page


def test_thread_ask_page_is_kept_by_nobody(board: Board) -> None:
    assert Client().get("/ask/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("query", ["follow_up_of=x", "board=none", "kind=z", "x=%ff"])
def test_thread_ask_prefill_takes_anything(board: Board, query: str) -> None:
    assert Client().get(f"/ask/?{query}").status_code == 200


# Sweep ------------------------------------------------------------------------------------


def test_sweep_waiting_forgets_after_thirty_days(board: Board, noor: Member) -> None:
    now = timezone.now()
    old = keep(board, at=now - timedelta(days=31))
    posted = keep(board, title="Posted", at=now - timedelta(days=29))
    asking.post_waiting_thread(posted, by=noor, at=now - timedelta(days=29))
    young = keep(board, title="Young", at=now - timedelta(days=29))
    assert asking.sweep_waiting(at=now + timedelta(days=0.5)) == 1
    assert asking.sweep_waiting(at=now + timedelta(days=0.5)) == 0
    left = set(WaitingThread.objects.values_list("pk", flat=True))
    assert left == {posted.pk, young.pk} and old.pk not in left

"""A visitor's question sent again before it is posted: it stays one question, in its last words."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.actions import asking
from forum.models import Board, Thread, WaitingThread
from forum.queries.waiting import named_in_mail
from tests.forum.asking import VISITOR, code_in, confirm, keep, link_in


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_thread_ask_sent_twice_is_one_question(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    client.post("/ask/", VISITOR)
    assert WaitingThread.objects.count() == 1
    confirm(client, code_in(mail.outbox[-1]))
    assert Thread.objects.count() == 1


def test_thread_ask_sent_twice_before_there_is_a_session_is_one_question(board: Board) -> None:
    """A double press without scripts: neither of the two has a session yet."""
    first, second = Client(), Client()
    first.post("/ask/", VISITOR)
    second.post("/ask/", VISITOR)
    assert WaitingThread.objects.count() == 2
    confirm(second, code_in(mail.outbox[-1]))
    thread = Thread.objects.get()
    assert set(WaitingThread.objects.values_list("thread", flat=True)) == {thread.pk}


def test_the_same_words_from_another_browser_are_one_question(board: Board) -> None:
    desk, phone = Client(), Client()
    desk.post("/ask/", VISITOR)
    confirm(desk, code_in(mail.outbox[-1]))
    phone.post("/ask/", VISITOR)
    confirm(phone, code_in(mail.outbox[-1]))
    assert Thread.objects.count() == 1


@pytest.mark.parametrize(
    "mended",
    (
        {"title": "The hub says waiting for boiler"},
        {"source": "It says so since the new pump, every morning."},
        {"title": "Hub says wating for a boiler", "source": "this morning the radiators are cold."},
        {"email": "noor.haddad@post.example"},
        {"display_name": "Noor H."},
    ),
)
def test_mended_and_sent_again_is_one_question(board: Board, mended: dict[str, str]) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    client.post("/ask/", VISITOR | mended)
    row = WaitingThread.objects.get()
    assert {name: getattr(row, name) for name in mended} == mended
    confirm(client, code_in(mail.outbox[-1]))
    thread = Thread.objects.get()
    words = {name: mended[name] for name in ("title", "source") if name in mended}
    assert {name: getattr(thread, name) for name in words} == words


@pytest.mark.parametrize(
    "other",
    (
        {"title": "The app shows no rooms", "source": "Since Monday it is an empty list."},
        {"title": "Radiators cold", "source": "The radiators are cold."},
    ),
)
def test_something_else_is_another_question(board: Board, other: dict[str, str]) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    client.post("/ask/", VISITOR | other)
    assert WaitingThread.objects.count() == 2
    confirm(client, code_in(mail.outbox[-1]))
    assert Thread.objects.count() == 2


def test_nobody_changes_what_another_browser_sent(board: Board) -> None:
    theirs = keep(board)
    assert keep(board, source="Very, very cold.").pk != theirs.pk
    assert keep(board, source="Very, very cold.", tokens=["forged"]).pk != theirs.pk
    theirs.refresh_from_db()
    assert theirs.source == "Very cold."


def test_a_mail_that_named_the_old_words_does_not_stand_for_the_new(board: Board) -> None:
    """Whoever types its code in another browser has read the old ones."""
    asked = timezone.now() - timedelta(hours=1)
    row = keep(board, at=asked)
    assert named_in_mail(row.email, at=asked) == [row]
    assert keep(board, tokens=[row.token]).created_at == asked
    again = keep(board, source="Very, very cold.", tokens=[row.token])
    assert [row.source for row in WaitingThread.objects.all()] == [again.source]
    assert named_in_mail(row.email, at=asked) == []


def test_what_was_posted_meanwhile_stays_as_it_is(board: Board, noor: Member) -> None:
    row = keep(board)
    asking.post_waiting_thread(row, by=noor)
    again = keep(board, source="Very, very cold.", tokens=[row.token])
    assert again.pk != row.pk
    assert Thread.objects.get().source == "Very cold."


@pytest.mark.parametrize(
    "other",
    (
        {"title": "How do I change my e-mail address?", "source": "See the title."},
        {"source": "Another thing of mine.", "title": "Please help"},
    ),
)
def test_short_words_make_no_two_questions_one(board: Board, other: dict[str, str]) -> None:
    client = Client()
    first = {"title": "Radiators are cold", "source": "See the title."}
    if other["title"] == "Please help":
        first = {"title": "Please help", "source": "The radiators are cold since noon."}
    client.post("/ask/", VISITOR | first)
    client.post("/ask/", VISITOR | other)
    assert WaitingThread.objects.count() == 2


def test_two_people_at_one_browser_ask_two_questions(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR)
    ali = {"email": "ali@example.org", "display_name": "Ali"}
    client.post("/ask/", VISITOR | ali | {"source": "Mine says so too."})
    assert set(WaitingThread.objects.values_list("display_name", flat=True)) == {
        "Noor Haddad",
        "Ali",
    }


def test_who_holds_the_old_words_posts_nothing_with_them(board: Board, noor: Member) -> None:
    old = keep(board)
    new = keep(board, source="Very, very cold.", tokens=[old.token])
    assert asking.post_waiting_thread(old, by=noor) is None
    thread = asking.post_waiting_thread(new, by=noor)
    assert thread is not None
    assert [thread.source for thread in Thread.objects.all()] == ["Very, very cold."]


def test_a_link_to_the_old_words_posts_nothing(board: Board, noor: Member) -> None:
    """Whoever presses its button has read words that may have been changed by somebody else."""
    writer, reader = Client(), Client()
    writer.post("/ask/", VISITOR)
    link = link_in(mail.outbox[-1])
    assert reader.get(link).status_code == 200
    writer.post("/ask/", VISITOR | {"source": "Buy pills."})
    assert reader.post(link).status_code == 410
    assert Thread.objects.count() == 0


def test_the_name_is_the_last_one_written(board: Board) -> None:
    client = Client()
    client.post("/ask/", VISITOR | {"display_name": "Nor Hadad"})
    client.post("/ask/", VISITOR)
    confirm(client, code_in(mail.outbox[-1]))
    author = Thread.objects.get().author
    assert (author.display_name, author.username) == ("Noor Haddad", "noor-haddad")


def test_a_member_keeps_their_name(board: Board, noor: Member) -> None:
    client = Client()
    client.post("/ask/", VISITOR | {"display_name": "Somebody Else"})
    confirm(client, code_in(mail.outbox[-1]))
    assert (Thread.objects.get().author, noor.display_name) == (noor, "Noor Haddad")
    assert not Member.objects.filter(display_name="Somebody Else").exists()

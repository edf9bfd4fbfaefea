"""Words of who is not signed in, or not any more, are kept while they sign in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum import kept
from forum.actions.replies import post_reply
from forum.models import Board, Comment, Reply, Thread
from tests.forum.asking import VISITOR, WORDS

AsMember = Callable[[Member], Client]
SOURCE = "Quill <words>\nof mine"
SHOWN = "Quill &lt;words&gt;\nof mine</textarea>"


@pytest.fixture
def own(thread: Thread, sasha: Member) -> Reply:
    return post_reply(thread, by=sasha, source="Off and on.")


def place(name: str, own: Reply, answer: Reply) -> str:
    return {
        "reply": f"/t/{own.thread_id}/reply/",
        "edit": f"/r/{own.pk}/edit/",
        "thread comment": f"/t/{own.thread_id}/comment/",
        "reply comment": f"/r/{answer.pk}/comment/",
    }[name]


PLACES = ("reply", "edit", "thread comment", "reply comment")


def send(client: Client, path: str, **more: str) -> Any:
    return client.post(path, {"source": SOURCE, **more})


def box(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# Refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ("", " \n", "x" * (kept.MOST_CHARACTERS + 1)))
def test_kept_words_are_some_and_within_the_cap(thread: Thread, words: str) -> None:
    client = Client()
    assert send(client, f"/t/{thread.pk}/reply/", source=words)["Location"].endswith("?next=/")
    assert kept.KEPT not in client.session


def test_kept_words_are_the_newest_two_forms(ask: Callable[..., Thread]) -> None:
    client, threads = Client(), [ask(title=f"Cold {number}") for number in range(3)]
    for thread in [*threads, threads[1]]:
        send(client, f"/t/{thread.pk}/reply/", colour="red")
    assert [entry["place"] for entry in client.session[kept.KEPT]] == [
        f"/t/{threads[2].pk}/reply/",
        f"/t/{threads[1].pk}/reply/",
    ]
    assert client.session[kept.KEPT][0]["words"] == {"source": SOURCE}


def test_kept_words_last_a_day(thread: Thread, sasha: Member) -> None:
    client, path = Client(), f"/t/{thread.pk}/reply/"
    send(client, path)
    client.force_login(sasha)
    assert SHOWN in box(client, path)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert SHOWN not in box(client, path)


def test_kept_words_stay_in_their_browser_and_their_form(
    own: Reply, answer: Reply, sasha: Member, as_member: AsMember
) -> None:
    client = Client()
    send(client, place("reply", own, answer))
    client.force_login(sasha)
    assert SHOWN not in box(client, place("edit", own, answer))
    assert SHOWN not in box(as_member(sasha), place("reply", own, answer))


def test_nothing_is_kept_of_a_press_without_words(thread: Thread) -> None:
    client = Client()
    client.post(f"/t/{thread.pk}/watch/", {"on": "1"})
    assert kept.KEPT not in client.session


# The way back -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLACES)
def test_words_sent_signed_out_are_in_the_form_after_signing_in(
    own: Reply, answer: Reply, sasha: Member, name: str
) -> None:
    path, client = place(name, own, answer), Client()
    assert send(client, path)["Location"] == f"/accounts/login/?next={path}"
    assert (Reply.objects.count(), Comment.objects.count()) == (2, 0)
    said = client.get("/accounts/login/").content.decode()
    assert "You were signed out meanwhile. Sign in, and your words are in the form again." in said
    client.force_login(sasha)
    assert SHOWN in box(client, path)
    assert SHOWN in box(client, path), "also when the page is loaded again"
    assert send(client, path).status_code == 303
    assert client.session[kept.KEPT] == []


def test_a_thread_edited_signed_out_keeps_title_tags_and_note(thread: Thread, noor: Member) -> None:
    path, client = f"/t/{thread.pk}/edit/", Client()
    send(client, path, title="Quill title", tags="boiler", note="Quill note")
    client.force_login(noor)
    page = box(client, path)
    assert SHOWN in page
    assert [f'value="{words}"' in page for words in ("Quill title", "boiler", "Quill note")] == [
        True
    ] * 3


def test_a_quotation_comes_after_words_that_were_kept(answer: Reply, sasha: Member) -> None:
    path, client = f"/t/{answer.thread_id}/reply/", Client()
    send(client, path)
    client.force_login(sasha)
    page = box(client, f"{path}?quote={answer.pk}")
    assert "Quill &lt;words&gt;\nof mine\n\n&gt; " in page and "data-draft-add" not in page


# Asking -----------------------------------------------------------------------------------


def test_ask_sign_in_keeps_the_words(board: Board, noor: Member) -> None:
    client = Client()
    answer = client.post("/ask/", {**VISITOR, "title": "", "sign_in": "1"})
    assert answer["Location"] == "/accounts/login/?next=/ask/"
    client.force_login(noor)
    form = client.get("/ask/").context["form"]
    words = {**WORDS, "title": ""}
    assert {name: form[name].value() or "" for name in words} == words
    client.post("/ask/", WORDS)
    assert Thread.objects.get().source == WORDS["source"]
    assert client.get("/ask/").context["form"]["source"].value() is None


def test_ask_sign_in_leads_back_to_what_it_is_asked_after(thread: Thread, noor: Member) -> None:
    client, place = Client(), f"/ask/?follow_up_of={thread.pk}"
    words = {**VISITOR, "follow_up_of": str(thread.pk), "sign_in": "1"}
    answer = client.post("/ask/", words)
    assert answer["Location"] == f"/accounts/login/?next=/ask/%3Ffollow_up_of%3D{thread.pk}"
    client.force_login(noor)
    assert client.get(place).context["form"]["source"].value() == WORDS["source"]
    assert client.get("/ask/").context["form"]["source"].value() is None


@pytest.mark.parametrize("after", ("x", "9" * 30, "//evil.example", "1&next=//evil.example"))
def test_ask_sign_in_leads_nowhere_else(board: Board, after: str) -> None:
    answer = Client().post("/ask/", {**VISITOR, "follow_up_of": after, "sign_in": "1"})
    assert answer["Location"] == "/accounts/login/?next=/ask/"


def test_ask_as_a_visitor_lets_go_of_what_was_kept(board: Board) -> None:
    client = Client()
    client.post("/ask/", {**VISITOR, "sign_in": "1"})
    assert client.get("/ask/").context["form"]["source"].value() == WORDS["source"]
    client.post("/ask/", VISITOR)
    assert client.get("/ask/").context["form"]["source"].value() is None

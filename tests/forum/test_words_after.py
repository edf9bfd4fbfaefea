"""After a change there is a word of it, and one arrives at what was changed."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Member
from forum.actions.replies import comment_on
from forum.actions.solutions import accept_solution
from forum.models import Board, Reply, Thread
from tests.forum.asking import VISITOR, WORDS, code_in, confirm

AsMember = Callable[[Member], Client]
DELETED = "Deleted. Only its author and the company see it."
LIVE = "Your question is live. We tell you when somebody answers."


def toasts(client: Client, path: str) -> list[str]:
    """The words at the foot of the page that the path leads to, without their buttons."""
    page = client.get(path, follow=True).content.decode()
    found = re.findall(r'<div class="toast" role="status">(.*?)</div>', page)
    return [re.sub("<button.*", "", words).strip() for words in found]


def undo_in(client: Client, path: str) -> list[str]:
    page = client.get(path, follow=True).content.decode()
    assert '<form method="post" id="undo" hidden><input type="hidden" name="csrf' in page
    return re.findall(r'form="undo" formaction="([^"]+)">Undo</button>', page)


def test_a_page_without_a_word_has_no_place_for_one(
    thread: Thread, sasha: Member, as_member: AsMember
) -> None:
    for client in (Client(), as_member(sasha)):
        page = client.get(thread.get_absolute_url()).content.decode()
        assert [mark in page for mark in ("toast", "messages", 'id="undo"')] == [False] * 3


def test_a_refusal_says_no_word_of_success(
    answer: Reply, sasha: Member, as_member: AsMember
) -> None:
    client = as_member(sasha)
    assert client.post(f"/r/{answer.pk}/delete/").status_code == 403
    assert toasts(client, answer.get_absolute_url()) == []


def test_reply_delete_and_its_undo(answer: Reply, tomasz: Member, as_member: AsMember) -> None:
    client = as_member(tomasz)
    answered = client.post(f"/r/{answer.pk}/delete/")
    assert answered["Location"] == answer.get_absolute_url()
    assert client.get(answered["Location"])["Location"].endswith(f"#r-{answer.pk}")
    undo = undo_in(client, answered["Location"])
    assert undo == [f"/r/{answer.pk}/undelete/"]
    answered = client.post(undo[0])
    assert answered["Location"] == answer.get_absolute_url()
    assert toasts(client, answered["Location"]) == ["It is back."]
    assert toasts(client, answered["Location"]) == []
    answer.refresh_from_db()
    assert answer.deleted_at is None


def test_thread_delete_and_its_undo(thread: Thread, noor: Member, as_member: AsMember) -> None:
    client, place = as_member(noor), f"{thread.get_absolute_url()}#title"
    assert client.post(f"/t/{thread.pk}/delete/")["Location"] == place
    undo = undo_in(client, place)
    assert undo == [f"/t/{thread.pk}/undelete/"]
    assert client.post(undo[0])["Location"] == place
    assert toasts(client, place) == ["It is back."]


@pytest.mark.parametrize("where", ("thread", "answer"))
def test_comment_delete_and_its_undo(
    answer: Reply, sasha: Member, as_member: AsMember, where: str
) -> None:
    post = answer if where == "answer" else answer.thread
    comment, client = comment_on(post, by=sasha, source="Hm."), as_member(sasha)
    place = post.get_absolute_url() + ("" if where == "answer" else "#title")
    assert client.post(f"/c/{comment.pk}/delete/")["Location"] == place
    undo = undo_in(client, place)
    assert undo == [f"/c/{comment.pk}/undelete/"]
    assert client.post(undo[0])["Location"] == place
    assert toasts(client, place) == ["It is back."]


def test_solution_withdraw_leads_to_the_answer_that_it_was(
    answer: Reply, noor: Member, as_member: AsMember
) -> None:
    accept_solution(answer, by=noor)
    client = as_member(noor)
    answered = client.post(f"/t/{answer.thread_id}/unsolve/")
    assert answered["Location"] == answer.get_absolute_url()
    words = ["Taken back: this counts as unsolved again."]
    assert toasts(client, answered["Location"]) == words
    client.post(f"/t/{answer.thread_id}/solved/")
    answered = client.post(f"/t/{answer.thread_id}/unsolve/")
    assert answered["Location"] == f"{answer.thread.get_absolute_url()}#title"


def test_the_company_is_told_what_it_did(answer: Reply, maren: Member, as_member: AsMember) -> None:
    client, title = as_member(maren), f"{answer.thread.get_absolute_url()}#title"
    for path, sent, place, words in (
        (
            f"/r/{answer.pk}/recommend/",
            {"reason": "Safe."},
            answer.get_absolute_url(),
            "Recommended, under your name.",
        ),
        (
            f"/r/{answer.pk}/recommend/",
            {"withdraw": "1"},
            answer.get_absolute_url(),
            "The Recommendation is taken back.",
        ),
        (
            f"/t/{answer.thread_id}/state/",
            {"state": "needs_info", "note": ""},
            title,
            "The state is set: Needs more detail.",
        ),
    ):
        assert client.post(path, sent)["Location"] == place
        assert toasts(client, place) == [words]


@pytest.mark.parametrize("tail", ("watch", "me-too", "vote"))
def test_what_is_pressed_without_scripts_leads_back_to_the_title(
    thread: Thread, sasha: Member, as_member: AsMember, tail: str
) -> None:
    answered = as_member(sasha).post(f"/t/{thread.pk}/{tail}/", {"on": "1", "value": "1"})
    assert answered["Location"] == f"{thread.get_absolute_url()}#title"


# Posted -----------------------------------------------------------------------------------


def said(client: Client, path: str) -> list[str]:
    page = client.get(path).content.decode()
    return re.findall(r'<div class="notice notice--ok" role="status">.*?<p>(.*?)</p>', page)


def test_thread_ask_says_that_it_is_live(board: Board, noor: Member, as_member: AsMember) -> None:
    client = as_member(noor)
    assert said(client, client.post("/ask/", WORDS)["Location"]) == [LIVE]
    other = {**WORDS, "kind": "idea", "title": "Other"}
    assert said(client, client.post("/ask/", other)["Location"]) == [
        "It is live. We tell you when somebody replies."
    ]


def test_thread_ask_as_a_visitor_says_so_after_the_code(board: Board) -> None:
    cache.clear()
    client = Client()
    client.post("/ask/", VISITOR)
    client.get("/accounts/login/code/confirm/")
    there = confirm(client, code_in(mail.outbox[0]))["Location"]
    assert said(client, there) == [LIVE]

"""A form sent twice leaves one text; other words, places, people and times leave another."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.refusals import Refusal
from forum.actions.once import TWIN_AGE, ask_once, comment_once, reply_once
from forum.actions.replies import delete_comment, delete_reply
from forum.actions.threads import delete_thread, lock_thread
from forum.models import Board, Comment, Reply, Thread


def test_a_locked_thread_takes_no_second_answer(
    thread: Thread, tomasz: Member, sasha: Member, maren: Member
) -> None:
    first = reply_once(thread, by=tomasz, source="Two-wire.")
    lock_thread(thread, by=maren, reason="Old.")
    with pytest.raises(Refusal):
        reply_once(thread, by=sasha, source="Two-wire.")
    assert reply_once(thread, by=tomasz, source="Two-wire.") == first


def test_the_same_question_twice(board: Board, noor: Member, sasha: Member) -> None:
    words: dict[str, Any] = {"kind": "question", "title": "Cold", "source": "Very cold."}
    first = ask_once(board, by=noor, **words)
    assert ask_once(board, by=noor, **{**words, "source": " Very cold.\r\n"}) == first
    assert ask_once(board, by=noor, **{**words, "title": "Warm"}) != first
    assert ask_once(board, by=sasha, **words) != first
    delete_thread(first, by=noor)
    assert ask_once(board, by=noor, **words) != first


def test_the_same_answer_twice(thread: Thread, tomasz: Member, sasha: Member) -> None:
    first = reply_once(thread, by=tomasz, source="Two-wire.")
    assert reply_once(thread, by=tomasz, source="Two-wire.\r\n") == first
    assert reply_once(thread, by=sasha, source="Two-wire.") != first
    delete_reply(first, by=tomasz)
    again = reply_once(thread, by=tomasz, source="Two-wire.")
    assert again != first
    old = again.created_at - TWIN_AGE - timedelta(seconds=1)
    Reply.objects.filter(pk=again.pk).update(created_at=old)
    assert reply_once(thread, by=tomasz, source="Two-wire.") != again


def test_the_same_comment_twice(thread: Thread, answer: Reply, noor: Member) -> None:
    first = comment_once(answer, by=noor, source="Thanks")
    assert comment_once(answer, by=noor, source="Thanks ") == first
    assert comment_once(thread, by=noor, source="Thanks") != first
    delete_comment(first, by=noor)
    assert comment_once(answer, by=noor, source="Thanks") != first


def test_a_form_sent_twice_leads_to_the_same_place(
    client: Client, thread: Thread, sasha: Member
) -> None:
    client.force_login(sasha)
    to = [client.post(f"/t/{thread.pk}/reply/", {"source": "Off and on."}) for _ in range(2)]
    assert to[0]["Location"] == to[1]["Location"]
    for _ in range(2):
        client.post(f"/t/{thread.pk}/comment/", {"source": "Same here"})
    assert (Reply.objects.count(), Comment.objects.count()) == (1, 1)

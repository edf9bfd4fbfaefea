"""Nobody writes faster than people do, however many forms they send at once; no words are lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from accounts.refusals import TooOften
from forum.actions.once import ask_once, comment_once, reply_once
from forum.actions.replies import delete_reply
from forum.models import Board, Comment, Reply, Thread
from forum.permissions import MOST_A_MINUTE, MOST_AN_HOUR_WHEN_NEW, NEW_FOR
from forum.queries.pace import written_since
from tests.forum.test_races import at_once

AsMember = Callable[[Member], Client]


def wrote(member: Member, thread: Thread, number: int, ago: timedelta) -> None:
    Reply.objects.bulk_create(
        Reply(thread=thread, author=member, source=f"{n}", created_at=timezone.now() - ago)
        for n in range(number)
    )


def test_pace_of_a_minute_holds_everybody(thread: Thread, maren: Member, board: Board) -> None:
    """Of all three kinds together, and what was deleted counts on."""
    replies = [reply_once(thread, by=maren, source=f"Answer {n}") for n in range(MOST_A_MINUTE - 2)]
    ask_once(board, by=maren, kind="question", title="Cold", source="Very.")
    comment_once(thread, by=maren, source="A note")
    delete_reply(replies[0], by=maren)
    calls: list[Callable[[], Any]] = [
        lambda: reply_once(thread, by=maren, source="More"),
        lambda: comment_once(thread, by=maren, source="More"),
        lambda: ask_once(board, by=maren, kind="question", title="Colder", source="More."),
    ]
    for call in calls:
        with pytest.raises(TooOften, match="wait a minute"):
            call()
    # The same words again are the text that is there.
    assert reply_once(thread, by=maren, source="Answer 3") == replies[3]
    assert written_since(maren, timezone.now() - timedelta(minutes=1)) == MOST_A_MINUTE


def test_pace_of_an_hour_is_for_the_new(
    thread: Thread, sasha: Member, tomasz: Member, maren: Member
) -> None:
    Member.objects.filter(pk=tomasz.pk).update(date_joined=timezone.now() - NEW_FOR)
    for member in (sasha, tomasz, maren):
        wrote(member, thread, MOST_AN_HOUR_WHEN_NEW, timedelta(minutes=30))
    with pytest.raises(TooOften, match="first week"):
        reply_once(thread, by=sasha, source="More")
    for member in (tomasz, maren):
        member.refresh_from_db()
        reply_once(thread, by=member, source="More")


def test_pace_forgets(thread: Thread, sasha: Member) -> None:
    wrote(sasha, thread, MOST_A_MINUTE, timedelta(seconds=61))
    wrote(sasha, thread, MOST_AN_HOUR_WHEN_NEW, timedelta(minutes=61))
    reply_once(thread, by=sasha, source="More")


def test_too_often_keeps_the_words(
    thread: Thread, board: Board, sasha: Member, as_member: AsMember
) -> None:
    wrote(sasha, thread, MOST_A_MINUTE, timedelta())
    client = as_member(sasha)
    question = {"board": board.slug, "kind": "question", "title": "Cold", "source": "Kept words"}
    for path, form in (
        (f"/t/{thread.pk}/reply/", {"source": "Kept words"}),
        (f"/t/{thread.pk}/comment/", {"source": "Kept words"}),
        ("/ask/", question),
    ):
        answer = client.post(path, form)
        assert answer.status_code == 429
        page = answer.content.decode()
        assert "Please wait a minute, and send it again." in page
        assert "Kept words</textarea>" in page
    assert Reply.objects.count() == MOST_A_MINUTE


@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_pace_holds_at_once(thread: Thread, tomasz: Member, board: Board) -> None:
    """150 at the same moment, of all kinds."""

    def send(number: int) -> None:
        words = f"Words {number}"
        if number % 3 == 0:
            reply_once(thread, by=tomasz, source=words)
        elif number % 3 == 1:
            comment_once(thread, by=tomasz, source=words)
        else:
            ask_once(board, by=tomasz, kind="question", title=words, source=words)

    assert at_once(send, many=150) == []
    written = sum(model.objects.filter(author=tomasz).count() for model in (Thread, Reply, Comment))
    assert written == MOST_A_MINUTE

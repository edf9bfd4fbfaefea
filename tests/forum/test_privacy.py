"""A member leaves: what they wrote stays, and nobody's words name them any longer."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts.actions.privacy import erase_member
from accounts.models import Member
from forum.actions.counters import recount
from forum.actions.replies import comment_on, edit_reply, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.votes import vote
from forum.markup import quote_of
from forum.models import Board, Reply, Thread, Vote, WaitingThread
from tests.accounts.sweep import places_of
from tests.conftest import make_member

CANARY = "zanzibarkiwi"


@pytest.fixture
def kiwi(db: None) -> Member:
    return make_member(CANARY, display_name=f"Kiwi {CANARY}")


def test_erasing_leaves_the_words_and_takes_the_name(
    thread: Thread, kiwi: Member, noor: Member, sasha: Member
) -> None:
    answer = post_reply(thread, by=kiwi, source="Set the link to two-wire.")
    accept_solution(answer, by=noor)
    vote(thread, by=kiwi, value=1)
    thanks = post_reply(
        thread,
        by=sasha,
        source=quote_of(answer.source, by=kiwi.display_name) + f"Thanks @{CANARY}!",
    )
    comment_on(answer, by=noor, source=f"@{CANARY.upper()} it worked")
    edited = post_reply(thread, by=noor, source=f"As @{CANARY} said")
    edit_reply(edited, by=noor, source=f"As @{CANARY} said, two-wire")
    WaitingThread.objects.create(
        token="t", email=str(kiwi.email), board=thread.board, kind="question", title="x", source="y"
    )
    mail.outbox.clear()
    assert len(places_of(CANARY)) >= 5
    erase_member(kiwi, by=kiwi)
    mail.outbox.clear()
    assert places_of(CANARY) == []
    assert Thread.objects.get(pk=thread.pk).solution_id == answer.pk
    assert Reply.objects.get(pk=answer.pk).source == "Set the link to two-wire."
    assert "@former-member" in Reply.objects.get(pk=thanks.pk).html
    assert Vote.objects.count() == 1
    assert recount() == {}
    page = Client().get(thread.get_absolute_url()).content.decode()
    assert "Former member" in page and CANARY not in page.lower()


def test_erasing_names_nobody_else(thread: Thread, kiwi: Member, sasha: Member) -> None:
    make_member(f"{CANARY}-two")
    source = f"Ask @{CANARY}-two or mail x@{CANARY}.example"
    kept = post_reply(thread, by=sasha, source=source)
    erase_member(kiwi, by=kiwi)
    assert Reply.objects.get(pk=kept.pk).source == source


def test_export_has_ones_words_and_marks_and_nobody_elses(
    thread: Thread,
    answer: Reply,
    noor: Member,
    sasha: Member,
    closed_board: Board,
    partners: Group,
    as_member: Callable[[Member], Client],
) -> None:
    post_reply(thread, by=sasha, source="Sasha's own words")
    comment_on(answer, by=noor, source="Noor's note")
    vote(answer, by=noor, value=1)
    answered: Any = as_member(noor).post("/preferences/export/")
    archive = ZipFile(BytesIO(b"".join(answered.streaming_content)))
    files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert [row["title"] for row in files["threads.json"]] == [thread.title]
    assert [row["source"] for row in files["comments.json"]] == ["Noor's note"]
    assert sorted(row["mark"] for row in files["marks.json"]) == ["vote", "watch"]
    assert files["replies.json"] == []
    own = {name: rows for name, rows in files.items() if name != "notifications.json"}
    assert "Sasha" not in json.dumps(own) and "two-wire" not in json.dumps(own)

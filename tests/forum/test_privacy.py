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
from django.utils import timezone

from accounts.actions.members import rename_member
from accounts.actions.privacy import erase_member
from accounts.models import Invitation, Member, Notification
from accounts.queries.inbox import inbox_page
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.replies import comment_on, delete_reply, edit_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, lock_thread
from forum.actions.votes import vote, watch_board, watch_thread
from forum.markup import quote_of
from forum.models import Board, Draft, Picture, Reply, Thread, Vote, WaitingThread
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


def test_erasing_forgets_titles_and_notes(ask: Any, kiwi: Member, sasha: Member) -> None:
    titled = ask(title=f"Did @{CANARY} leave?", by=sasha)
    reply = post_reply(titled, by=sasha, source="One")
    edit_reply(reply, by=sasha, source="Two", note=f"as @{CANARY} asked")
    erase_member(kiwi, by=kiwi)
    assert Thread.objects.get(pk=titled.pk).title == "Did @former-member leave?"
    mail.outbox.clear()
    assert places_of(CANARY) == []


@pytest.mark.parametrize("name", ["it", "Warning", "a"])
def test_erasing_a_common_word_leaves_the_word(
    thread: Thread, answer: Reply, sasha: Member, noor: Member, name: str
) -> None:
    common = make_member("common", display_name=name)
    post_reply(ask_elsewhere(thread, sasha), by=sasha, source="> **Warning**\n\nwith it, a unit")
    before = list(Notification.objects.values_list("words", flat=True))
    sources = list(Reply.objects.values_list("source", flat=True))
    erase_member(common, by=common)
    assert list(Notification.objects.values_list("words", flat=True)) == before
    assert list(Reply.objects.values_list("source", flat=True)) == sources


def ask_elsewhere(thread: Thread, by: Member) -> Thread:
    return ask_thread(thread.board, by=by, kind="question", title="Another", source="Unit it")


def test_erasing_whatever_stands_in_the_way(thread: Thread, kiwi: Member, sasha: Member) -> None:
    """A text at the cap that names them, and a counter that drifted."""
    short = make_member("ab", display_name="Ab")
    watch_thread(thread, by=short)
    Thread.objects.update(watch_count=0)
    full = "@ab " + "x" * 9_996
    kept = post_reply(thread, by=sasha, source=full)
    erase_member(short, by=short)
    assert Reply.objects.get(pk=kept.pk).source == "@former-member " + "x" * 9_996


def test_nobody_takes_the_names_of_those_who_left(kiwi: Member, sasha: Member) -> None:
    with pytest.raises(Refusal):
        rename_member(sasha, username=f"former-member-{kiwi.pk}", by=sasha)
    erase_member(kiwi, by=kiwi)
    assert Member.objects.get(pk=kiwi.pk).username == f"former-member-{kiwi.pk}"


def test_undeleting_tells_again(
    thread: Thread, answer: Reply, tomasz: Member, noor: Member
) -> None:
    delete_reply(answer, by=tomasz)
    assert list(inbox_page(noor).groups) == []
    undelete_reply(answer, by=tomasz)
    assert [group.newest.kind for group in inbox_page(noor).groups] == ["answer"]
    edit_reply(answer, by=tomasz, source="Other words")
    assert [group.newest.words for group in inbox_page(noor).groups] == ["Other words"]


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


def test_erasing_takes_the_name_from_what_others_write_and_say(
    thread: Thread, answer: Reply, kiwi: Member, noor: Member, maren: Member
) -> None:
    """Drafts, questions that wait, words on pictures, invitations and what people say of
    themselves."""
    post_reply(thread, by=kiwi, source="Set the link to two-wire.")
    quote = quote_of("Set the link", by=kiwi.display_name)
    words = {"source": f"{quote}As @{CANARY} says"}
    place = f"/t/{thread.pk}/reply/"
    Draft.objects.create(member=noor, place=place, answers=thread, words=words, before=words)
    WaitingThread.objects.create(
        token="t",
        email="ali@example.org",
        board=thread.board,
        kind="question",
        title=f"For @{CANARY}",
        source=f"@{CANARY} said so",
    )
    Picture.objects.create(
        name="0123456789abcdef01234567", uploader=noor, alt=f"Photo of @{CANARY}"
    )
    group = Group.objects.create(name="partners")
    invited = {"email": "ali@example.org", "invited_by": maren, "group": group}
    Invitation.objects.create(
        **invited, token_hash="t", expires_at=timezone.now(), words=f"As @{CANARY} said"
    )
    Member.objects.filter(pk=noor.pk).update(about=f"Friend of @{CANARY}")
    erase_member(kiwi, by=kiwi)
    assert places_of(CANARY) == []
    kept = Draft.objects.get()
    assert kept.words == kept.before
    assert kept.words["source"].endswith("As @former-member says")


def test_erasing_takes_the_name_from_addresses(
    ask: Any, board: Board, kiwi: Member, sasha: Member, noor: Member, maren: Member
) -> None:
    watch_board(board, by=noor)
    titled = ask(title=f"Did @{CANARY} leave?", by=sasha)
    post_reply(titled, by=sasha, source="One")
    lock_thread(titled, by=maren, reason="Enough")
    assert Notification.objects.filter(url__contains=CANARY).exists()
    erase_member(kiwi, by=kiwi)
    assert places_of(CANARY) == []

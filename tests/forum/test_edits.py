"""The company edits another's words and takes those of before out of the public history: its author
and the company read them, everybody sees that there was an edit, by whom and why."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from forum.actions.edits import edit_post
from forum.actions.replies import edit_reply, post_reply
from forum.actions.threads import edit_thread
from forum.actions.undo import undo_act
from forum.actions.votes import watch_board, watch_thread
from forum.models import Board, Reply, Revision, Thread
from forum.queries.moderation import log_page

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]
SECRET = "NL00SECRET1234"


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def read(path: str, *clients: Client) -> list[bool]:
    """Whether each of them finds the secret in the history there."""
    return [SECRET in client.get(path).content.decode() for client in clients]


# Refused -----------------------------------------------------------------------------------------
def test_an_author_takes_nothing_out(
    as_member: AsMember, ask: Ask, noor: Member, maren: Member
) -> None:
    """Neither by the form nor past it; nor does one of the company from words of their own."""
    for by in (noor, maren):
        own, client = ask(by=by, title="Cold", source=SECRET), as_member(by)
        with pytest.raises(Refusal, match="Only an ambassador takes words out"):
            edit_post(own, by=by, title="Cold", source="No", hide_before=True)
        path = f"/t/{own.pk}/edit/"
        assert b"hide_before" not in client.get(path).content
        sent = {"title": "Cold", "source": "No", "hide_before": "on"}
        assert client.post(path, sent).status_code == 303
        assert read(f"/t/{own.pk}/history/", Client()) == [True]
    assert Revision.objects.filter(is_hidden=True).count() == 0
    assert AuditEntry.objects.count() == 0


def test_a_reason_is_needed_for_it(as_member: AsMember, ask: Ask, maren: Member) -> None:
    thread = ask(title="Cold", source=SECRET)
    sent = {"title": "Cold", "source": "No", "hide_before": "on"}
    page = as_member(maren).post(f"/t/{thread.pk}/edit/", sent)
    assert page.status_code == 400
    assert 'name="hide_before" aria-describedby="hide-hint" checked' in page.content.decode()
    with pytest.raises(Refusal, match="Please give the reason"):
        edit_post(thread, by=maren, title="Cold", source="No", hide_before=True)
    assert Revision.objects.count() == 0


def test_a_preview_takes_nothing_out(as_member: AsMember, ask: Ask, maren: Member) -> None:
    thread = ask(title="Cold", source=SECRET)
    sent = {"title": "Cold", "source": "No", "hide_before": "on", "preview": "1"}
    page = as_member(maren).post(f"/t/{thread.pk}/edit/", sent)
    assert page.status_code == 200
    assert 'name="hide_before" aria-describedby="hide-hint" checked' in page.content.decode()
    assert Revision.objects.count() == 0


# Taken out ---------------------------------------------------------------------------------------
def test_without_the_tick_the_history_stays_public(ask: Ask, maren: Member) -> None:
    thread = ask(source=SECRET)
    edit_post(thread, by=maren, note="Shorter", title=thread.title, source="No")
    assert read(f"/t/{thread.pk}/history/", Client()) == [True]


def test_its_author_and_the_company_read_what_was_taken_out(
    as_member: AsMember, ask: Ask, noor: Member, sasha: Member, maren: Member
) -> None:
    """Also titles, and what an older version said, which a later one still shows beside it."""
    thread = ask(title=f"Title {SECRET}", source="One")
    edit_thread(thread, by=noor, title="Title", source=f"Two {SECRET}", note="Mine")
    edit_thread(thread, by=noor, title="Title", source="Three", note="Mine again")
    sent = {"title": "Title", "source": "Four", "note": "An account", "hide_before": "on"}
    assert as_member(maren).post(f"/t/{thread.pk}/edit/", sent).status_code == 303
    path = f"/t/{thread.pk}/history/"
    assert read(path, Client(), as_member(sasha)) == [False, False]
    assert read(path, as_member(noor), as_member(maren)) == [True, True]
    page = Client().get(path).content.decode()
    said = [page.count(f"“{note}”") for note in ("Mine", "Mine again", "An account")]
    assert said == [1, 1, 1]
    assert page.count("These words were taken out of the public history") == 3
    assert [page.count(words) for words in ("<del>", "<ins>", "Three", "One")] == [0, 0, 0, 0]
    assert page.count("Edited by") == 3
    own = as_member(noor).get(path).content.decode()
    assert own.count("only the author and the company read this") == 3


def test_what_is_written_later_is_public_again(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    edit_reply(answer, by=tomasz, source=SECRET)
    edit_post(answer, by=maren, note="x", source="Clean words", hide_before=True)
    edit_reply(answer, by=tomasz, source="Clean, and more")
    page = Client().get(f"/r/{answer.pk}/history/").content.decode()
    assert SECRET not in page
    assert page.count("These words were taken out") == 2
    assert "and more</ins>" in page


def test_what_its_author_left_out_before_is_taken_out_without_new_words(
    as_member: AsMember, answer: Reply, tomasz: Member, maren: Member
) -> None:
    edit_reply(answer, by=tomasz, source=SECRET)
    edit_reply(answer, by=tomasz, source="Clean")
    sent = {"source": "Clean", "note": "An account", "hide_before": "on"}
    assert as_member(maren).post(f"/r/{answer.pk}/edit/", sent).status_code == 303
    assert read(f"/r/{answer.pk}/history/", Client()) == [False]
    assert (last().verb, last().before["became"]) == ("edit", {"edits": 2, "hidden": 2})
    edit_post(answer, by=maren, note="x", source="Clean", hide_before=True)
    assert AuditEntry.objects.count() == 1


def test_it_is_said_in_the_log_and_undone(
    as_member: AsMember, ask: Ask, noor: Member, maren: Member
) -> None:
    thread = ask(source=SECRET)
    edit_post(
        thread, by=maren, note="An account", title=thread.title, source="No", hide_before=True
    )
    edit_post(thread, by=maren, note="More", title=thread.title, source="No more")
    words = [act.words for act in log_page().acts]
    assert words == ["Edited", "Edited, with the earlier words out of the public history"]
    undo_act(last(), by=maren)
    assert read(f"/t/{thread.pk}/history/", Client()) == [False]
    thread.refresh_from_db()
    assert thread.source == "No"


def test_the_undo_shows_what_was_shown(ask: Ask, noor: Member, maren: Member) -> None:
    """Words that an older act took out stay out."""
    thread = ask(source=SECRET)
    title, path = thread.title, f"/t/{thread.pk}/history/"
    edit_post(thread, by=maren, note="An account", title=title, source="No", hide_before=True)
    edit_thread(thread, by=noor, title=title, source="Second words")
    edit_post(thread, by=maren, note="Names", title=title, source="Third", hide_before=True)
    assert "Second words" not in Client().get(path).content.decode()
    undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert thread.source == "Second words"
    page: Any = Client().get(path).content.decode()
    assert ("<ins>Second words</ins>" in page, SECRET in page) == (True, False)
    assert list(Revision.objects.order_by("number").values_list("is_hidden", flat=True)) == [
        True,
        False,
        False,
        False,
    ]


def test_a_title_that_was_edited_is_so_in_inboxes_and_mails(
    ask: Ask, board: Board, sasha: Member, tomasz: Member, maren: Member
) -> None:
    """Also in the address, and of answers; and as it was when the edit is undone."""
    watch_board(board, by=sasha)
    thread = ask(title=f"Call me {SECRET}")
    watch_thread(thread, by=sasha)
    post_reply(thread, by=tomasz, source="Warm")
    edit_post(thread, by=maren, title="Call me", source="No", note="Private", hide_before=True)
    told = Notification.objects.filter(member=sasha)
    assert set(told.values_list("title", flat=True)) == {"Call me"}
    assert not told.filter(url__icontains=SECRET).exists()
    thread.refresh_from_db()
    assert told.filter(url=thread.get_absolute_url()).exists()
    undo_act(last(), by=maren)
    assert set(told.values_list("title", flat=True)) == {f"Call me {SECRET}"}

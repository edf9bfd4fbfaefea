"""Undoing what the company edited: the words of before are back as they were kept, however long or
wherever from, with their pictures, tags and language."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.counters import recount
from forum.actions.edits import edit_post
from forum.actions.pictures import sweep_pictures
from forum.actions.replies import edit_reply, post_reply
from forum.actions.threads import delete_thread, edit_thread
from forum.actions.undo import undo_act
from forum.models import Picture, Reply, Tag, Thread
from forum.signals import thread_changed
from tests.conftest import make_member
from tests.forum.picturing import answers, bring, text, url

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]
LATER = timedelta(days=3)
LONG = "A line of an imported text.\n" * 1_000


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk")[0]


def announced(act: Callable[[], object]) -> int:
    """How often an act says that a thread changed."""
    heard: list[object] = []

    def hear(**more: object) -> None:
        heard.append(more["thread_id"])

    thread_changed.connect(hear)
    try:
        act()
    finally:
        thread_changed.disconnect(hear)
    return len(heard)


# Refused -----------------------------------------------------------------------------------------
def test_refused_while_the_thread_is_deleted(ask: Ask, noor: Member, maren: Member) -> None:
    thread = ask()
    edit_post(thread, by=maren, note="Shorter", title="Cold", source="Cold.")
    delete_thread(thread, by=noor)
    with pytest.raises(Refusal, match="Bring it back"):
        undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert (thread.source, thread.edit_count) == ("Cold.", 1)


def test_refused_when_its_author_said_another_language_since(
    ask: Ask, noor: Member, maren: Member
) -> None:
    thread = ask()
    edit_post(thread, by=maren, note="x", title=thread.title, source=thread.source, language="de")
    edit_thread(thread, by=noor, title=thread.title, source=thread.source, language="nl")
    with pytest.raises(Refusal, match="changed again since"):
        undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert thread.language == "nl"


# Words -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("source_format", ("markdown", "html"))
def test_a_long_or_imported_text_is_back_as_it_was(
    as_member: AsMember, ask: Ask, maren: Member, source_format: str
) -> None:
    thread = ask()
    source = f"<p>Set <b>it</b> <a href='/kb/1'>so</a></p><p>{LONG}</p>"
    title = "A long title " * 20
    Thread.objects.filter(pk=thread.pk).update(
        source=source,
        source_format=source_format,
        title=title,
        source_url="https://old.example/forums/7",
    )
    thread.refresh_from_db()
    edit_post(thread, by=maren, note="Shorter", title="Short", source="Short")
    assert as_member(maren).post(f"/moderate/log/{last().pk}/undo/").status_code == 303
    thread.refresh_from_db()
    assert (thread.source, thread.source_format, thread.title) == (source, source_format, title)
    assert ("<b>it</b>" in thread.html) == (source_format == "html")
    assert ("https://old.example/kb/1" in thread.html) == (source_format == "html")
    assert (thread.edit_count, thread.slug) == (
        2,
        "a-long-title-a-long-title-a-long-title-a-long-title-a-long-t",
    )
    assert recount() == {}


def test_an_imported_answer_is_back_as_it_was(answer: Reply, maren: Member) -> None:
    source = "<p>Set it to <b>two-wire</b></p>"
    Reply.objects.filter(pk=answer.pk).update(source=source, source_format="html")
    answer.refresh_from_db()
    edit_post(answer, by=maren, note="Shorter", source="Two-wire.")
    undo_act(last(), by=maren)
    answer.refresh_from_db()
    assert (answer.source, answer.source_format) == (source, "html")
    assert "<b>two-wire</b>" in answer.html


# Language and tags -------------------------------------------------------------------------------
def test_a_language_is_in_the_log_and_undone(ask: Ask, maren: Member) -> None:
    thread = ask()
    before = (thread.language, thread.language_chosen)
    edit_post(thread, by=maren, note="x", title=thread.title, source=thread.source, language="de")
    thread.refresh_from_db()
    assert (thread.language, thread.language_chosen) == ("de", True)
    assert (last().verb, last().reason) == ("edit", "x")
    assert announced(lambda: undo_act(last(), by=maren)) == 1
    thread.refresh_from_db()
    assert (thread.language, thread.language_chosen, thread.edit_count) == (*before, 0)


def test_a_language_said_with_new_words_is_undone_with_them(ask: Ask, maren: Member) -> None:
    thread = ask()
    before = (thread.title, thread.language, thread.language_chosen)
    edit_post(thread, by=maren, note="x", title="Kalt", source="Es ist kalt.", language="de")
    assert announced(lambda: undo_act(last(), by=maren)) == 1
    thread.refresh_from_db()
    assert (thread.title, thread.language, thread.language_chosen) == before


def test_tags_alone_are_undone_and_announced(ask: Ask, maren: Member) -> None:
    Tag.objects.create(name="hub", slug="hub")
    thread = ask()
    edit_post(thread, by=maren, note="x", tags=["hub"], title=thread.title, source=thread.source)
    assert thread.tags.count() == 1
    assert announced(lambda: undo_act(last(), by=maren)) == 1
    assert thread.tags.count() == 0


# Pictures ----------------------------------------------------------------------------------------
def test_a_picture_comes_back_with_the_words(ask: Ask, noor: Member, maren: Member) -> None:
    picture = bring(noor)
    thread = ask(source=text(picture))
    edit_post(thread, by=maren, note="x", title=thread.title, source="No picture")
    assert answers(picture, Client()) == [404]
    assert sweep_pictures(at=timezone.now() + LATER) == 0
    undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert f'src="{url(picture)}"' in thread.html
    assert answers(picture, Client()) == [200]
    assert Picture.objects.get().unused_since is None


def test_a_picture_that_another_of_the_company_put_in_comes_back(
    answer: Reply, maren: Member, tomasz: Member
) -> None:
    picture = bring(maren)
    edit_post(answer, by=maren, note="x", source=text(picture))
    ines = make_member("ines", role="staff")
    edit_post(answer, by=ines, note="x", source="No picture")
    undo_act(last(), by=ines)
    assert answers(picture, Client()) == [200]


def test_an_undo_opens_nothing_that_is_closed_to_its_author(
    ask: Ask, closed_board: Any, noor: Member, maren: Member
) -> None:
    """A text that names a picture of a closed board shows its words alone, before and after."""
    picture = bring(maren)
    ask(board=closed_board, by=maren, source=text(picture))
    thread = ask(source=text(picture, "a drawing"))
    edit_post(thread, by=maren, note="x", title=thread.title, source="None")
    undo_act(last(), by=maren)
    thread.refresh_from_db()
    assert ("<img" in thread.html, "a drawing" in thread.html) == (False, True)
    assert answers(picture, Client()) == [404]


def test_what_can_be_undone_no_more_is_swept(
    thread: Thread, noor: Member, tomasz: Member, maren: Member
) -> None:
    """Its author wrote since; or left the picture out alone; or the edit was undone."""
    edited, own, undone = (bring(tomasz) for _n in range(3))
    replies = [post_reply(thread, by=tomasz, source=text(one)) for one in (edited, own)]
    edit_post(replies[0], by=maren, note="x", source="None")
    edit_reply(replies[0], by=tomasz, source="My own")
    edit_reply(replies[1], by=tomasz, source="My own")
    third = post_reply(thread, by=tomasz, source="First")
    edit_post(third, by=maren, note="x", source=text(undone))
    undo_act(last(), by=maren)
    assert sweep_pictures(at=timezone.now() + LATER) == 3

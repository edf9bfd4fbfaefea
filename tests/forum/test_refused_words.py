"""Words are never lost on a refusal: they stand on its page, to be copied."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Member
from forum.actions.replies import delete_reply, post_reply
from forum.actions.threads import delete_thread, lock_thread
from forum.models import Comment, Reply, Thread
from tests.forum.wire import all_rows

AsMember = Callable[[Member], Client]
WORDS = {"title": "Quill title", "source": "Quill <words>\nof mine"}
BOX = "readonly>Quill &lt;words&gt;\nof mine</textarea>"


@pytest.fixture
def own(thread: Thread, sasha: Member) -> Reply:
    return post_reply(thread, by=sasha, source="Off and on.")


def paths(own: Reply, answer: Reply) -> list[str]:
    at = f"/t/{own.thread_id}/"
    return [
        *(f"{at}reply/", f"{at}comment/", f"/r/{answer.pk}/comment/", f"/r/{own.pk}/edit/"),
        f"/r/{own.pk}/comment/",
    ]


@pytest.mark.parametrize("how", ("locked", "deleted"))
def test_words_for_a_thread_that_was_closed_meanwhile(
    as_member: AsMember, own: Reply, answer: Reply, sasha: Member, maren: Member, how: str
) -> None:
    thread = Thread.objects.get(pk=own.thread_id)
    if how == "locked":
        lock_thread(thread, by=maren, reason="Old.")
    else:
        delete_thread(thread, by=maren)
    client, before = as_member(sasha), all_rows()
    for path in paths(own, answer):
        answered = client.post(path, WORDS)
        page = answered.content.decode()
        assert (path, answered.status_code, BOX in page) == (path, 403, True)
        assert how == "locked" or thread.title not in page
    assert all_rows() == before


def test_words_for_an_answer_that_was_deleted_meanwhile(
    as_member: AsMember, own: Reply, answer: Reply, tomasz: Member, sasha: Member, maren: Member
) -> None:
    delete_reply(answer, by=tomasz)
    delete_reply(own, by=maren)
    client = as_member(sasha)
    for path in (f"/r/{answer.pk}/comment/", f"/r/{own.pk}/edit/"):
        answered = client.post(path, WORDS)
        assert (answered.status_code, BOX in answered.content.decode()) == (403, True)
    assert client.get(f"/r/{answer.pk}/edit/").status_code == 404
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("how", ("locked", "deleted"))
def test_an_edited_thread_gives_its_title_back_too(
    as_member: AsMember, thread: Thread, noor: Member, maren: Member, how: str
) -> None:
    if how == "locked":
        lock_thread(thread, by=maren, reason="Old.")
    else:
        delete_thread(thread, by=maren)
    answered = as_member(noor).post(f"/t/{thread.pk}/edit/", WORDS)
    page = answered.content.decode()
    assert (answered.status_code, BOX in page) == (403, True)
    assert 'readonly value="Quill title"' in page


def test_what_never_was_is_still_missing(as_member: AsMember, sasha: Member) -> None:
    for path in ("/t/987654/reply/", "/r/987654/comment/", "/r/987654/edit/"):
        assert as_member(sasha).post(path, WORDS).status_code == 404

"""`/old/<source>/<id>`: for good, and only for those who may see what stands there."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.models import Board, ImportedRecord, Reply, Thread

AsMember = Callable[[Member], Client]


def remember(kind: str, key: str, pk: int) -> None:
    ImportedRecord.objects.create(source="sumo", kind=kind, external_id=key, object_id=pk)


def words_of(page: HttpResponseBase) -> bytes:
    """A page without its token, which is another one each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page.content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    [
        "/old/sumo/404",
        "/old/elsewhere/1",
        "/old/sumo/" + "9" * 500,
        "/old/" + "s" * 500 + "/1",
        "/old/sumo/%00",
        "/old/s%00/1",
        "/old/sumo/1%27--",
        "/old/sumo/-1",
        "/old/sumo/%F0%9F%98%80",
    ],
)
def test_old_address_missing(client: Client, thread: Thread, path: str) -> None:
    remember("thread", "1", thread.pk)
    assert client.get(path).status_code == 404


def test_old_address_only_of_threads_and_replies(client: Client, noor: Member) -> None:
    remember("member", "7", noor.pk)
    remember("comment", "8", noor.pk)
    assert [client.get(f"/old/sumo/{key}").status_code for key in (7, 8)] == [404, 404]


def test_old_address_of_what_is_gone(client: Client, thread: Thread, answer: Reply) -> None:
    remember("thread", "1", thread.pk)
    remember("reply", "2", answer.pk)
    remember("thread", "3", 10**18)
    Reply.objects.filter(pk=answer.pk).update(deleted_at=timezone.now())
    assert client.get("/old/sumo/2").status_code == 404
    Thread.objects.filter(pk=thread.pk).update(deleted_at=timezone.now())
    assert [client.get(f"/old/sumo/{key}").status_code for key in (1, 2, 3)] == [404] * 3


def test_old_address_of_a_closed_board_looks_like_missing(
    as_member: AsMember,
    closed_board: Board,
    partners: Group,
    thread: Thread,
    answer: Reply,
    sasha: Member,
    maren: Member,
    tomasz: Member,
) -> None:
    Thread.objects.filter(pk=thread.pk).update(board=closed_board)
    remember("thread", "1", thread.pk)
    remember("reply", "2", answer.pk)
    tomasz.groups.add(partners)
    for client in (Client(), as_member(sasha)):
        missing = client.get("/old/sumo/3")
        for key in (1, 2):
            hidden = client.get(f"/old/sumo/{key}")
            assert (hidden.status_code, words_of(hidden)) == (404, words_of(missing))
    for member in (maren, tomasz):
        found = as_member(member).get("/old/sumo/1")
        assert (found.status_code, found["Location"]) == (301, thread.get_absolute_url())


def test_old_address_changes_nothing(client: Client, thread: Thread) -> None:
    remember("thread", "1", thread.pk)
    assert client.post("/old/sumo/1").status_code == 405


def test_old_address_leads_there_for_good(client: Client, thread: Thread, answer: Reply) -> None:
    remember("thread", "1", thread.pk)
    remember("reply", "2", answer.pk)
    to_thread, to_reply = client.get("/old/sumo/1"), client.get("/old/sumo/2")
    assert (to_thread.status_code, to_thread["Location"]) == (301, thread.get_absolute_url())
    assert (to_reply.status_code, to_reply["Location"]) == (301, answer.get_absolute_url())
    # Where a source counts questions and answers apart, the question has the address.
    remember("reply", "1", answer.pk)
    assert client.get("/old/sumo/1")["Location"] == thread.get_absolute_url()


def test_old_address_of_an_answer_counted_apart(
    client: Client, thread: Thread, answer: Reply
) -> None:
    remember("thread", "5", thread.pk)
    remember("reply", "5", answer.pk)
    assert client.get("/old/sumo/answer-6").status_code == 404
    leads = [client.get(f"/old/sumo/{key}")["Location"] for key in ("5", "answer-5")]
    assert leads == [thread.get_absolute_url(), answer.get_absolute_url()]

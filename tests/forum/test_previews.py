"""A preview shows what posting will make of the words: names and numbers lead where they will."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Member
from forum.markup import IMPORT_CAP
from forum.models import Reply, Thread
from tests.forum.asking import WORDS
from tests.forum.closed import SLUG, Closed, member_client

AsMember = Callable[[Member], Client]


def words(*threads: Thread) -> str:
    return " ".join(["Ask @tomasz or @nobody, see", *(f"#{thread.pk}" for thread in threads)])


def shown(page: str, *threads: Thread) -> list[bool]:
    """Whether the known name and each number became a link."""
    assert "@nobody" in page and "/m/nobody/" not in page
    return ["/m/tomasz/" in page, *(f'href="/t/{thread.pk}/"' in page for thread in threads)]


@pytest.mark.parametrize(
    ("who", "where", "right"),
    (
        ("visitor", "heating", [True, True, False]),
        ("visitor", SLUG, [True, True, False]),
        ("tomasz", SLUG, [True, True, False]),
        ("piet", "heating", [True, True, False]),
        ("piet", SLUG, [True, True, True]),
    ),
)
def test_for_the_readers_of_the_board(
    closed: Closed, who: str, where: str, right: list[bool]
) -> None:
    """Also somebody inside sees on an open board what everybody will see."""
    client = member_client(getattr(closed, who, None))
    threads = (closed.open_thread, closed.thread)
    sent = {**WORDS, "board": where, "source": words(*threads)}
    assert shown(client.post("/ask/preview/", sent).content.decode(), *threads) == right
    page = client.post("/ask/", {**sent, "preview": "1"}).content.decode()
    assert shown(page, *threads) == right
    answer = client.post(f"/ask/preview/?board={where}", {"source": sent["source"]})
    assert shown(answer.content.decode(), *threads) == right


def test_in_a_thread(closed: Closed) -> None:
    client, threads = member_client(closed.maren), (closed.open_thread, closed.thread)
    sent = {"title": "A", "source": words(*threads), "preview": "1"}
    for thread, right in ((closed.open_thread, False), (closed.thread, True)):
        for path in (f"/t/{thread.pk}/reply/", f"/t/{thread.pk}/edit/"):
            page = client.post(path, sent).content.decode()
            assert shown(page, *threads) == [True, True, right]
            assert f"?board={thread.board.slug}" in page
    page = client.post(f"/r/{closed.reply.pk}/edit/", sent).content.decode()
    assert shown(page, *threads) == [True, True, True]


LONG = "Very cold. " * 1_600
TOO_LONG = "This is longer than a post can be"


def test_of_a_long_imported_text_while_it_is_edited(
    as_member: AsMember, closed: Closed, answer: Reply, thread: Thread
) -> None:
    """The cap is that of the post, for who may edit it; for everybody else it is a member's."""
    Reply.objects.filter(pk=answer.pk).update(source=LONG)
    Thread.objects.filter(pk=thread.pk).update(source=f"<p>{LONG}</p>", source_format="html")
    for client, post, right in (
        (as_member(answer.author), f"reply={answer.pk}", False),
        (as_member(closed.maren), f"thread={thread.pk}", False),
        (as_member(answer.author), f"thread={thread.pk}", True),
        (as_member(answer.author), "", True),
        (Client(), f"reply={answer.pk}", True),
    ):
        page = client.post(f"/ask/preview/?board=heating&{post}", {"source": LONG})
        assert (TOO_LONG in page.content.decode()) is right, post
    for wrong in (f"thread={closed.thread.pk}", "reply=x", "thread=99"):
        assert as_member(answer.author).post(f"/ask/preview/?{wrong}").status_code == 404


def test_of_a_long_imported_text_at_its_own_cap(as_member: AsMember, answer: Reply) -> None:
    Reply.objects.filter(pk=answer.pk).update(source=LONG)
    client = as_member(answer.author)
    form = client.get(f"/r/{answer.pk}/edit/").content.decode()
    address = f"/ask/preview/?board=heating&amp;reply={answer.pk}"
    assert f'data-preview="{address}"' in form
    sent = {"source": "x" * (IMPORT_CAP + 1)}
    page = client.post(address.replace("&amp;", "&"), sent).content.decode()
    assert TOO_LONG in page

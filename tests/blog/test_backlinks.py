"""Threads that link to a post: from the posts as they stand, to those who may read them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from accounts.models import Member
from blog.actions.checks import look_at_threads
from blog.models import Backlink, Post, Settling
from forum.actions.replies import comment_on, delete_reply, edit_reply, post_reply, undelete_reply
from forum.models import Board, Reply, Thread
from forum.signals import threads_changed

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
SHOWN = "Threads that link here"


def linking() -> list[tuple[int, int]]:
    """Post and thread of each link, once what changed was looked at."""
    look_at_threads()
    assert not Settling.objects.exists()
    return sorted(Backlink.objects.values_list("post", "thread"))


@pytest.mark.parametrize(
    "words",
    [
        "`{}` is the address",
        "[there](https://elsewhere.example{})",
        "[there](https://localhost:8000{})",
        "[there]({}print/)",
        "[there](/help/heating/never-written/)",
        "[there](/help/%00/)",
        "[there](/helpless/)",
        "{} without a scheme",
    ],
)
def test_what_leads_elsewhere_is_no_link(howto: Post, ask: Ask, words: str) -> None:
    ask(source=words.format(howto.get_absolute_url()))
    assert linking() == []


def test_a_closed_thread_is_shown_to_its_readers_alone(
    howto: Post,
    ask: Ask,
    closed_board: Board,
    maren: Member,
    sasha: Member,
    as_member: Callable[[Member], Client],
    client: Client,
) -> None:
    thread = ask(board=closed_board, by=maren, source=f"[so]({howto.get_absolute_url()})")
    assert linking() == [(howto.pk, thread.pk)]
    for stranger in (client, as_member(sasha)):
        assert SHOWN not in stranger.get(howto.get_absolute_url()).content.decode()
    own = as_member(maren).get(howto.get_absolute_url()).content.decode()
    assert SHOWN in own and thread.get_absolute_url() in own


def test_the_thread_of_comments_is_not_one(howto: Post, thread: Thread, tomasz: Member) -> None:
    Post.objects.filter(pk=howto.pk).update(comments_thread=thread)
    post_reply(thread, by=tomasz, source=f"About [this]({howto.get_absolute_url()}).")
    assert linking() == []


@pytest.mark.parametrize("where", ["{}", "http://localhost:8000{}", "{}#step-2", "{}?from=a"])
def test_a_question_that_links(howto: Post, ask: Ask, client: Client, where: str) -> None:
    thread = ask(source=f"Like [here]({where.format(howto.get_absolute_url())})?")
    assert linking() == [(howto.pk, thread.pk)]
    page = client.get(howto.get_absolute_url()).content.decode()
    assert SHOWN in page and thread.get_absolute_url() in page


def test_answers_and_comments_link_as_long_as_they_stand(
    howto: Post, thread: Thread, answer: Reply, tomasz: Member, noor: Member
) -> None:
    there = f"Like [here]({howto.get_absolute_url()})."
    edit_reply(answer, by=tomasz, source=there)
    assert linking() == [(howto.pk, thread.pk)]
    delete_reply(answer, by=tomasz)
    assert linking() == []
    undelete_reply(answer, by=tomasz)
    assert linking() == [(howto.pk, thread.pk)]
    edit_reply(answer, by=tomasz, source="No more.")
    assert linking() == []
    comment_on(answer, by=noor, source=there)
    assert linking() == [(howto.pk, thread.pk)]
    delete_reply(answer, by=tomasz)
    assert linking() == []


def test_an_old_address_links_too(
    howto: Post, ask: Ask, maren: Member, django_capture_on_commit_callbacks: Any
) -> None:
    before = howto.get_absolute_url()
    page = Page.objects.get(pk=howto.pk).specific
    page.slug = "set-it"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision(user=maren).publish(user=maren, skip_permission_checks=True)
    thread = ask(source=f"Like [here]({before}).")
    assert linking() == [(howto.pk, thread.pk)]


def test_an_import_says_so_of_many_at_once(howto: Post, ask: Ask) -> None:
    linked = ask(source=f"Like [here]({howto.get_absolute_url()}).")
    other = ask()
    Settling.objects.all().delete()
    threads_changed.send(Thread, thread_ids=[linked.pk, other.pk])
    assert list(Settling.objects.values_list("thread_id", flat=True)) == [linked.pk]
    assert linking() == [(howto.pk, linked.pk)]

"""Addresses that pages had lead to where they are now; to nothing that is not for everybody."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import post_page_move

from accounts.models import Member
from blog.actions import make_topic, settle_post
from blog.actions.moves import settle_moves
from blog.models import HowTo, Post, Rendering, Source
from blog.queries.redirects import moved_to
from blog.tasks import settle
from forum.models import Board, Thread
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]
AfterCommit = Callable[..., Any]
OLD = "/help/heating/old/"


def lead(path: str, **where: object) -> Redirect:
    return Redirect.objects.create(old_path=Redirect.normalise_path(path), **where)


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks: AfterCommit) -> AfterCommit:
    """Wagtail says that a slug is another once it stands. A test that does not run what comes after
    the commit is a process that was killed there."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def howto(publish: Publish) -> Post:
    return publish("Old")


def words_of(answer: Any) -> str:
    """A page without the address and the token that its forms carry."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
    return re.sub(r'(next=|name="next" value=")[^"&]*', "", html)


def missing(client: Client) -> bytes:
    answer = client.get("/help/heating/never/")
    assert answer.status_code == 404
    return answer.content


def test_a_page_that_is_not_public_reads_as_missing(client: Client, howto: Post) -> None:
    lead("/was/here", redirect_page=howto)
    page = HowTo.objects.get(pk=howto.pk)
    page.unpublish()
    assert (client.get("/was/here/").status_code, client.get("/was/here/").content) == (
        404,
        missing(client),
    )


def test_a_page_for_some_reads_as_missing(client: Client, howto: Post) -> None:
    lead("/was/here", redirect_page=howto)
    PageViewRestriction.objects.create(page=howto.get_parent(), restriction_type="login")
    assert client.get("/was/here").content == missing(client)


def test_a_page_without_its_rendering_reads_as_missing(client: Client, howto: Post) -> None:
    lead("/was/here", redirect_page=howto)
    Rendering.objects.all().delete()
    assert client.get("/was/here").content == missing(client)


def test_a_topic_that_is_not_public_reads_as_missing(howto: Post) -> None:
    other = make_topic(slug="water", title="Water")
    lead("/was/water", redirect_page=other)
    assert moved_to("/was/water/") == "/help/water/"
    restriction = PageViewRestriction.objects.create(page=other, restriction_type="login")
    assert moved_to("/was/water/") == ""
    restriction.delete()
    other.unpublish()
    assert moved_to("/was/water/") == ""


@pytest.mark.parametrize(
    "where", ["javascript:alert(1)", "//evil.example/", "/\\evil.example", "data:x", "", "help"]
)
def test_an_address_that_is_none_leads_nowhere(where: str) -> None:
    lead("/was/here", redirect_link=where)
    assert moved_to("/was/here") == ""


def test_what_would_lead_to_itself_leads_nowhere(howto: Post) -> None:
    lead("/loop", redirect_link="/loop/")
    lead("/top", redirect_page=Site.objects.get().root_page)
    assert [moved_to("/loop/"), moved_to("/top/"), moved_to("/\0"), moved_to("/x" * 200)] == [
        ""
    ] * 4


def test_a_form_is_not_led_on(client: Client, howto: Post) -> None:
    lead("/was/here", redirect_page=howto)
    assert client.post("/was/here/").status_code == 404


def test_forbidden_and_missing_stay_the_same(
    as_member: AsMember, thread: Thread, closed_board: Board, partners: Group, sasha: Member
) -> None:
    Thread.objects.filter(pk=thread.pk).update(board=closed_board)
    for client in (Client(), as_member(sasha)):
        hidden, none = client.get(thread.get_absolute_url()), client.get("/t/999999/x/")
        assert (hidden.status_code, words_of(hidden)) == (404, words_of(none))


def test_a_page_that_is_there_is_not_asked_about(client: Client, howto: Post) -> None:
    lead(OLD, redirect_link="/")
    client.get(OLD)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(OLD).status_code == 200
    assert [q["sql"] for q in queries if "redirect" in q["sql"]] == []
    with CaptureQueriesContext(connection) as queries:
        client.get("/help/heating/never/")
    assert len([q["sql"] for q in queries if "redirect" in q["sql"]]) == 1


def test_another_slug_leads_on(client: Client, howto: Post, after_commit: AfterCommit) -> None:
    page = HowTo.objects.get(pk=howto.pk)
    page.slug = "new"
    with after_commit(execute=True):
        page.save_revision().publish(skip_permission_checks=True)
    answer = client.get(OLD)
    assert (answer.status_code, answer["Location"]) == (301, "/help/heating/new/")
    assert client.get(answer["Location"]).status_code == 200


def test_another_topic_leads_on(client: Client, howto: Post) -> None:
    other = make_topic(slug="water", title="Water")
    HowTo.objects.get(pk=howto.pk).move(other, pos="last-child")
    answer = client.get(OLD)
    assert (answer.status_code, answer["Location"]) == (301, "/help/water/old/")


def test_another_slug_of_a_topic_leads_on_for_all_under_it(
    client: Client, howto: Post, after_commit: AfterCommit
) -> None:
    topic = make_topic(slug="heating", title="Heating")
    topic.slug = "warmth"
    with after_commit(execute=True):
        topic.save_revision().publish(skip_permission_checks=True)
    found = [client.get("/help/heating/")["Location"], client.get(OLD)["Location"]]
    assert found == ["/help/warmth/", "/help/warmth/old/"]


def test_the_row_of_the_site_goes_first(howto: Post) -> None:
    lead("/was", redirect_link="/elsewhere/")
    lead("/was", redirect_page=howto, site=Site.objects.get())
    assert moved_to("/was/") == OLD


# Killed between the commit and what follows it ----------------------------------------------------
@pytest.fixture
def unheard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail says that a page moved after it was committed, and nobody is there any more."""
    monkeypatch.setattr(post_page_move, "receivers", [])
    monkeypatch.setattr(post_page_move, "sender_receivers_cache", {})


def test_another_slug_whose_process_was_killed_leads_on(client: Client, howto: Post) -> None:
    settle()
    page = HowTo.objects.get(pk=howto.pk)
    page.slug = "new"
    page.save()
    assert (client.get(OLD).status_code, Redirect.objects.count()) == (404, 0)
    settle()
    assert client.get(OLD)["Location"] == "/help/heating/new/"
    assert settle() == 0


def test_another_topic_whose_process_was_killed_leads_on(
    client: Client, howto: Post, thread: Thread, maren: Member, unheard: None
) -> None:
    settle()
    Source.objects.create(howto_id=howto.pk, thread=thread, by=maren, is_published=True)
    settle_post(howto.pk)
    other = make_topic(slug="water", title="Water")
    HowTo.objects.get(pk=howto.pk).move(other, pos="last-child")
    assert Redirect.objects.count() == 0
    settle()
    assert client.get(OLD)["Location"] == "/help/water/old/"
    assert client.get("/help/water/old/").status_code == 200
    # Also what other rooms show of it.
    (shown,) = Thread.objects.get(pk=thread.pk).resources
    assert shown["url"] == "/help/water/old/"


def test_a_topic_whose_process_was_killed_leads_on_with_all_under_it(
    client: Client, publish: Publish
) -> None:
    for number in range(3):
        publish(f"Old {number}")
    settle()
    topic = make_topic(slug="heating", title="Heating")
    topic.slug = "warmth"
    topic.save()
    settle()
    old = ["/help/heating/", *(f"/help/heating/old-{number}/" for number in range(3))]
    assert [client.get(at)["Location"] for at in old] == [
        at.replace("heating", "warmth") for at in old
    ]


def test_one_that_was_published_a_moment_before_is_known(client: Client, howto: Post) -> None:
    """Beat need not have been there in between."""
    page = HowTo.objects.get(pk=howto.pk)
    page.slug = "new"
    page.save()
    settle()
    assert client.get(OLD)["Location"] == "/help/heating/new/"


def test_where_another_page_stood_before_the_newest_leads(
    client: Client, publish: Publish, after_commit: AfterCommit
) -> None:
    first, kept = publish("Old"), lead("/help/heating/kept/", redirect_link="/elsewhere/")
    for slug, post in (("one", first), ("two", None)):
        page = HowTo.objects.get(pk=post.pk if post else publish("Older", slug="old").pk)
        page.slug = slug
        with after_commit(execute=True):
            page.save_revision().publish(skip_permission_checks=True)
    assert client.get(OLD)["Location"] == "/help/heating/two/"
    last = publish("Kept", slug="kept")
    HowTo.objects.filter(pk=last.pk).update(url_path="/home/help/heating/kept2/", slug="kept2")
    settle()
    assert Redirect.objects.get(pk=kept.pk).redirect_link == "/elsewhere/"


def test_a_draft_that_never_was_there_leads_nowhere_on(publish: Publish) -> None:
    draft = publish("Draft", live=False)
    page = HowTo.objects.get(pk=draft.pk)
    page.slug = "other"
    page.save()
    settle()
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_seeing_to_what_moved_costs_the_same(publish: Publish, count: int) -> None:
    for number in range(count):
        publish(f"Old {number}")
    settle_moves()
    topic = make_topic(slug="heating", title="Heating")
    topic.slug = "warmth"
    topic.save()
    with CaptureQueriesContext(connection) as queries:
        assert settle_moves() == count + 1
    assert len(queries) == 9

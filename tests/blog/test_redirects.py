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

from accounts.models import Member
from blog.actions import make_topic
from blog.actions.publishing import settle_posts
from blog.models import HowTo, Post, Rendering
from blog.queries.redirects import moved_to
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
    """Wagtail makes the rows of another slug once it stands."""
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


def test_whoever_is_killed_after_a_move_leaves_the_rest_to_the_sweep(
    client: Client, howto: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wagtail writes the row of the old address and says so once the new one is committed."""
    Post.objects.filter(pk=howto.pk).update(slug="new", url_path="/home/help/heating/new/")
    assert not Redirect.objects.exists()
    assert (settle_posts(), settle_posts()) == (1, 0)
    answer = client.get(OLD)
    assert (answer.status_code, answer["Location"]) == (301, "/help/heating/new/")
    # Where Wagtail did write it there is one.
    Post.objects.filter(pk=howto.pk).update(slug="old", url_path="/home/help/heating/old/")
    lead("/help/heating/new/", redirect_page=howto)
    assert settle_posts() == 1
    assert Redirect.objects.count() == 2

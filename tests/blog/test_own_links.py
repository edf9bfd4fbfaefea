"""Links of posts to this site: what a visitor would not find there is a doubt about the post, without
anything being asked of the network."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.models import PageViewRestriction

from accounts.models import Member, Notification
from blog.actions.links import look_at_links
from blog.enums import Doubt, LinkState
from blog.models import HowTo, Link, LinkUse, Post, Series, SeriesPart
from blog.queries.places import is_there
from forum.actions.replies import post_reply
from forum.actions.threads import delete_thread, undelete_thread
from forum.models import Board, Tag, Thread
from tests.blog.conftest import Publish
from tests.blog.test_links import open_doubts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AfterCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **more: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def to(*addresses: str) -> list[tuple[str, str]]:
    return [("text", "".join(f'<p><a href="{at}">there</a></p>' for at in addresses))]


# Not there ---------------------------------------------------------------------------------------
NOT_THERE = (
    "/t/999999/x/",
    "/t/99999999999999999999999/x/",
    "/t/1/r/999999/",
    "/b/nowhere/",
    "/tags/nowhere/",
    "/m/nobody/",
    "/m/nobody/reputation/",
    "/help/nowhere/",
    "/help/heating/nowhere/",
    "/help/heating/a/b/",
    "/help/series/nowhere/",
    "/help/tags/nowhere/",
    "/help/by/nobody/",
    "/feeds/help/nowhere/",
    "/about/nowhere/",
    "/documents/999999/none.pdf",
    "/media/images/../none.webp",
    "/media/../../etc/passwd",
    "/media/images/none.webp",
    "/media/posts/none.webp",
    "/old/sumo/1",
    "/nowhere",
    "/%00",
    "/cms/",
    "/admin/",
    "/desk/howtos/",
    "/moderate/log/",
    "/settings/",
)


def test_nothing_is_there(howto: Post) -> None:
    assert [path for path in NOT_THERE if is_there(path)] == []


def test_what_is_kept_for_some_is_not_there(
    thread: Thread, closed_board: Board, partners: Group, publish: Publish
) -> None:
    post = publish("Quillfeather")
    assert (is_there(thread.get_absolute_url()), is_there(post.get_absolute_url())) == (True, True)
    Thread.objects.filter(pk=thread.pk).update(board=closed_board)
    PageViewRestriction.objects.create(page=post, restriction_type="login")
    gone = (
        thread.get_absolute_url(),
        f"/t/{thread.pk}/",
        f"/feeds/t/{thread.pk}/",
        closed_board.get_absolute_url(),
        post.get_absolute_url(),
    )
    assert {path: is_there(path) for path in gone} == dict.fromkeys(gone, False)


def test_a_draft_and_what_hangs_on_it_are_not_there(publish: Publish) -> None:
    draft = publish("Quillfeather", live=False)
    document = Document.objects.create(title="Leaflet", file="documents/leaflet.pdf")
    series = Series.objects.create(slug="one", title="One")
    SeriesPart.objects.create(series=series, post=draft)
    gone = (draft.get_absolute_url(), document.url, "/help/series/one/")
    assert {path: is_there(path) for path in gone} == dict.fromkeys(gone, False)


def test_a_broken_link_is_a_doubt_at_once_and_told_once(
    publish: Publish, thread: Thread, noor: Member, maren: Member
) -> None:
    path = thread.get_absolute_url()
    post = publish("Linked", steps=to(f"{path}#answers"))
    now = timezone.now()
    assert (look_at_links(at=now), open_doubts(post)) == (1, [])
    delete_thread(thread, by=noor)
    assert (look_at_links(at=now), open_doubts(post)) == (0, [])
    assert look_at_links(at=now + DAY) == 1
    assert open_doubts(post) == [(Doubt.LINK, settings.SITE_URL + path)]
    look_at_links(at=now + 2 * DAY)
    assert Notification.objects.filter(kind="check", member=maren).count() == 1
    undelete_thread(Thread.objects.get(pk=thread.pk), by=noor)
    look_at_links(at=now + 3 * DAY)
    assert (open_doubts(post), Link.objects.get().state) == ([], LinkState.GOOD)


def test_a_link_that_is_taken_out_is_no_doubt_any_more(publish: Publish) -> None:
    post = publish("Linked", steps=to("/b/nowhere/"))
    look_at_links()
    assert open_doubts(post) == [(Doubt.LINK, settings.SITE_URL + "/b/nowhere/")]
    page = HowTo.objects.get(pk=post.pk)
    page.steps = to("/ask/")
    page.save_revision().publish(skip_permission_checks=True)
    assert open_doubts(post) == []


def test_a_page_that_went_off_the_pages_is_a_doubt_about_those_that_link_to_it(
    publish: Publish, django_capture_on_commit_callbacks: AfterCommit
) -> None:
    other = publish("Other")
    text = f'<p>See <a linktype="page" id="{other.pk}">the <b>other</b> &amp; more</a>.</p>'
    post = publish("Linked", steps=[("text", text)])
    assert look_at_links() == 1
    assert open_doubts(post) == []
    with django_capture_on_commit_callbacks(execute=True):
        HowTo.objects.get(pk=other.pk).unpublish()
    assert open_doubts(post) == [(Doubt.LINK, "the other & more")]
    with django_capture_on_commit_callbacks(execute=True):
        HowTo.objects.get(pk=other.pk).save_revision().publish(skip_permission_checks=True)
    assert open_doubts(post) == []


def test_a_page_that_was_deleted_is_a_doubt_about_those_that_link_to_it(
    publish: Publish, django_capture_on_commit_callbacks: AfterCommit
) -> None:
    other = publish("Other")
    text = f'<p><a linktype="page" id="{other.pk}">the other</a></p>'
    post, address = publish("Linked", steps=[("text", text)]), other.get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        HowTo.objects.get(pk=other.pk).delete()
    look_at_links()
    assert open_doubts(post) == [(Doubt.LINK, settings.SITE_URL + address)]


# There -------------------------------------------------------------------------------------------
def test_what_a_visitor_finds_is_there(
    publish: Publish, thread: Thread, tomasz: Member, client: Client
) -> None:
    tag = Tag.objects.create(slug="hub", name="Hub")
    thread.tags.add(tag)
    post = publish("Set the link")
    series = Series.objects.create(slug="one", title="One")
    SeriesPart.objects.create(series=series, post=post)
    reply = post_reply(thread, by=tomasz, source="Turn it off and on.")
    paths = (
        *("/", "/boards/", "/ask/", "/search/", "/leaderboard/", "/robots.txt", "/help/"),
        *(thread.get_absolute_url(), f"/t/{thread.pk}/r/{reply.pk}/", f"/feeds/t/{thread.pk}/"),
        *(thread.board.get_absolute_url(), f"/feeds/b/{thread.board.slug}/", "/tags/hub/"),
        *("/m/tomasz/", "/m/tomasz/reputation/", "/help/by/maren/", "/help/series/one/"),
        *("/help/heating/", post.get_absolute_url(), "/help/tags/hub/", "/feeds/help/heating/"),
    )
    assert {path: is_there(path) for path in paths} == dict.fromkeys(paths, True)
    found = {path: client.get(path).status_code for path in paths}
    assert {path: code for path, code in found.items() if code >= 400} == {}


def test_pages_of_members_are_there_for_who_signs_in(howto: Post) -> None:
    assert [is_there(path) for path in ("/preferences/", "/inbox/", "/drafts/")] == [True] * 3


def test_what_leads_on_is_there(publish: Publish) -> None:
    post = publish("Set the link")
    Redirect.objects.create(old_path="/en-us/kb/link", redirect_page=post)
    Redirect.objects.create(old_path="/help/heating/old", redirect_page=post)
    paths = ("/en-us/kb/link", "/help/heating/old/", post.get_absolute_url().rstrip("/"))
    assert [is_there(path) for path in paths] == [True] * 3
    HowTo.objects.get(pk=post.pk).unpublish()
    assert [is_there(path) for path in paths] == [False] * 3


def test_every_way_of_writing_an_address_of_ours_is_one_link(
    publish: Publish, settings: Any
) -> None:
    site = settings.SITE_URL
    ours = ("/b/nowhere/", f"{site}/b/nowhere/?show=solved", "/b/nowhere/#top", site)
    post = publish(
        "Linked", steps=to(*ours, "#step-1", "/help/heating/linked/", "mailto:a@b.example")
    )
    found = LinkUse.objects.filter(post=post).order_by("link__url")
    here = ("/", "/b/nowhere/", "/help/heating/linked/")
    assert list(found.values_list("link__url", flat=True)) == [f"{site}{path}" for path in here]
    assert look_at_links() == 3


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_looking_at_one_costs_few_queries(publish: Publish, count: int) -> None:
    publish("Linked", steps=to(*(f"/t/{9_000 + n}/x/" for n in range(count))))
    look_at_links()
    with CaptureQueriesContext(connection) as caught:
        assert look_at_links(at=timezone.now() + DAY) == count
    assert len(caught) == 1 + 11 * count

"""/help/: what readers see, and that it is the same for everybody and costs the same for many."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from accounts.models import Member
from blog.actions import make_help
from blog.enums import Part, Status
from blog.models import Announcement, Credit, Post, Series, SeriesPart, Source, Tip, Topic
from blog.queries.pages import tip_of
from blog.queries.posts import open_pages
from forum.models import Board, Tag, Thread
from tests.blog.conftest import Publish

pytestmark = pytest.mark.django_db


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


@pytest.mark.parametrize(
    "path",
    [
        "/help/nope/",
        "/help/heating/nope/",
        "/help/heating/a/b/",
        "/help/series/nope/",
        "/help/by/nobody/",
        "/help/tags/nope/",
        "/feeds/help/nope/",
        "/feeds/help/by/nobody/",
        "/help/heating/?after=x",
        "/help/feedback/",
        "/help/feedback/99/",
        "/help/heating%0a/",
    ],
)
def test_what_is_not_there_is_missing(client: Client, howto: Post, path: str) -> None:
    assert client.get(path).status_code in (404, 405)


def test_a_draft_shows_nowhere(client: Client, publish: Publish) -> None:
    publish("Quillfeather", live=False)
    for path in ("/help/", "/help/heating/", "/feeds/help/", "/feeds/help/heating/", "/"):
        assert b"uillfeather" not in client.get(path).content
    assert client.get("/help/heating/quillfeather/").status_code == 404


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
@pytest.mark.parametrize("of", ["post", "topic", "index"])
def test_what_is_kept_for_some_shows_nowhere(
    client: Client, publish: Publish, topic: Topic, kind: str, of: str
) -> None:
    post = publish("Quillfeather")
    page = {"post": post, "topic": topic, "index": make_help()}[of]
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    for path in ("/help/", "/help/heating/", "/feeds/help/", "/feeds/help/heating/", "/"):
        assert b"uillfeather" not in client.get(path).content
    assert client.get("/help/heating/quillfeather/").status_code == 404


def test_an_unpublished_post_is_gone(client: Client, howto: Post) -> None:
    assert client.get(howto.get_absolute_url()).status_code == 200
    Post.objects.get(pk=howto.pk).specific.unpublish()
    assert client.get(howto.get_absolute_url()).status_code == 404
    assert howto.title.encode() not in client.get("/help/").content


def test_the_page_of_a_howto(client: Client, howto: Post) -> None:
    text = client.get(howto.get_absolute_url()).content.decode()
    assert "<h1>Set the link by hand</h1>" in text
    assert '<li id="step-2" data-number="2">' in text
    assert "<kbd>Boiler</kbd>" in text
    assert "Go on with step 1" in text
    assert 'action="/help/feedback/"' in text


def test_visitors_get_the_same_bytes(client: Client, howto: Post) -> None:
    first, second = (Client().get(howto.get_absolute_url()) for _ in range(2))
    assert first.content == second.content
    assert "csrf" not in first.content.decode()
    assert not first.cookies


def test_other_kinds(client: Client, publish: Publish, board: Board) -> None:
    publish("Bleed a radiator", kind=Tip, body="<p>Turn the key left.</p>")
    issue = publish(
        "Hubs restart at night",
        kind=Announcement,
        symptom="<p>It restarts.</p>",
        status=Status.FIXING,
        next_update_at=timezone.now() + timedelta(hours=4),
        boards=[board],
    )
    assert b"Turn the key left." in client.get("/help/heating/bleed-a-radiator/").content
    shown = client.get("/help/").content.decode()
    assert "Known at the moment" in shown and "Hubs restart at night" in shown
    on_board = client.get(board.get_absolute_url()).content.decode()
    assert "Hubs restart at night" in on_board and "A fix is on its way" in on_board
    Announcement.objects.get(pk=issue.pk).unpublish()
    assert "Hubs restart at night" not in client.get(board.get_absolute_url()).content.decode()


def test_a_closed_issue_leaves_the_board(client: Client, publish: Publish, board: Board) -> None:
    issue = publish("Hubs restart", kind=Announcement, symptom="<p>x</p>", boards=[board])
    assert b"Hubs restart" in client.get(board.get_absolute_url()).content
    row = Announcement.objects.get(pk=issue.pk)
    row.status = Status.CLOSED
    row.save_revision().publish(skip_permission_checks=True)
    assert b"Hubs restart" not in client.get(board.get_absolute_url()).content


def test_who_wrote_and_who_found(
    client: Client,
    howto: Post,
    solved: Thread,
    feed: Callable[[Post, Thread], Source],
    noor: Member,
    tomasz: Member,
    maren: Member,
) -> None:
    Credit.objects.create(post=howto, member=tomasz, part=Part.SOLVER)
    Credit.objects.create(post=howto, member=noor, part=Part.ASKER)
    feed(howto, solved)
    text = client.get(howto.get_absolute_url()).content.decode()
    assert "Tomasz" in text and "found this first" in text and "in answer to Noor" in text
    assert solved.get_absolute_url() in text
    assert howto.title in client.get("/m/tomasz/?show=howtos").content.decode()
    assert howto.title in client.get(f"/m/{maren.username}/?show=howtos").content.decode()
    assert howto.title in client.get(f"/help/by/{maren.username}/").content.decode()
    assert howto.title not in client.get("/help/by/tomasz/").content.decode()
    on_thread = client.get(solved.get_absolute_url()).content.decode()
    assert f'<a href="{howto.get_absolute_url()}">' in on_thread


@pytest.mark.parametrize("count", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_lists_cost_the_same(client: Client, publish: Publish, count: int, board: Board) -> None:
    tag = Tag.objects.create(name="hub", slug="hub")
    board.tags.add(tag)
    posts = [publish(f"Post {n}", tags=[tag]) for n in range(count)]
    series = Series.objects.create(title="First steps", slug="first-steps")
    for place, post in enumerate(posts):
        SeriesPart.objects.create(series=series, post=post, sort_order=place)
    lists = ("/help/", "/help/heating/", "/help/series/first-steps/", "/help/by/maren/")
    paths = (*lists, "/help/tags/hub/", "/feeds/help/", posts[0].get_absolute_url())
    # One of the last page's is search's, for what stands beside the post.
    assert [queries(client, path) for path in paths] == [7, 3, 4, 3, 3, 2, 8]


def test_each_day_has_its_tip(publish: Publish, client: Client) -> None:
    assert "Tip of the day" not in client.get("/help/").content.decode()
    names = ["Let it exercise", "Turn it slowly", "Look underneath"]
    tips = [publish(name, kind=Tip, body="<p>Once a month.</p>") for name in names]
    publish("Read the label")
    PageViewRestriction.objects.create(page=tips[1], restriction_type="login")
    today = timezone.now().date()
    found = [tip_of(today + timedelta(days=n)) for n in range(4)]
    assert found[:2] == found[2:]
    assert {tip.title for tip in found if tip} == {names[0], names[2]}
    assert tip_of(today) == found[0]
    page = client.get("/help/").content.decode()
    assert "Tip of the day" in page and found[0] is not None and found[0].title in page
    assert queries(client, "/help/") == 8


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
def test_no_page_is_compared_with_all_others(howto: Post) -> None:
    """With 5,000 posts /help/ took 18 seconds while what is over a page was looked for in all pages."""
    plan = open_pages(Post.objects.all()).explain().splitlines()
    asked = [line for line in plan if "U0" in line or "U1" in line]
    assert len(asked) == 2
    assert [line for line in asked if "SCAN" in line] == []

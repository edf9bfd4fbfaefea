"""The help blog that the seed writes: whole, dated, tied to the threads that it was made of, and the same
each time.

The community is told once for the module, and of its threads only those that how-tos name.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from wagtail.images.models import Image
from wagtail.models import Page, Revision

from accounts.enums import DeliveryState
from accounts.models import Delivery
from blog.actions.checks import digest_of, look_at_calendar, look_at_threads
from blog.enums import Doubt, Level, Part
from blog.models import (
    Announcement,
    Check,
    Feedback,
    HowTo,
    Post,
    Release,
    Rendering,
    Series,
    Settling,
    Source,
    Tip,
    Topic,
)
from blog.queries.pages import front, post_page
from blog.queries.posts import get_post, live_posts
from config.seed import content
from config.seed.blocks import NAME, Blocks
from config.seed.howtos import PICTURES, _next, seed_howtos
from config.seed.load import seed_community
from forum.models import Board, Thread
from reputation.enums import Rule
from reputation.models import Award

pytestmark = [pytest.mark.django_db, pytest.mark.long]
NOW = timezone.now().replace(minute=0, second=0, microsecond=0)
DUE, OLD = "leave-a-house-in-winter", "move-to-a-new-wifi"
SOURCES = {
    "calendar-runs-the-heating": ("rota-four-on", "lena"),
    "find-the-two-wires": ("old-thermostat-wires", "ife"),
    "fit-a-leaf": ("which-adapter", "wouter"),
    "free-a-stuck-pin": ("stuck-pin", "padma"),
    "leave-a-house-in-winter": ("summer-house-frost", "rune"),
    "log-your-rooms": ("status-fields", "arman"),
    "set-the-link-by-hand": ("cold-morning", "tomasz"),
}
SLUGS = [row["slug"] for row in content.howtos()]


def needed() -> list[dict[str, Any]]:
    """Threads that how-tos name, and those that these name in turn."""
    rows = {row["key"]: row for row in content.threads()}
    texts = "".join(path.read_text() for path in PICTURES.parent.glob("howtos/*.toml"))
    keys = set(re.findall(r"\{thread:([a-z0-9-]+)\}", texts)) | {key for key, _ in SOURCES.values()}
    while more := {m for key in keys for m in _names(rows[key])} - keys:
        keys |= more
    return [row for row in content.threads() if row["key"] in keys]


def _names(row: dict[str, Any]) -> set[str]:
    return set(re.findall(r"\{thread:([a-z0-9-]+)\}", repr(row)))


@pytest.fixture(scope="module", autouse=True)
def community(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    rows, media = needed(), tmp_path_factory.mktemp("media")
    with pytest.MonkeyPatch.context() as patch, override_settings(MEDIA_ROOT=media):
        patch.setattr(content, "threads", lambda: rows)
        with django_db_blocker.unblock():
            told = transaction.atomic()
            told.__enter__()
            seed_community(now=NOW)
            assert seed_howtos(now=NOW) == len(SLUGS)
        yield
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            told.__exit__(None, None, None)


def post(slug: str) -> Post:
    return get_post(Post.objects.get(slug=slug).get_absolute_url()[1:])


# --- what must not be ---------------------------------------------------------------------------


def test_a_name_of_nothing_is_refused() -> None:
    blocks = Blocks(addresses={}, images={})
    for part in ({"text": "{thread:nope}"}, {"picture": "nope", "alt": "x"}, {"txet": "x"}):
        with pytest.raises(KeyError):
            blocks.steps([part])


def test_nothing_is_left_of_the_notation_and_no_picture_is_missing() -> None:
    for rendering in Rendering.objects.all():
        assert NAME.findall(rendering.html) == []
        assert "figure--missing" not in rendering.html
        prose = re.sub(r"<pre.*?</pre>", "", rendering.html, flags=re.DOTALL)
        assert "**" not in prose and "{" not in prose


def test_nobody_is_mailed() -> None:
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 0


def test_nothing_happened_in_the_future_but_what_was_promised() -> None:
    for one in Post.objects.all():
        first, last = one.first_published_at, one.last_published_at
        assert first is not None and last is not None
        assert first <= last <= NOW
        assert one.latest_revision_created_at == last
        assert one.live_revision_id == one.latest_revision_id and not one.has_unpublished_changes
    assert not Revision.objects.filter(created_at__gt=NOW, object_id__in=_pks()).exists()
    comments = Thread.objects.filter(post__isnull=False)
    assert all(t.created_at <= t.active_at <= NOW for t in comments)


def _pks() -> list[str]:
    return [str(pk) for pk in Post.objects.values_list("pk", flat=True)]


# --- what is there ------------------------------------------------------------------------------


def test_there_is_enough_of_everything() -> None:
    assert sorted(live_posts().values_list("slug", flat=True)) == sorted(SLUGS)
    assert (HowTo.objects.count(), Tip.objects.count()) == (15, 2)
    assert (Announcement.objects.count(), Topic.objects.count()) == (1, 5)
    assert set(HowTo.objects.values_list("level", flat=True)) == set(Level)
    assert Post.objects.filter(language="de").count() == 1
    assert {str(one) for one in Release.objects.all()} >= {"Hearth 4.2", "Leaf 1.8"}
    assert all(one.author.is_company for one in Post.objects.select_related("author"))
    kinds = {(part.block_type) for one in HowTo.objects.all() for part in _inside(one)}
    assert kinds >= {"text", "path", "code", "table", "picture", "callout"}


def _inside(howto: HowTo) -> list[Any]:
    steps = [block.value["body"] for block in howto.steps if block.block_type == "step"]
    return [*howto.steps, *(part for body in steps for part in body)]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_post_keeps_to_what_editors_must_and_is_served(client: Client, slug: str) -> None:
    found = post(slug)
    kind = post_page(found.author, found).kind
    kind.full_clean()
    for name in ("steps", "needs"):
        if isinstance(kind, HowTo):
            kind._meta.get_field(name).stream_block.clean(getattr(kind, name))
    answer = client.get(found.get_absolute_url())
    assert answer.status_code == 200
    page = answer.content.decode()
    assert len(page) < 60_000
    for link in set(re.findall(r'href="(/(?:help|t)/[^"#?]+)"', found.rendering.html)):
        assert client.get(link).status_code == 200, link


def test_lists_series_and_feeds_are_served(client: Client) -> None:
    assert [shelf.topic.icon for shelf in front().shelves] == [
        "box",
        "flame",
        "leaf",
        "clock",
        "wifi",
    ]
    for topic in Topic.objects.all():
        assert client.get(f"/help/{topic.slug}/").status_code == 200
        assert client.get(f"/feeds/help/{topic.slug}/").status_code == 200
    for series in Series.objects.all():
        assert client.get(series.get_absolute_url()).status_code == 200
    assert client.get("/help/").status_code == 200


def test_each_picture_is_drawn_stored_and_described() -> None:
    drawn = {path.stem for path in PICTURES.glob("*.svg")}
    assert {path.stem for path in PICTURES.glob("*.png")} == drawn
    assert set(content.help_blog()["picture"]) == drawn
    assert all(path.stat().st_size < 40_000 for path in PICTURES.glob("*.png"))
    shown = [part.value for one in HowTo.objects.all() for part in _inside(one)]
    shown = [value for value in shown if isinstance(value, dict) and value.get("image")]
    assert {value["image"].pk for value in shown} == set(Image.objects.values_list("pk", flat=True))
    assert all(len(value["alt"]) > 40 for value in shown)
    assert all((image.width, image.height) == (960, 540) for image in Image.objects.all())
    assert all(default_storage.exists(image.file.name) for image in Image.objects.all())


def test_series_are_whole() -> None:
    for row in content.help_blog()["series"]:
        parts = Series.objects.get(slug=row["slug"]).parts.select_related("post")
        assert [part.post.slug for part in parts] == row["parts"]
        first = post(row["parts"][0])
        assert [one.series.slug for one in post_page(first.author, first).series] == [row["slug"]]


def test_readers_found_them_helpful() -> None:
    for row in content.howtos():
        rows = Feedback.objects.filter(post__slug=row["slug"])
        good, bad = row.get("helped", [0, 0])
        assert rows.filter(is_helpful=True).count() == good
        assert rows.filter(is_helpful=False).count() == bad
        counts = Rendering.objects.values_list("helpful", "unhelpful").get(post__slug=row["slug"])
        assert counts == (good, bad)
        words = row.get("words", [])
        assert sorted(rows.exclude(words="").values_list("words", flat=True)) == sorted(words)


def test_comments_stand_in_threads_of_their_own(client: Client) -> None:
    for row in content.howtos():
        thread = Post.objects.get(slug=row["slug"]).comments_thread
        assert (thread is not None) == ("comments_on" in row), row["slug"]
        if thread is not None:
            said = thread.replies.order_by("pk").values_list("author__username", flat=True)
            assert list(said) == [one["author"] for one in row["comment"]]
            assert thread.board.slug == row["comments_on"]
            assert (
                row["comment"][0]["body"][:40]
                in client.get(
                    Post.objects.get(slug=row["slug"]).get_absolute_url()
                ).content.decode()
            )


# --- threads and how-tos ------------------------------------------------------------------------


def test_a_source_is_linked_both_ways_and_paid() -> None:
    titles = {row["key"]: row["title"] for row in content.threads()}
    assert sorted(Source.objects.values_list("howto__slug", flat=True)) == sorted(SOURCES)
    for slug, (key, solver) in SOURCES.items():
        source = Source.objects.select_related("thread__author", "reply__author").get(
            howto__slug=slug
        )
        reply, howto = source.reply, post(slug)
        assert reply is not None and reply.pk == source.thread.solution_id
        assert source.thread.title == titles[key] and reply.author.username == solver
        assert source.digest == digest_of(reply.source)
        (entry,) = [e for e in source.thread.resources if e["key"] == f"post:{howto.pk}"]
        assert (entry["title"], entry["url"]) == (howto.title, howto.get_absolute_url())
        paid = Award.objects.get(rule=Rule.HOWTO, source_kind="howto", source_id=source.pk)
        assert (paid.member.username, paid.counted) == (solver, 15)
        named = set(howto.credits.values_list("part", "member__username"))
        assert {(Part.SOLVER, solver), (Part.ASKER, source.thread.author.username)} <= named


def test_a_thread_shows_its_howto_and_a_howto_its_thread(client: Client) -> None:
    source = Source.objects.select_related("thread").get(howto__slug="set-the-link-by-hand")
    howto = post("set-the-link-by-hand")
    assert howto.get_absolute_url() in client.get(source.thread.get_absolute_url()).content.decode()
    assert source.thread.get_absolute_url() in client.get(howto.get_absolute_url()).content.decode()
    assert [who.username for who in post_page(howto.author, howto).authors] == ["hanna", "maren"]


def test_no_source_is_in_doubt() -> None:
    Settling.objects.bulk_create(
        Settling(thread_id=pk) for pk in Source.objects.values_list("thread", flat=True)
    )
    look_at_threads()
    assert Check.objects.count() == 0


def test_the_known_issue_stands_on_its_board_alone(client: Client) -> None:
    issue = Announcement.objects.get()
    assert issue.is_open and not issue.is_late(NOW)
    assert issue.next_update_at is not None
    assert NOW < issue.next_update_at <= NOW + timedelta(days=7)
    noticed = {b.slug: [n["key"] for n in b.notices] for b in Board.objects.all() if b.notices}
    assert noticed == {"heating": [f"post:{issue.pk}"]}
    assert issue.title in client.get("/b/heating/").content.decode()
    assert [one.pk for one in front().issues] == [issue.pk]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (datetime(2026, 11, 26, 20), datetime(2026, 12, 1, 7)),
        (datetime(2026, 12, 1, 6), datetime(2026, 12, 1, 7)),
        (datetime(2026, 12, 1, 7), datetime(2026, 12, 8, 7)),
    ],
)
def test_the_next_tuesday_is_always_ahead(after: datetime, found: datetime) -> None:
    assert _next(1, hour=7, after=after) == found


def test_the_calendar_finds_the_one_due_and_the_one_out_of_date() -> None:
    look_at_calendar(at=NOW)
    found = Check.objects.values_list("post__slug", "doubt", "detail")
    assert sorted(found) == sorted([(DUE, Doubt.DUE, ""), (OLD, Doubt.RELEASE, "Hearth 4.2")])


# --- again --------------------------------------------------------------------------------------


def counts() -> list[int]:
    models = (Page, Revision, Image, Release, Series, Source, Feedback, Thread, Award)
    return [model.objects.count() for model in models]


def test_what_is_there_stays() -> None:
    Post.objects.filter(slug=DUE).update(title="What an editor made of it")
    before = counts(), list(Post.objects.order_by("pk").values_list("pk", "title", "path"))
    assert seed_howtos(now=NOW + timedelta(days=3)) == 0
    assert (
        counts(),
        list(Post.objects.order_by("pk").values_list("pk", "title", "path")),
    ) == before


def test_what_is_gone_is_written_again_with_the_same_words() -> None:
    gone = Post.objects.get(slug="place-a-drop")
    html, at = gone.rendering.html, gone.first_published_at
    gone.specific.delete()
    assert seed_howtos(now=NOW) == 1
    again = post("place-a-drop")
    assert (again.rendering.html, again.first_published_at) == (html, at)


def test_files_stay_readable() -> None:
    for file in (Path(PICTURES).parent / "howtos").glob("*.toml"):
        assert len(file.read_text().splitlines()) <= 150, file.name

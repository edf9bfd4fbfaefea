"""The help blog of the invented community: topics, versions, pictures, posts and series, live since
times past. What is there already stays as it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.models import Page, ReferenceIndex, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.enums import DeliveryState
from accounts.models import Delivery, Member, Notification
from blog.actions import make_help, make_topic, settle_post
from blog.actions.making import note_source
from blog.enums import Part
from blog.models import (
    Announcement,
    Credit,
    Feedback,
    HowTo,
    Post,
    Release,
    Rendering,
    Series,
    SeriesPart,
    Tip,
    Topic,
)
from config.seed import content
from config.seed.blocks import Blocks
from config.seed.story import tag_name
from forum.actions.replies import post_reply
from forum.models import Board, Tag, Thread, Watch

PICTURES = Path(__file__).resolve().parent / "pictures"
NAMED = (("with", Part.AUTHOR), ("solvers", Part.SOLVER), ("askers", Part.ASKER))
Row = dict[str, Any]


@dataclass
class Shelf:
    """What posts refer to, by the names that the files of the seed use."""

    now: datetime
    topics: dict[str, Topic]
    releases: dict[str, Release]
    members: dict[str, Member]
    boards: dict[str, Board]
    threads: dict[str, Thread]
    blocks: Blocks

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)


def seed_howtos(*, now: datetime | None = None) -> int:
    """Fill the help blog of the community that `seed_community` made; returns how many posts are new.

    Arguments: `now` is the moment that "days ago" counts from. Safe to run again: a post of the same
    address name, wherever an editor has moved it, a picture of the same title and so on stay. One
    transaction.
    """
    now = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    # Wagtail notes what refers to what at each of a dozen steps; once for each post is enough.
    with transaction.atomic(), disable_reference_index_auto_update():
        shelf = _make_shelf(now)
        there = set(Post.objects.values_list("slug", flat=True))
        rows = [row for row in content.howtos() if row["slug"] not in there]
        for row in rows:
            ReferenceIndex.create_or_update_for_object(_publish(row, shelf))
        _make_series()
        # Nobody is mailed about what is invented.
        Delivery.objects.filter(state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED)
    return len(rows)


def _make_shelf(now: datetime) -> Shelf:
    plan = content.help_blog()
    make_help(introduction=plan["introduction"])
    topics = {row["slug"]: make_topic(**row) for row in plan["topic"]}
    keys = {row["title"]: row["key"] for row in content.threads()}
    told = Thread.objects.filter(title__in=keys).select_related("solution", "author")
    threads = {keys[thread.title]: thread for thread in told}
    addresses = {f"thread:{key}": thread.get_absolute_url() for key, thread in threads.items()}
    for row in content.howtos():
        addresses[f"howto:{row['slug']}"] = f"/help/{row['topic']}/{row['slug']}/"
    return Shelf(
        now=now,
        topics=topics,
        releases={str(one): one for one in (_release(row, now) for row in plan["release"])},
        members={member.username: member for member in Member.objects.filter(is_active=True)},
        boards={board.slug: board for board in Board.objects.all()},
        threads=threads,
        blocks=Blocks(addresses=addresses, images=_make_pictures(plan["picture"])),
    )


def _release(row: Row, now: datetime) -> Release:
    on = (now - timedelta(days=row["days_ago"])).date()
    name = {"product": row["product"], "name": row["name"]}
    return Release.objects.get_or_create(**name, defaults={"released_on": on})[0]


def _make_pictures(titles: dict[str, str]) -> dict[str, Image]:
    """The drawings beside this module, by the names of their files."""
    found = {image.title: image for image in Image.objects.filter(title__in=titles.values())}
    for name, title in titles.items():
        if title not in found:
            with (PICTURES / f"{name}.png").open("rb") as file:
                image = Image(title=title, file=ImageFile(file, name=f"{name}.png"))
                image.save()
            found[title] = image
    return {name: found[title] for name, title in titles.items()}


def _publish(row: Row, shelf: Shelf) -> Post:
    """A post, its sources before it is settled (they are what it pays for), and what was said of it
    afterwards."""
    at = shelf.ago(row["days_ago"])
    last = shelf.ago(row["checked_days_ago"]) if "checked_days_ago" in row else at
    post = _write(row, shelf, first=at, last=last)
    if "made_of" in row:
        _name_source(post, shelf.threads[row["made_of"]], at=at)
    settle_post(post.pk)
    post.refresh_from_db()
    _date_effects(post, at=at)
    _comment(post, row.get("comment", []), shelf, at=at)
    _give_feedback(post, row, at=at, now=shelf.now)
    return post


def _write(row: Row, shelf: Shelf, *, first: datetime, last: datetime) -> Post:
    """A post that is live since `first` and was changed `last`. Wagtail's own way of publishing would
    save it once more, and say "now" everywhere."""
    kinds: dict[str, type[Post]] = {"howto": HowTo, "tip": Tip, "known-issue": Announcement}
    author, kind = shelf.members[row["author"]], row.get("kind", "howto")
    names = ("title", "slug", "summary", "language")
    post = kinds[kind](
        **{name: row[name] for name in names if name in row},
        author=author,
        owner=author,
        first_published_at=first,
        last_published_at=last,
        comments_board=shelf.boards.get(row.get("comments_on", "")),
    )
    if "review_in_days" in row:
        post.review_on = (shelf.now + timedelta(days=row["review_in_days"])).date()
    post.tags = [_tag(slug) for slug in row.get("tags", [])]
    {"howto": _fill_howto, "tip": _fill_tip, "known-issue": _fill_issue}[kind](post, row, shelf)
    post.credits = [
        Credit(member=shelf.members[name], part=part, sort_order=place)
        for key, part in NAMED
        for place, name in enumerate(row.get(key, []))
    ]
    shelf.topics[row["topic"]].add_child(instance=post)
    revision = post.save_revision(user=author, clean=False)  # it was clean a moment ago
    Revision.objects.filter(pk=revision.pk).update(created_at=last)
    Page.objects.filter(pk=post.pk).update(
        live_revision=revision, has_unpublished_changes=False, latest_revision_created_at=last
    )
    return post


def _fill_howto(post: Any, row: Row, shelf: Shelf) -> None:
    post.level, post.minutes = row.get("level", "easy"), row.get("minutes")
    post.platform = row.get("platform", "")
    post.releases = [shelf.releases[name] for name in row.get("tested", [])]
    post.needs = [("item", thing) for thing in row.get("needs", [])]
    post.steps = shelf.blocks.steps(row["part"])


def _fill_tip(post: Any, row: Row, shelf: Shelf) -> None:
    post.body = shelf.blocks.html(row["body"])


def _fill_issue(post: Any, row: Row, shelf: Shelf) -> None:
    for name in ("symptom", "cause", "workaround"):
        setattr(post, name, shelf.blocks.html(row[name]))
    post.status, post.boards = row["status"], [shelf.boards[slug] for slug in row["boards"]]
    post.next_update_at = _next(row["next_weekday"], hour=row["next_hour"], after=shelf.now)


def _next(weekday: int, *, hour: int, after: datetime) -> datetime:
    """The first such hour (UTC) of such a day (Monday is 0) later than `after`."""
    at = after.replace(hour=hour) + timedelta(days=(weekday - after.weekday()) % 7)
    return at if at > after else at + timedelta(days=7)


def _tag(slug: str) -> Tag:
    return Tag.objects.get_or_create(slug=slug, defaults={"name": tag_name(slug)})[0]


def _name_source(post: Post, thread: Thread, *, at: datetime) -> None:
    """That a how-to was made of the Solution of a thread. Raises ValueError where there is none."""
    reply = thread.solution
    if reply is None:
        raise ValueError(f"{thread} has no Solution")
    note_source(HowTo.objects.get(pk=post.pk), thread, reply, by=post.author, at=at)


def _date_effects(post: Post, *, at: datetime) -> None:
    """What follows from publishing says "now"; here it happened in the past."""
    Notification.objects.filter(event=f"howto:{post.pk}").update(created_at=at)
    Thread.objects.filter(pk=post.comments_thread_id).update(created_at=at, active_at=at)
    Watch.objects.filter(thread=post.comments_thread_id).update(at=at)


def _comment(post: Post, rows: list[Row], shelf: Shelf, *, at: datetime) -> None:
    for row in rows:
        if post.comments_thread is not None:
            then = min(at + timedelta(hours=row["hours_after"]), shelf.now)
            by = shelf.members[row["author"]]
            post_reply(post.comments_thread, by=by, source=row["body"], at=then)


def _give_feedback(post: Post, row: Row, *, at: datetime, now: datetime) -> None:
    """What visitors said, evenly over the days since: so long ago that nothing of them is kept."""
    good, bad = row.get("helped", [0, 0])
    words, every = row.get("words", []), (now - at) / (good + bad + 1)
    # The noes stand among the yeses, and not all at the end.
    no = {(n + 1) * (good + bad) // (bad + 1) for n in range(bad)}
    said = [
        Feedback(post=post, edition=1, is_helpful=n not in no, at=at + every * (n + 1))
        for n in range(good + bad)
    ]
    for one, line in zip((one for one in said if not one.is_helpful), words, strict=False):
        one.words = line
    Feedback.objects.bulk_create(said)
    Rendering.objects.filter(post=post).update(helpful=good, unhelpful=bad)


def _make_series() -> None:
    for row in content.help_blog()["series"]:
        names = {name: row[name] for name in ("title", "description")}
        series, is_new = Series.objects.get_or_create(slug=row["slug"], defaults=names)
        posts = {post.slug: post for post in Post.objects.filter(slug__in=row["parts"])}
        if is_new:
            SeriesPart.objects.bulk_create(
                SeriesPart(series=series, post=posts[slug], sort_order=place)
                for place, slug in enumerate(row["parts"])
            )

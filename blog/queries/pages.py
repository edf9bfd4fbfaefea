"""What the pages of the help blog show, in a fixed number of queries each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils import timezone

from accounts.keyset import after_key, first_page
from accounts.models import Member
from accounts.providers import Viewer
from blog.addresses import ROOT
from blog.enums import Part, Status
from blog.models import (
    Announcement,
    Backlink,
    Check,
    Credit,
    HelpIndex,
    Post,
    Series,
    SeriesPart,
    Source,
    Topic,
)
from blog.providers import related
from blog.queries.posts import kind_of, live_posts, open_pages, parent_path, with_kinds
from forum.models import Reply, Tag, Thread
from forum.providers import Suggestion
from forum.queries import visible_replies, visible_threads

PAGE = 24
# Of each topic so many posts stand on /help/.
OF_A_TOPIC = 5
COMMENTS = 5
LINKING = 5
ORDER = "first_published_at"
# What a list does not show.
HEAVY = ("rendering__html", "rendering__plain", "rendering__outline", "howto__steps")


@dataclass(frozen=True)
class Rows:
    """Posts of a list, newest first, and where the list goes on ("" at its end)."""

    rows: list[Post]
    older: str = ""


@dataclass(frozen=True)
class Shelf:
    """A topic with its newest posts."""

    topic: Topic
    posts: list[Post]


@dataclass(frozen=True)
class Front:
    """/help/: what is known to be wrong, a tip, topics with their newest posts, and series."""

    index: HelpIndex
    shelves: list[Shelf]
    issues: list[Post]
    series: list[Series]
    tip: Post | None = None


@dataclass(frozen=True)
class InSeries:
    """A series that a post is part of, with its parts in order."""

    series: Series
    posts: list[Post]


@dataclass
class PostPage:
    """Everything on a post's page beside the post itself."""

    post: Post
    kind: Post
    authors: list[Member]
    solvers: list[Member]
    askers: list[Member]
    threads: list[Thread]
    backlinks: list[Thread]
    series: list[InSeries]
    related: list[Suggestion]
    tags: list[Tag]
    comments: list[Reply] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    @property
    def helped(self) -> int:
        """Per cent of readers whom this edition helped; 0 where too few have said so."""
        said = self.post.rendering.helpful + self.post.rendering.unhelpful
        return round(100 * self.post.rendering.helpful / said) if said >= ENOUGH else 0


# From so many words on a share says something.
ENOUGH = 5


def list_posts(posts: QuerySet[Post], after: str = "", *, size: int = PAGE) -> Rows:
    """A page of posts that the caller took from `live_posts`. One query. Raises Http404 for a place
    that is none."""
    rows = with_kinds(after_key(posts, ORDER, after)).defer(*HEAVY).order_by(f"-{ORDER}", "-pk")
    return Rows(*first_page(rows, ORDER, size))


def front() -> Front:
    """/help/. Raises Http404 before `make_help` has run."""
    index = open_pages(HelpIndex.objects.all()).first()
    if index is None:
        raise Http404
    topics = list(open_pages(Topic.objects.child_of(index)).order_by("path"))
    place = Window(
        RowNumber(), partition_by=F("topic_path"), order_by=(F(ORDER).desc(), F("pk").desc())
    )
    ranked = live_posts().annotate(topic_path=parent_path()).annotate(place=place)
    newest = ranked.filter(place__lte=OF_A_TOPIC).values("pk")
    rows = with_kinds(Post.objects.filter(pk__in=newest)).defer(*HEAVY)
    shelves: dict[str, list[Post]] = {}
    for post in rows.order_by(f"-{ORDER}", "-pk"):
        shelves.setdefault(post.path[: -Post.steplen], []).append(post)
    return Front(
        index,
        [Shelf(topic, shelves[topic.path]) for topic in topics if topic.path in shelves],
        open_issues(),
        list(Series.objects.filter(parts__post__in=live_posts()).distinct()[:20]),
        tip_of(timezone.now().date()),
    )


def tip_of(day: date) -> Post | None:
    """The tip of a day (UTC), the same for everybody: each in its turn. Two queries."""
    tips = with_kinds(live_posts().filter(tip__isnull=False)).defer(*HEAVY).order_by("pk")
    count = tips.count()
    return tips[day.toordinal() % count] if count else None


def open_issues() -> list[Post]:
    """Known issues that are not closed, newest first."""
    still = Announcement.objects.exclude(status=Status.CLOSED).values("pk")
    rows = with_kinds(live_posts().filter(pk__in=still)).defer(*HEAVY)
    return list(rows.order_by(f"-{ORDER}", "-pk")[:20])


def get_topic(slug: str) -> Topic:
    """Raises Http404 for a topic that is not there, or not for everybody."""
    found = open_pages(Topic.objects.filter(url_path=f"{ROOT}help/{slug}/")).first()
    if found is None:
        raise Http404
    return found


def posts_of_topic(topic: Topic) -> QuerySet[Post]:
    return live_posts().filter(path__startswith=topic.path)


def posts_by(member: Member) -> QuerySet[Post]:
    """What somebody wrote, alone or with others."""
    return _named(member, [Part.AUTHOR])


def posts_with(member: Member) -> QuerySet[Post]:
    """What somebody wrote or found."""
    return _named(member, [Part.AUTHOR, Part.SOLVER])


def _named(member: Member, parts: Sequence[Part]) -> QuerySet[Post]:
    named = Credit.objects.filter(member=member, part__in=parts).values("post")
    return live_posts().filter(Q(author=member) | Q(pk__in=named))


def posts_tagged(tag: Tag) -> QuerySet[Post]:
    return live_posts().filter(tags=tag)


def get_series(slug: str) -> tuple[Series, list[Post]]:
    """A series and those of its posts that everybody may read, in order. Raises Http404."""
    found = Series.objects.filter(slug=slug).first()
    if found is None:
        raise Http404
    pks = list(SeriesPart.objects.filter(series=found).values_list("post", flat=True))
    rows = {p.pk: p for p in with_kinds(live_posts().filter(pk__in=pks)).defer(*HEAVY)}
    posts = [rows[pk] for pk in pks if pk in rows]
    if not posts:
        raise Http404
    return found, posts


def post_page(viewer: Viewer, post: Post) -> PostPage:
    """What stands around a post that was read by `get_post`: five queries and those of what is
    related, for any number of people, sources and parts; one more where there are comments, and one
    where something is in doubt."""
    named = named_in(post.credits.select_related("member").order_by("sort_order", "pk"))
    threads = visible_threads(viewer).filter(
        howto_sources__howto=post.pk, howto_sources__is_published=True
    )
    return PostPage(
        post=post,
        kind=kind_of(post),
        authors=[post.author, *named[Part.AUTHOR]],
        solvers=named[Part.SOLVER],
        askers=named[Part.ASKER],
        threads=list(threads.order_by("pk")[:10]),
        backlinks=_backlinks(viewer, post),
        series=_series_of(post),
        related=related(viewer, post),
        tags=list(post.tags.all()),
        comments=_comments(viewer, post),
        checks=_checks(post),
    )


def _backlinks(viewer: Viewer, post: Post) -> list[Thread]:
    """Threads of others that link here, the newest first; those that it was made of stand elsewhere
    on its page."""
    own = Source.objects.filter(howto=post.pk, is_published=True).values("thread")
    linking = Backlink.objects.filter(post=post.pk).values("thread")
    rows = visible_threads(viewer).filter(pk__in=linking).exclude(pk__in=own)
    return list(rows.order_by("-active_at", "-pk")[:LINKING])


def named_in(credits_: Iterable[Credit]) -> dict[Part, list[Member]]:
    """Who is named on a post, by what they did."""
    rows = list(credits_)
    return {part: [credit.member for credit in rows if credit.part == part] for part in Part}


def _series_of(post: Post) -> list[InSeries]:
    parts = SeriesPart.objects.filter(series__parts__post=post.pk, post__in=live_posts())
    found: dict[Series, list[Post]] = {}
    rows = parts.select_related("series", "post").order_by("series__title", "sort_order", "pk")
    for part in rows:
        found.setdefault(part.series, []).append(part.post)
    return [InSeries(series, posts) for series, posts in found.items() if len(posts) > 1]


def _comments(viewer: Viewer, post: Post) -> list[Reply]:
    if post.comments_thread_id is None:
        return []
    rows = visible_replies(viewer).filter(thread=post.comments_thread_id)
    return list(rows.select_related("author").order_by("-created_at", "-pk")[:COMMENTS])[::-1]


def _checks(post: Post) -> list[Check]:
    """Why somebody should look again, as far as readers care."""
    if not post.rendering.doubts:
        return []
    return list(Check.objects.filter(post=post.pk, settled_at=None).order_by("opened_at", "pk"))


def siblings(rows: Sequence[InSeries], post: Post) -> tuple[Post | None, Post | None]:
    """What comes before and after a post in the first series that it is part of."""
    for row in rows:
        place = next((n for n, one in enumerate(row.posts) if one.pk == post.pk), None)
        if place is not None:
            before = row.posts[place - 1] if place else None
            after = row.posts[place + 1] if place + 1 < len(row.posts) else None
            return before, after
    return None, None

"""What people who look after posts should do next."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from wagtail.models import TaskState

from accounts.models import Member
from blog.enums import LinkState
from blog.models import Check, Feedback, LinkUse, Post
from blog.queries.posts import live_posts

SHOWN = 50
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Desk:
    """The queues of /desk/howtos/, of one member's posts or of all."""

    checks: list[Check]
    due: list[Post]
    waiting: list[TaskState]
    links: list[LinkUse]
    words: list[Feedback]
    trends: list["Trend"]


@dataclass(frozen=True)
class Trend:
    """What readers said of each edition of a post, the oldest first: (edition, yes, no)."""

    post: Post
    editions: list[tuple[int, int, int]]

    @property
    def latest(self) -> int:
        """Per cent of yes of the last edition."""
        _edition, good, bad = self.editions[-1]
        return round(100 * good / (good + bad))


def desk_for(reader: Member, *, everybody: bool = False, at: datetime | None = None) -> Desk:
    """What is to do with the posts of `reader`, or with everybody's, in a fixed number of queries.
    Words of readers go to the author alone."""
    at = at or timezone.now()
    own = Q() if everybody else Q(author=reader)
    posts = Post.objects.filter(own).values("pk")
    checks = Check.objects.filter(post__in=posts, settled_at=None).select_related("post__author")
    due = live_posts().filter(own, review_on__lte=(at + SOON).date()).select_related("author")
    links = LinkUse.objects.filter(post__in=posts, link__state=LinkState.BROKEN)
    words = Feedback.objects.filter(post__author=reader).exclude(words="").select_related("post")
    return Desk(
        list(checks.order_by("opened_at", "pk")[:SHOWN]),
        list(due.order_by("review_on", "pk")[:SHOWN]),
        _waiting(posts),
        list(links.select_related("post", "link").order_by("link__checked_at", "pk")[:SHOWN]),
        list(words.order_by("-at", "-pk")[:SHOWN]),
        _trends(posts),
    )


def _waiting(posts: QuerySet[Post, dict[str, object]]) -> list[TaskState]:
    """Posts that were submitted and that nobody has looked at."""
    keys = [str(row["pk"]) for row in posts]
    rows = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state__object_id__in=keys
    )
    rows = rows.select_related("workflow_state__requested_by", "revision")
    return list(rows.order_by("started_at", "pk")[:SHOWN])


def _trends(posts: QuerySet[Post, dict[str, object]]) -> list[Trend]:
    """Posts of which most was said lately, with every edition."""
    most = Feedback.objects.filter(post__in=posts).values("post").annotate(n=Count("pk"))
    pks = [row["post"] for row in most.order_by("-n")[:20]]
    rows = Feedback.objects.filter(post__in=pks).values_list("post", "edition")
    rows = rows.annotate(n=Count("pk"), good=Count("pk", filter=Q(is_helpful=True)))
    found: dict[int, list[tuple[int, int, int]]] = {}
    for post, edition, n, good in rows.order_by("post", "edition"):  # type: ignore[misc]
        found.setdefault(post, []).append((edition, good, n - good))
    kept = Post.objects.in_bulk(pks)
    trends = [Trend(kept[pk], found[pk]) for pk in pks if pk in kept]
    return sorted(trends, key=lambda trend: trend.latest)

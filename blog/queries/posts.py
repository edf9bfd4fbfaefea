"""Posts that readers may see."""

from collections.abc import Collection
from typing import TypeVar

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Length, Now, Substr
from django.http import Http404
from wagtail.models import Page, PageViewRestriction

from blog.addresses import ROOT
from blog.models import Post, Topic
from blog.models.renderings import NOWHERE

PageT = TypeVar("PageT", bound=Page)
# Root, home, /help/, a topic and a post: what one may stand under, and room for more. What is over a
# page is named by its path rather than compared with every page there is.
LEVELS = 8


def open_pages(pages: QuerySet[PageT]) -> QuerySet[PageT]:
    """Those of `pages` that everybody may read: published, not past their time (also before the task
    that takes them off has run), and neither they nor what they stand under kept for some viewers.
    No query of its own, where Wagtail's `public()` has one each."""
    over = [Substr(OuterRef("path"), 1, n * Page.steplen) for n in range(1, LEVELS + 1)]
    in_time = Q(expire_at=None) | Q(expire_at__gt=Now())
    pages = pages.filter(in_time, live=True)
    return pages.exclude(Exists(PageViewRestriction.objects.filter(page__path__in=over)))


def live_posts() -> QuerySet[Post]:
    """Posts that everybody may read, once they are rendered. The one door."""
    posts = Post.objects.filter(rendering__revision__isnull=False).exclude(
        rendering__revision=NOWHERE
    )
    return open_pages(posts)


def kind_of(post: Post) -> Post:
    """A post as what it is: a how-to, a tip or an announcement. No query after `with_kinds`."""
    for name in ("howto", "tip", "announcement"):
        found: Post | None = getattr(post, name, None)
        if found is not None:
            return found
    raise TypeError(f"post {post.pk} is of no kind")


def with_kinds(posts: QuerySet[Post]) -> QuerySet[Post]:
    """The same with what each kind adds, and the author, in the same query."""
    return posts.select_related("howto", "tip", "announcement", "rendering", "author")


def parent_path(of: str = "path") -> Substr:
    """Where what a page stands under is in Wagtail's tree."""
    return Substr(of, 1, Length(of) - Post.steplen)


def get_post(path: str) -> Post:
    """The post at `help/<topic>/<slug>/`. Raises Http404 for what nobody may read."""
    parent = ExpressionWrapper(OuterRef("path"), CharField())
    topic = Topic.objects.annotate(here=parent).filter(path=parent_path("here"))
    posts = with_kinds(live_posts()).annotate(
        topic_title=Subquery(topic.values("title")[:1]),
        topic_slug=Subquery(topic.values("slug")[:1]),
    )
    # Of these two, only the slug has an index.
    slug = path.rstrip("/").rpartition("/")[2]
    found = posts.filter(slug=slug, url_path=f"{ROOT}{path}").first()
    if found is None:
        raise Http404
    return found


def posts_to_index(pks: Collection[int]) -> list[Post]:
    """Those of these posts that everybody may read, with all that an index says of them (kinds,
    rendering, author, tags, credits) in three queries."""
    posts = with_kinds(live_posts()).filter(pk__in=pks)
    return list(posts.prefetch_related("tags", "credits"))

"""Posts that readers may see."""

from collections.abc import Collection

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import Http404
from wagtail.models import PageViewRestriction

from blog.models import Post

# The root page's own name begins each of Wagtail's paths.
ROOT = "/home/"


def live_posts() -> QuerySet[Post]:
    """Posts that everybody may read: published, rendered, and neither they nor what they stand under
    kept for some viewers. The one door; no query of its own."""
    here = ExpressionWrapper(OuterRef("path"), CharField())
    closed = PageViewRestriction.objects.annotate(here=here).filter(
        here__startswith=F("page__path")
    )
    posts = Post.objects.filter(live=True, rendering__revision__isnull=False)
    return posts.exclude(rendering__revision=0).exclude(Exists(closed))


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


def get_post(path: str) -> Post:
    """The post at `help/<topic>/<slug>/`. Raises Http404 for what nobody may read."""
    found = with_kinds(live_posts()).filter(url_path=f"{ROOT}{path}").first()
    if found is None:
        raise Http404
    return found


def posts_to_index(pks: Collection[int]) -> list[Post]:
    """Those of these posts that everybody may read, with all that an index says of them (kinds,
    rendering, author, tags, credits) in four queries."""
    posts = with_kinds(live_posts()).filter(pk__in=pks)
    return list(posts.prefetch_related("tags", "credits"))

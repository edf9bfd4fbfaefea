"""Posts that readers may see."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import Http404

from blog.models import Post

# The root page's own name begins each of Wagtail's paths.
ROOT = "/home/"


def live_posts() -> QuerySet[Post]:
    """Posts that everybody may read: published, not kept for some viewers, and rendered. The one
    door; one query more for the restrictions that Wagtail knows."""
    return Post.objects.live().public().filter(rendering__isnull=False)


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

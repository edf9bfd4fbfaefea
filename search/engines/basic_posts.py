"""Posts by the database alone: by their titles and summaries. There are few, so all of them are read."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from blog.enums import Part
from blog.models import Credit, Post
from blog.queries.posts import live_posts
from search.asked import Query
from search.documents import post_key
from search.engines.base import MOST_HITS
from search.engines.basic_words import Rated, has, has_all, is_titled, rated, spoken


def narrowed_posts(query: Query) -> QuerySet[Post]:
    """Posts that the filters of `query` leave; none where it asks for what only threads have."""
    if query.is_of_threads or (query.types and "howto" not in query.types):
        return Post.objects.none()
    posts = live_posts().order_by()
    for tag in query.tags:
        posts = posts.filter(tags=tag)
    if query.languages:
        posts = posts.filter(spoken(query.languages))
    if query.by:
        wrote = Credit.objects.filter(post=OuterRef("pk"), member__in=query.by, part=Part.AUTHOR)
        posts = posts.filter(Q(author__in=query.by) | Exists(wrote))
    if query.since is not None:
        posts = posts.filter(last_published_at__gte=query.since)
    if query.until is not None:
        posts = posts.filter(last_published_at__lt=query.until)
    for phrase in query.phrases:
        posts = posts.filter(has(phrase, "summary"))
    for word in query.without:
        posts = posts.exclude(has(word, "summary"))
    return posts


def posts_with_all(posts: QuerySet[Post], words: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of those with all words in title or summary, those with all in the title first, then
    the last published. One query."""
    found = posts.filter(has_all(words, "summary"))
    rows = found.order_by(is_titled(words).desc(), "-last_published_at", "-pk")
    return tuple(map(post_key, rows.values_list("pk", flat=True)[:MOST_HITS]))


def posts_loosely(posts: QuerySet[Post], words: tuple[str, ...], *, enough: int = 1) -> list[Rated]:
    """Those with at least `enough` of the telling words, with how many they have and what these
    weigh, the best first. One query."""
    rows = rated(posts, words, "summary", enough=enough).order_by("-hits", "-weight", "-pk")
    found = rows.values_list("hits", "weight", "pk")[:MOST_HITS]
    return [(hits, weight, post_key(pk)) for hits, weight, pk in found]

"""What stands now, whatever an index says: each search asks before it looks, and again before it shows
anything."""

from collections.abc import Collection

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value

from blog.models import Post
from blog.queries.posts import live_posts
from forum.models import Reply, Tag
from forum.queries import Viewer, visible_threads
from forum.queries.tags import visible_tags
from search.documents import ids_of_keys, post_key, thread_key
from search.models import Outbox, Source
from search.models.outbox import DOCUMENTS

# Changes that wait to be indexed of which each search looks whether something is gone.
MOST_WAITING = 10_000


def gone_keys(viewer: Viewer) -> tuple[str, ...]:
    """Keys of documents of which an index may hold more than stands for `viewer`: threads that
    changed since they were indexed, and are gone since, or a reply of them is; posts that changed
    and are gone; and posts that were published once and are not to be read now, which needs no
    change of theirs (their time is over, or a page above them was closed). One query."""
    waiting = Outbox.objects.filter(source__in=DOCUMENTS).order_by("-pk")[:MOST_WAITING]
    changed = Outbox.objects.filter(pk__in=waiting.values("pk"))
    stands = visible_threads(viewer).filter(pk=OuterRef("object_id"))
    lost = Reply.objects.filter(
        thread=OuterRef("object_id"), deleted_at__isnull=False, deleted_at__gte=OuterRef("at")
    )
    threads = changed.filter(source=Source.THREAD).annotate(
        stands=Exists(stands), lost=Exists(lost)
    )
    threads = threads.exclude(stands=True, lost=False)
    live = live_posts().filter(pk=OuterRef("object_id"))
    posts = changed.filter(source=Source.POST).exclude(Exists(live))
    once = Post.objects.filter(rendering__isnull=False)
    kept_back = once.exclude(Exists(live_posts().filter(pk=OuterRef("pk"))))
    post = Value(Source.POST.value, output_field=CharField())
    rows = threads.values_list("source", "object_id").union(
        posts.values_list("source", "object_id"),
        kept_back.order_by().annotate(sort=post).values_list("sort", "pk"),
    )
    return tuple(sorted(key_of(source, pk) for source, pk in rows))


def key_of(source: str, pk: int) -> str:
    """The key of the document of a thread or a post, by what an outbox row calls it."""
    return post_key(pk) if source == Source.POST else thread_key(pk)


def known_tags(viewer: Viewer) -> QuerySet[Tag]:
    """The tags that `viewer` may know of: the forum's, and those of posts, which everybody reads."""
    written = live_posts().filter(tags=OuterRef("pk"))
    return Tag.objects.filter(Q(pk__in=visible_tags(viewer).values("pk")) | Exists(written))


def standing_keys(viewer: Viewer, keys: Collection[str]) -> set[str]:
    """Those of `keys` that `viewer` may see now. One query, none for no keys."""
    threads, posts = ids_of_keys(keys)
    if not threads and not posts:
        return set()
    seen = visible_threads(viewer).filter(pk__in=threads).order_by()
    live = live_posts().filter(pk__in=posts).order_by()
    thread, post = (Value(one.value, output_field=CharField()) for one in DOCUMENTS)
    rows = seen.annotate(sort=thread).values_list("sort", "pk")
    if posts:
        others = live.annotate(sort=post).values_list("sort", "pk")
        rows = rows.union(others, all=True) if threads else others
    return {key_of(source, pk) for source, pk in rows}

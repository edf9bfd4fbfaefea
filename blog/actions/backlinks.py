"""Which threads link to posts: read from their rendered texts, so that only what is a link counts."""

from collections.abc import Collection, Iterator
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from blog.addresses import address_of, addresses_in, own_path, path_at
from blog.models import Backlink, Post, Source
from blog.queries.redirects import moved_to
from forum.models import Comment, Reply, Thread

HELP = "/help/"
# A text may have thousands of links; of one thread no more than so many addresses are looked up.
MOST_LINKS = 200
# And of those that lead to no page, so many are looked for among old addresses, each in a query.
MOST_MOVED = 20


def concerning(thread_ids: Collection[int]) -> QuerySet[Thread]:
    """Those of these threads that feed a how-to, link to one or did: what is to be worked out anew
    when they change. One query."""
    own = OuterRef("pk")
    replies = Reply.objects.filter(thread=own, html__contains=HELP)
    comments = Comment.objects.filter(thread=own, html__contains=HELP)
    known = Exists(Source.objects.filter(thread=own)) | Exists(Backlink.objects.filter(thread=own))
    linking = Q(html__contains=HELP) | Exists(replies) | Exists(comments)
    return Thread.objects.filter(known | linking, pk__in=thread_ids)


def note_backlinks(thread_id: int) -> None:
    """Keep which posts a thread links to now, by the addresses of today or of before. A thread of
    comments on a post is no link to it. The caller holds the thread."""
    posts = Post.objects.filter(url_path__in=_paths_of(thread_id))
    pks = set(posts.exclude(comments_thread=thread_id).values_list("pk", flat=True))
    Backlink.objects.filter(thread=thread_id).exclude(post__in=pks).delete()
    Backlink.objects.bulk_create(
        [Backlink(post_id=pk, thread_id=thread_id) for pk in sorted(pks)], ignore_conflicts=True
    )


def _paths_of(thread_id: int) -> set[str]:
    """Wagtail's paths of what a thread links to on our pages of help."""
    linked = (_path_of(url) for text in _texts(thread_id) for url in addresses_in(text))
    found = set(islice(dict.fromkeys(filter(None, linked)), MOST_LINKS))
    known = Post.objects.filter(url_path__in=found)
    standing = set(known.values_list("url_path", flat=True))
    moved = (moved_to(address_of(path)) for path in sorted(found - standing)[:MOST_MOVED])
    return standing | {path_at(address) for address in moved if address}


def _path_of(url: str) -> str:
    """Wagtail's path of an address of ours in the help blog; "" for another."""
    path = own_path(url) or ""
    is_ours = path.startswith(HELP) and "\0" not in path
    return path_at(f"{path.rstrip('/')}/") if is_ours else ""


def _texts(thread_id: int) -> Iterator[str]:
    """The texts of a thread that are not removed, as far as they may hold a link to help."""
    yield from Thread.objects.filter(pk=thread_id, deleted_at=None).values_list("html", flat=True)
    replies = Reply.objects.filter(thread=thread_id, deleted_at=None, html__contains=HELP)
    yield from replies.values_list("html", flat=True)
    comments = Comment.objects.filter(thread=thread_id, deleted_at=None, html__contains=HELP)
    under = Q(reply=None) | Q(reply__deleted_at=None)
    yield from comments.filter(under).values_list("html", flat=True)

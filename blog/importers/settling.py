"""What follows from publishing many how-tos: the same as from publishing each, in fewer queries, and
with the texts cleaned on several processors while others are written."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from blog.actions.links import note_links
from blog.actions.moves import note_places
from blog.actions.publishing import rendering_of, settle_post
from blog.models import Post, Rendering
from blog.queries.posts import kind_of, open_pages, with_kinds
from blog.rendering import cleaned_before, expand_together, texts_of
from blog.signals import posts_changed
from forum.importers.rendering import Renderer

AHEAD = 1  # batches whose texts are cleaned while one is written


class Begun(NamedTuple):
    """A batch on its way: posts that nothing hangs on yet, and their texts, which are being cleaned."""

    pks: Sequence[int]
    posts: list[Post]
    sources: list[str]
    cleaned: Callable[[], list[str]]


def settle_new(batches: Iterable[Sequence[int]], renderer: Renderer) -> None:
    """Settle these posts. Those that nothing hangs on yet (never shown, made of no thread, on no
    board) go together; the others each by itself."""
    waiting: deque[Begun] = deque()
    for pks in batches:
        waiting.append(_begin(pks, renderer))
        if len(waiting) > AHEAD:
            _finish(waiting.popleft())
    while waiting:
        _finish(waiting.popleft())


def _begin(pks: Sequence[int], renderer: Renderer) -> Begun:
    bare = open_pages(Post.objects.filter(pk__in=pks, rendering=None))
    bare = bare.filter(comments_board=None, howto__isnull=False, howto__sources=None)
    posts = list(with_kinds(bare))
    found = dict.fromkeys(text for post in posts for text in texts_of(kind_of(post)))
    sources = list(found)
    return Begun(pks, posts, sources, renderer.submit_clean(expand_together(sources)))


def _finish(begun: Begun) -> None:
    texts = dict(zip(begun.sources, begun.cleaned(), strict=True))
    with transaction.atomic():
        held = Post.objects.select_for_update(of=("self",)).filter(pk__in=begun.pks)
        as_read = dict(held.filter(rendering=None, live=True).values_list("pk", "live_revision_id"))
        posts = [post for post in begun.posts if as_read.get(post.pk) == post.live_revision_id]
        with cleaned_before(texts):
            rows = [rendering_of(post, kind_of(post)) for post in posts]
        Rendering.objects.bulk_create(rows)
        for post, row in zip(posts, rows, strict=True):
            post.rendering = row
            note_links(post)
        note_places(posts)
        if posts:
            posts_changed.send(Post, post_ids=[post.pk for post in posts])
    for pk in set(begun.pks) - {post.pk for post in posts}:
        settle_post(pk)

"""What follows from publishing a post, and from taking it off the pages.

Wagtail publishes; it says so by signals of its own, and blog.receivers calls here. What is
published without that (a process was killed in between) is found by `settle_posts`, which beat
rings: a live post is shown once its rendering is there.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from blog.models import Post, Rendering
from blog.queries.posts import with_kinds
from blog.rendering import render_post
from blog.signals import posts_changed

BATCH = 50


def settle_post(pk: int) -> None:
    """Make everything that follows from a post say what the post says: its rendering, and through
    the signal what rooms above keep of it. Safe to run again."""
    with transaction.atomic():
        post = with_kinds(Post.objects.select_for_update(of=("self",))).filter(pk=pk).first()
        if post is not None and post.live:
            _render(post)
        elif post is not None:
            Rendering.objects.filter(post=post).update(revision=0)
        posts_changed.send(Post, post_ids=[pk])


def settle_posts(*, limit: int = BATCH) -> int:
    """Settle what was published and not settled; returns how many posts that were."""
    live = Post.objects.filter(live=True)
    late = Q(rendering=None) | ~Q(rendering__revision=F("live_revision"))
    gone = Post.objects.filter(live=False, rendering__isnull=False).exclude(rendering__revision=0)
    pks = [*live.filter(late).values_list("pk", flat=True)[:limit]]
    pks += gone.values_list("pk", flat=True)[:limit]
    for pk in pks:
        settle_post(pk)
    return len(pks)


def settle_all(posts: Iterable[Post]) -> None:
    """Settle each of these."""
    for post in posts:
        settle_post(post.pk)


def kind_of(post: Post) -> Post:
    """A post as what it is: a how-to, a tip or an announcement. No query after `with_kinds`."""
    for name in ("howto", "tip", "announcement"):
        found: Post | None = getattr(post, name, None)
        if found is not None:
            return found
    raise TypeError(f"post {post.pk} is of no kind")


def _render(post: Post) -> None:
    rendered = render_post(kind_of(post))
    kept: Rendering | None = getattr(post, "rendering", None)
    row = kept or Rendering(post=post)
    if kept is not None and kept.html != rendered.html:
        row.edition, row.helpful, row.unhelpful = kept.edition + 1, 0, 0
    row.html, row.plain = rendered.html, rendered.plain
    row.outline, row.minutes = rendered.outline, rendered.minutes
    row.revision, row.settled_at = post.live_revision_id or 0, timezone.now()
    row.save()

"""What follows from publishing a post, and from taking it off the pages.

Wagtail publishes, and says so by signals of its own; blog.receivers calls here. What was published
without that (a process was killed in between) is found by `settle_posts`, which beat rings: a live
post is on the pages once its rendering is there.
"""

import logging
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from blog.actions.checks import note_threads
from blog.actions.effects import follow_up
from blog.actions.links import note_links
from blog.actions.moves import note_places
from blog.models import Check, Post, Rendering, Source
from blog.models.renderings import NO_REVISION, NOWHERE
from blog.queries.posts import kind_of, live_posts, open_pages, with_kinds
from blog.rendering import render_post
from blog.signals import posts_changed

log = logging.getLogger(__name__)
BATCH = 50
MOST_RENEWED = 100


def settle_post(pk: int) -> None:
    """Make everything that follows from a post say what the post says: its rendering, what other
    rooms show of it, and what it pays. Safe to run again; nothing for a post that is gone."""
    with transaction.atomic():
        post = _held(pk)
        if post is not None:
            _settle(post, is_live=open_pages(Post.objects.filter(pk=pk)).exists())


def withdraw_post(pk: int) -> None:
    """A post is about to leave the pages, whatever its row still says."""
    with transaction.atomic():
        post = _held(pk)
        if post is not None:
            _settle(post, is_live=False)


def settle_posts(*, limit: int = BATCH) -> int:
    """Settle what was published, closed to some readers or taken off the pages without anybody
    saying so; returns how many posts that were."""
    readable = open_pages(Post.objects.all())
    known = Q(rendering__revision=F("live_revision")) | Q(
        live_revision=None, rendering__revision=NO_REVISION
    )
    late = readable.filter(rendering=None) | readable.exclude(known)
    gone = Post.objects.exclude(rendering=None).exclude(rendering__revision=NOWHERE)
    gone = gone.exclude(pk__in=readable.values("pk"))
    pks = [*late.values_list("pk", flat=True)[:limit], *gone.values_list("pk", flat=True)[:limit]]
    done = 0
    for pk in pks:
        try:
            settle_post(pk)
        except Exception:
            # One that cannot be shown must not keep the others from it.
            log.exception("post %s cannot be settled", pk)
        else:
            done += 1
    return done


def _held(pk: int) -> Post | None:
    """Read once it is held: what hangs on the row may have changed while it was waited for. Its
    rendering is held too, where readers' words are counted."""
    held = Post.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    Rendering.objects.select_for_update().filter(post=pk).first()
    return None if held is None else with_kinds(Post.objects.filter(pk=pk)).get()


def _settle(post: Post, *, is_live: bool) -> None:
    kind = kind_of(post)
    if is_live:
        rendering_of(post, kind).save()
        note_links(post)
        note_places([post])
        # What happened to its sources while it was off the pages.
        note_threads(Source.objects.filter(howto=post.pk).values_list("thread", flat=True))
    else:
        Rendering.objects.filter(post=post).update(revision=NOWHERE)
        Check.objects.filter(post=post, settled_at=None).update(settled_at=timezone.now())
    follow_up(kind, is_live=is_live)
    # By itself, because posts may link to each other and are held one at a time.
    transaction.on_commit(partial(renew_links_to, post.pk))
    posts_changed.send(Post, post_ids=[post.pk])


def renew_links_to(pk: int) -> None:
    """Posts that link to this one name its address, as long as everybody may go there. No edition of
    theirs is another for that."""
    page = Page.objects.filter(pk=pk).first()
    if page is None:
        return
    rows = ReferenceIndex.get_references_to(page).values_list("object_id", flat=True)
    named = {int(found) for found in rows if str(found).isdecimal()} - {pk}
    for other in live_posts().filter(pk__in=named).values_list("pk", flat=True)[:MOST_RENEWED]:
        with transaction.atomic():
            post = _held(other)
            if post is not None:
                rendered = render_post(kind_of(post))
                fresh = Rendering.objects.filter(post=other).exclude(html=rendered.html)
                if fresh.update(html=rendered.html, plain=rendered.plain):
                    post.rendering.html = rendered.html
                    note_links(post)
                    posts_changed.send(Post, post_ids=[other])


def rendering_of(post: Post, kind: Post) -> Rendering:
    """What readers see, to be kept. Another text is another edition, of which nobody has said
    anything."""
    rendered = render_post(kind)
    row: Rendering = getattr(post, "rendering", None) or Rendering(post=post)
    if row.pk is not None and row.html != rendered.html:
        row.edition, row.helpful, row.unhelpful = row.edition + 1, 0, 0
    row.html, row.plain = rendered.html, rendered.plain
    row.outline, row.tested, row.minutes = rendered.outline, rendered.tested, rendered.minutes
    row.revision, row.settled_at = post.live_revision_id or NO_REVISION, timezone.now()
    return row

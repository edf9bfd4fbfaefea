"""Words of muted people, folded in the page of who muted them. The rows stay as they are: only
what this request shows is wrapped, and a press (or a browser's search) opens it without scripts."""

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from accounts.queries.mutes import muted_by
from forum.models import Comment, Reply, Thread
from forum.queries.pages import ThreadView
from forum.queries.visibility import Viewer


def fold_muted(viewer: Viewer, page: ThreadView) -> None:
    """Fold what people whom the viewer muted wrote on a thread's page."""
    muted = muted_by(viewer)
    if not muted:
        return
    views = [*page.replies, *([page.solution] if page.solution else [])]
    fold_posts(muted, [page.thread, *page.comments, *(view.reply for view in views)])
    for view in views:
        fold_posts(muted, view.comments)


def fold_posts(muted: frozenset[int], posts: Iterable[Thread | Reply | Comment]) -> None:
    """Wrap the shown HTML of each post whose author is among `muted`."""
    for post in posts:
        if post.author_id in muted:
            words = _("You muted %(name)s; show") % {"name": post.author.display_name}
            post.html = format_html(
                '<details class="folded"><summary>{}</summary>{}</details>',
                words,
                mark_safe(post.html),
            )

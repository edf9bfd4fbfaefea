"""What posts are called on pages of the rooms below, as far as the viewer may see them."""

from collections.abc import Collection

from forum.queries.visibility import Viewer, visible_replies, visible_threads
from reputation.providers import Label


def thread_labels(viewer: Viewer, ids: Collection[int]) -> dict[int, Label]:
    """Titles and addresses of threads. One query once the process remembers its boards."""
    rows = visible_threads(viewer).filter(pk__in=ids).only("title", "slug")
    return {row.pk: Label(row.title, row.get_absolute_url()) for row in rows}


def reply_labels(viewer: Viewer, ids: Collection[int]) -> dict[int, Label]:
    """The titles of the threads that replies stand in, and the addresses of the replies."""
    rows = visible_replies(viewer).filter(pk__in=ids).select_related("thread")
    rows = rows.only("thread__title")
    return {row.pk: Label(row.thread.title, row.get_absolute_url()) for row in rows}

"""What posts are called on pages of the rooms below, as far as the viewer may see them."""

from collections.abc import Collection

from forum.queries.tags import visible_tags
from forum.queries.visibility import Viewer, visible_boards, visible_replies, visible_threads
from reputation.providers import Label, Shelf
from reputation.queries.tallies import board_scope, tag_scope


def thread_labels(viewer: Viewer, ids: Collection[int]) -> dict[int, Label]:
    """Titles and addresses of threads. One query once the process remembers its boards."""
    rows = visible_threads(viewer).filter(pk__in=ids).only("title", "slug")
    return {row.pk: Label(row.title, row.get_absolute_url()) for row in rows}


def reply_labels(viewer: Viewer, ids: Collection[int]) -> dict[int, Label]:
    """The titles of the threads that replies stand in, and the addresses of the replies."""
    rows = visible_replies(viewer).filter(pk__in=ids).select_related("thread")
    rows = rows.only("thread__title")
    return {row.pk: Label(row.thread.title, row.get_absolute_url()) for row in rows}


def board_shelves(viewer: Viewer) -> list[Shelf]:
    """Boards that have a leaderboard which the viewer may see. No query once the process remembers
    its boards."""
    return [
        Shelf(board.name, board.slug, board_scope(board.pk)) for board in visible_boards(viewer)
    ]


def tag_shelf(viewer: Viewer, slug: str) -> Shelf | None:
    """A tag that the viewer may know."""
    tag = visible_tags(viewer).filter(slug=slug).first()
    return Shelf(tag.name, tag.slug, tag_scope(tag.slug)) if tag else None

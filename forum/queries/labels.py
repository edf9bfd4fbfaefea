"""What posts are called on pages of the rooms below, as far as the viewer may see them."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F

from forum.models import Solution
from forum.queries.tags import visible_tags
from forum.queries.visibility import Viewer, visible_boards, visible_replies, visible_threads
from reputation.providers import Label, Places, Shelf
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


def places_of_solutions(viewer: Viewer, members: Collection[int]) -> dict[int, Places]:
    """Where the standing Solutions of members stand that solved others' threads: names of boards
    that the viewer may see, and languages. One query once the process remembers its boards."""
    rows = Solution.objects.filter(withdrawn_at=None, reply__author__in=members)
    rows = rows.filter(reply__deleted_at=None, thread__deleted_at=None)
    rows = rows.exclude(thread__author=F("reply__author")).order_by()
    names = {board.pk: board.name for board in visible_boards(viewer)}
    boards, languages = defaultdict[int, set[str]](set), defaultdict[int, set[str]](set)
    found = rows.values_list("reply__author", "thread__board", "thread__language").distinct()
    for member, board, language in found:
        if board in names:
            boards[member].add(names[board])
            languages[member].add(language)
    return {
        pk: Places(tuple(sorted(boards[pk])), tuple(sorted(filter(None, languages[pk]))))
        for pk in boards
    }

"""Words as they will be shown: rendered as posting does, for the readers of the board they go to."""

from forum.markup import MEMBER_CAP, render
from forum.models import Board
from forum.queries.resolve import Resolver
from forum.queries.visibility import Viewer, visible_boards


def preview_of(
    source: str, board: Board | None, *, by: Viewer | None = None, cap: int = MEMBER_CAP
) -> str:
    """Safe HTML, with the pictures that `by` may show; "" for no words, and for more than `cap` characters, which may still be cut."""
    if not source.strip() or len(source) > cap:
        return ""
    return render(source, cap=cap, resolve=Resolver(board, by=by)).html


def board_named(viewer: Viewer, slug: str) -> Board | None:
    """The board with this address name, if the viewer may see it."""
    return next((board for board in visible_boards(viewer) if board.slug == slug), None)

"""Which kinds of threads a board takes now: its own, without those that the site leaves out."""

from accounts.site import get_site
from forum.models import Board


def kinds_taken(board: Board) -> list[str]:
    """The kinds that may be asked on `board`. Threads of other kinds that stand there stay."""
    chosen = get_site().kinds
    return [kind for kind in board.kinds if not chosen or kind in chosen]

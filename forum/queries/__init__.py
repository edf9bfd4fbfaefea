"""Reading the forum. `visible_*` and `get_*` are the only doors to what a viewer may not see."""

from forum.queries.visibility import (
    Viewer,
    board_of,
    get_board,
    get_reply,
    get_thread,
    visible_boards,
    visible_replies,
    visible_threads,
)

__all__ = [
    "Viewer",
    "board_of",
    "get_board",
    "get_reply",
    "get_thread",
    "visible_boards",
    "visible_replies",
    "visible_threads",
]

"""Addresses of the desk, for the walks over all addresses."""

from collections.abc import Callable
from typing import Any

DESK = (
    "",
    "rows/",
    "next/",
    "noise/",
    "channels/",
    "duty/",
    "macros/",
    "posts/",
    "views/",
    "insight/",
    "insight.csv",
    "voice/",
    "hand-offs/",
    "issues/",
)
STEPS = (
    "claim",
    "keep",
    "release",
    "take-over",
    "ignore",
    "resolve",
    "reopen",
    "correct",
    "answer",
    "promote",
    "attach",
    "noise",
    "hand-off",
    "issue",
    "private",
    "thank",
)


def _plain(path: str) -> Callable[[Any], list[str]]:
    return lambda _of: [path]


_POSTED = {
    **{f"desk/<id:item_id>/{step}/": _plain(f"/desk/999999/{step}/") for step in STEPS},
    "desk/outgoing/<id:outgoing_id>/": _plain("/desk/outgoing/999999/"),
    "desk/duty/shifts/<id:shift_id>/end/": _plain("/desk/duty/shifts/999999/end/"),
    "desk/hand-offs/<id:hand_off_id>/": _plain("/desk/hand-offs/999999/"),
    "desk/issues/<id:issue_id>/": _plain("/desk/issues/999999/"),
    "desk/private/<id:private_id>/": _plain("/desk/private/999999/"),
    "desk/macros/<id:macro_id>/": _plain("/desk/macros/999999/"),
    "desk/macros/<id:macro_id>/settle/": _plain("/desk/macros/999999/settle/"),
}
DESK_PATHS: dict[str, Callable[[Any], list[str]]] = {
    **{f"desk/{page}": _plain(f"/desk/{page}") for page in DESK},
    "networks/": _plain("/networks/"),
    "on-duty/": _plain("/on-duty/"),
    "private/<str:token>/": _plain("/private/none/"),
    "desk/<id:item_id>/": _plain("/desk/999999/"),
    **_POSTED,
}
# A missing page to everybody but those who work the desk, before anything else is looked at.
DESK_OPEN_POSTS = frozenset(
    {
        "desk/next/",
        "desk/duty/",
        "desk/macros/",
        "desk/issues/",
        "private/<str:token>/",
        "desk/views/",
        *_POSTED,
    }
)

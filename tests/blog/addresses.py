"""Addresses of the help blog, for the walks over all addresses."""

from collections.abc import Callable
from typing import Any


def _plain(*paths: str) -> Callable[[Any], list[str]]:
    return lambda _of: list(paths)


HELP_PATHS: dict[str, Callable[[Any], list[str]]] = {
    "help/feedback/": _plain("/help/feedback/"),
    "help/feedback/words/": _plain("/help/feedback/words/"),
    "help/feedback/<id:post_id>/": _plain("/help/feedback/1/"),
    "help/series/<slug:slug>/": _plain("/help/series/first-steps/"),
    "help/tags/<str:slug>/": _plain("/help/tags/hushed/", "/help/tags/hub/"),
    "help/by/<slug:username>/": _plain("/help/by/piet/", "/help/by/maren/"),
    "feeds/help/": _plain("/feeds/help/"),
    "feeds/help/<slug:slug>/": _plain("/feeds/help/heating/"),
    "feeds/help/by/<slug:username>/": _plain("/feeds/help/by/piet/", "/feeds/help/by/maren/"),
    "desk/howtos/": _plain("/desk/howtos/", "/desk/howtos/?of=all"),
    "desk/howtos/checks/<id:check_id>/": _plain("/desk/howtos/checks/999999/"),
}
# For everybody, or a missing page to everybody but the company before anything else.
HELP_OPEN_POSTS = frozenset(
    {
        "help/feedback/",
        "help/feedback/words/",
        "desk/howtos/checks/<id:check_id>/",
    }
)

"""The addresses of one's own things, for the tests that walk them all in search of a closed word."""

from collections.abc import Callable
from typing import Any

from accounts.models import Notification
from accounts.tokens import unsubscribe_token


def _plain(*paths: str) -> Callable[[Any], list[str]]:
    return lambda _of: list(paths)


ACCOUNT_PATHS: dict[str, Callable[[Any], list[str]]] = {
    "preferences/export/": _plain("/preferences/export/"),
    "preferences/delete/": _plain("/preferences/delete/"),
    "language/": _plain("/language/"),
    "preferences/face/": _plain("/preferences/face/"),
    "inbox/": _plain("/inbox/", "/inbox/?show=new"),
    "inbox/read/": _plain("/inbox/read/"),
    "inbox/<int:pk>/": lambda of: [
        f"/inbox/{pk}/" for pk in Notification.objects.values_list("pk", flat=True)
    ],
    "unsubscribe/<str:token>/": lambda of: [
        f"/unsubscribe/{unsubscribe_token(of.piet, kind)}/" for kind in ("reply", "daily")
    ],
    "m/<slug:username>/mute/": _plain("/m/piet/mute/"),
    "preferences/links/": _plain("/preferences/links/"),
    "invitations/": _plain("/invitations/"),
    "invitations/<int:pk>/revoke/": _plain("/invitations/1/revoke/"),
    "invitations/<str:token>/": _plain("/invitations/none/"),
    "groups/<int:pk>/leave/": lambda of: [f"/groups/{of.board.groups.get().pk}/leave/"],
    "groups/<int:pk>/m/<slug:username>/remove/": lambda of: [
        f"/groups/{of.board.groups.get().pk}/m/piet/remove/"
    ],
    "settings/": _plain("/settings/"),
    "site/<slug:stamp>.css": _plain("/site/0a5c4a.css"),
    "media/<path:name>": _plain("/media/posts/a.webp"),
}
ACCOUNT_POSTS = frozenset(
    {
        "preferences/export/",
        "preferences/delete/",
        "language/",
        "preferences/face/",
        "settings/",
        "preferences/links/",
        "m/<slug:username>/mute/",
        "invitations/",
        "invitations/<int:pk>/revoke/",
        "invitations/<str:token>/",
        "groups/<int:pk>/leave/",
        "groups/<int:pk>/m/<slug:username>/remove/",
        "inbox/read/",
        "inbox/<int:pk>/",
        "unsubscribe/<str:token>/",
    }
)

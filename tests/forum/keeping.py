"""The addresses where order and where drafts are kept, for the tests that walk them all in search of a closed word."""

from collections.abc import Callable
from typing import Any

from accounts.models import AuditEntry


def _of(letter: str, tail: str) -> Callable[[Any], list[str]]:
    def fill(of: Any) -> list[str]:
        posts = {
            "t": [of.thread],
            "r": [of.reply, of.other_reply, of.deleted_reply],
            "c": [of.comment],
        }
        return [f"/{letter}/{post.pk}/{tail}/" for post in posts[letter]]

    return fill


KEEPING_PATHS: dict[str, Callable[[Any], list[str]]] = {
    "t/<id:thread_id>/moderate/": _of("t", "moderate"),
    "t/<id:thread_id>/flag/": _of("t", "flag"),
    "r/<id:reply_id>/moderate/": _of("r", "moderate"),
    "r/<id:reply_id>/flag/": _of("r", "flag"),
    "c/<id:comment_id>/moderate/": _of("c", "moderate"),
    "c/<id:comment_id>/flag/": _of("c", "flag"),
    "moderate/": lambda _of: ["/moderate/", "/moderate/?sort=most"],
    "moderate/log/": lambda _of: ["/moderate/log/"],
    "moderate/log/<id:entry_id>/undo/": lambda _of: [
        f"/moderate/log/{pk}/undo/" for pk in AuditEntry.objects.values_list("pk", flat=True)
    ],
    "drafts/": lambda _of: ["/drafts/"],
    "drafts/save/": lambda _of: ["/drafts/save/"],
    "drafts/<id:draft_id>/delete/": lambda _of: ["/drafts/999999/delete/"],
    "drafts/<id:draft_id>/undelete/": lambda _of: ["/drafts/999999/undelete/"],
}
KEEPING_POSTS: dict[str, dict[str, str]] = {
    "t/<id:thread_id>/moderate/": {"act": "lock", "reason": "enough"},
    "t/<id:thread_id>/flag/": {"reason": "spam"},
    "r/<id:reply_id>/moderate/": {"act": "hide", "reason": "enough"},
    "r/<id:reply_id>/flag/": {"reason": "spam"},
    "c/<id:comment_id>/moderate/": {"act": "hide", "reason": "enough"},
    "c/<id:comment_id>/flag/": {"reason": "spam"},
    "drafts/<id:draft_id>/delete/": {},
    "drafts/<id:draft_id>/undelete/": {},
}
# A missing page to everybody but the company, before anything else.
KEEPING_OPEN_POSTS = frozenset({"moderate/log/<id:entry_id>/undo/", "drafts/save/"})

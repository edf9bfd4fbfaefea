"""The addresses where order is kept and where words are begun, for the tests that walk them all in search of a closed word."""

from collections.abc import Callable
from typing import Any

from accounts.models import AuditEntry
from forum.models import SuggestedEdit


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
    "t/<id:thread_id>/suggest/": _of("t", "suggest"),
    "t/<id:thread_id>/sort/": _of("t", "sort"),
    "r/<id:reply_id>/suggest/": _of("r", "suggest"),
    "suggested/<id:suggestion_id>/": lambda _of: [
        f"/suggested/{pk}/" for pk in SuggestedEdit.objects.values_list("pk", flat=True)
    ],
    "moderate/suggested/": lambda _of: ["/moderate/suggested/"],
    "moderate/rings/": lambda _of: ["/moderate/rings/", "/moderate/rings/?show=decided"],
    "moderate/rings/check/": lambda _of: ["/moderate/rings/check/"],
    "moderate/rings/<int:pk>/": lambda _of: ["/moderate/rings/1/"],
    "moderate/rings/appeals/<int:pk>/": lambda _of: ["/moderate/rings/appeals/1/"],
    "reputation/appeal/<int:pk>/": lambda _of: ["/reputation/appeal/1/"],
    "leaderboard/": lambda of: [
        "/leaderboard/",
        "/leaderboard/?period=all&of=employees&by=points",
        f"/leaderboard/?board={of.board.slug}&period=all",
        f"/leaderboard/?tag={of.tag.slug}&period=all",
    ],
    "leaderboard/listed/": lambda _of: ["/leaderboard/listed/"],
    "leaderboard/member-of-the-week/": lambda _of: ["/leaderboard/member-of-the-week/"],
    "ranks/": lambda _of: ["/ranks/"],
    "moderate/superusers/": lambda _of: ["/moderate/superusers/"],
    "moderate/superusers/nominate/": lambda _of: ["/moderate/superusers/nominate/?member=piet"],
    "moderate/superusers/<int:pk>/": lambda _of: ["/moderate/superusers/1/"],
    "superusers/": lambda _of: ["/superusers/"],
    "superusers/invitation/": lambda _of: ["/superusers/invitation/"],
    "m/<slug:username>/superuser/": lambda _of: ["/m/piet/superuser/", "/m/sasha/superuser/"],
    "complete/members/": lambda of: [
        f"/complete/members/?q={start}&{place}"
        for start in ("pi", "ol", "qu")
        for place in (f"key=reply:{of.thread.pk}", f"key=ask&board={of.board.slug}")
    ],
    "complete/hash/": lambda of: [
        f"/complete/hash/?q={typed}&key={key}"
        for typed in ("hu", "hushed", "title", of.thread.pk)
        for key in (f"reply:{of.thread.pk}", f"reply:{of.open_thread.pk}", "ask")
    ],
    "search/instant/": lambda _of: [
        "/search/instant/?q=",
        "/search/instant/?q=hu",
        "/search/instant/?q=marzi",
    ],
    "search/seen/": lambda _of: ["/search/seen/"],
    "search/solved/": lambda _of: ["/search/solved/"],
    "search/left/": lambda _of: ["/search/left/"],
    "help/make/<id:thread_id>/": lambda of: [f"/help/make/{of.thread.pk}/"],
    "search/helped/<id:thread_id>/": lambda of: [f"/search/helped/{of.thread.pk}/"],
    "search/helped/how-to/<id:post_id>/": lambda _of: ["/search/helped/how-to/1/"],
    "desk/search/": lambda _of: ["/desk/search/", "/desk/search/?days=7"],
    "search/recent/": lambda _of: ["/search/recent/"],
    "search/recent/clear/": lambda _of: ["/search/recent/clear/"],
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
    "t/<id:thread_id>/suggest/": {"title": "Mine", "source": "Mine now", "note": "better"},
    "t/<id:thread_id>/sort/": {"act": "retag", "tags": "hub", "reason": "better"},
    "r/<id:reply_id>/suggest/": {"source": "Mine now", "note": "better"},
    "suggested/<id:suggestion_id>/": {"act": "accept"},
    "drafts/<id:draft_id>/delete/": {},
    "drafts/<id:draft_id>/undelete/": {},
}
# A missing page to everybody but the company, before anything else.
KEEPING_OPEN_POSTS = frozenset(
    {
        "moderate/log/<id:entry_id>/undo/",
        "moderate/rings/check/",
        "moderate/rings/<int:pk>/",
        "moderate/rings/appeals/<int:pk>/",
        "reputation/appeal/<int:pk>/",
        "leaderboard/listed/",
        "leaderboard/member-of-the-week/",
        "moderate/superusers/nominate/",
        "moderate/superusers/<int:pk>/",
        "superusers/invitation/",
        "m/<slug:username>/superuser/",
        "drafts/save/",
        "search/recent/",
        "search/recent/clear/",
        "search/seen/",
        "search/solved/",
        "search/left/",
    }
)

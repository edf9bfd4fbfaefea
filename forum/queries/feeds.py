"""What feeds carry: only what everybody may see, because feed readers have no session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import Member
from forum.models import Board, Reply, Thread
from forum.queries.visibility import visible_replies, visible_threads

ENTRIES = 30
EVERYBODY = AnonymousUser


@dataclass(frozen=True)
class Entry:
    """One entry: an opening post or a reply. `html` is rendered and safe; `key` is an address that
    stays when a title changes."""

    key: str
    title: str
    url: str
    html: str
    author: Member
    at: datetime
    changed_at: datetime


def newest_threads(board: Board | None = None) -> list[Entry]:
    """The newest threads of a board, or of all. Two queries."""
    rows = visible_threads(EVERYBODY()).select_related("author")
    if board is not None:
        rows = rows.filter(board=board)
    return [_of_thread(row) for row in rows.order_by("-created_at", "-pk")[:ENTRIES]]


def replies_in(thread: Thread) -> list[Entry]:
    """The newest replies of a thread, and the opening post as the oldest entry."""
    rows = visible_replies(EVERYBODY()).filter(thread=thread).select_related("author", "thread")
    return [*_of_replies(rows.order_by("-created_at", "-pk")[: ENTRIES - 1]), _of_thread(thread)]


def answers_by(member: Member) -> list[Entry]:
    """The newest answers of a member."""
    rows = visible_replies(EVERYBODY()).filter(author=member).select_related("author", "thread")
    return _of_replies(rows.order_by("-created_at", "-pk")[:ENTRIES])


def _of_thread(thread: Thread) -> Entry:
    return Entry(
        key=f"/t/{thread.pk}/",
        title=thread.title,
        url=thread.get_absolute_url(),
        html=thread.html,
        author=thread.author,
        at=thread.created_at,
        changed_at=thread.edited_at or thread.created_at,
    )


def _of_replies(replies: Iterable[Reply]) -> list[Entry]:
    return [
        Entry(
            key=reply.get_absolute_url(),
            title=reply.thread.title,
            url=reply.get_absolute_url(),
            html=reply.html,
            author=reply.author,
            at=reply.created_at,
            changed_at=reply.edited_at or reply.created_at,
        )
        for reply in replies
    ]

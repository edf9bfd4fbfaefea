"""What may be completed while somebody writes: @names, and #tags and #numbers of threads. Nothing is
offered that its writer may not see, nor a person who may not read what is written."""

import re
from dataclasses import asdict, dataclass
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Member
from accounts.queries import known
from forum.models import Board, Comment, Reply, Tag, Thread
from forum.providers import ask_suggestions
from forum.queries.tags import visible_tags
from forum.queries.visibility import (
    board_of,
    readers_among,
    visible_boards,
    visible_replies,
    visible_threads,
)

MOST: Final = 8
SHORTEST: Final = 2
LONGEST: Final = 40
_ID: Final = "[1-9][0-9]{0,17}"
_KEY: Final = re.compile(
    rf"(?:reply:|(?:comment|edit):/t/)(?P<thread>{_ID})(?![0-9])|comment:/r/(?P<reply>{_ID})/"
)
_THREAD: Final = re.compile(r"/t/([1-9][0-9]{0,17})/")


@dataclass(frozen=True)
class Offer:
    """`insert` is what the text gets, `label` and `more` what the person reads."""

    insert: str
    label: str
    more: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True)
class Where:
    """Where the text will stand, as far as the writer sees it."""

    thread: Thread | None
    board: Board | None


def where_of(viewer: Member, key: str, board: str) -> Where:
    """The thread of the form `key` (a form's data-draft, as "reply:7" or "comment:/r/9/comment/"),
    else the board with this slug."""
    found, thread = _KEY.match(key), None
    if found and found["thread"]:
        thread = visible_threads(viewer).filter(pk=int(found["thread"])).first()
    elif found:
        replies = visible_replies(viewer).select_related("thread")
        reply = replies.filter(pk=int(found["reply"])).first()
        thread = reply.thread if reply else None
    if thread is not None:
        return Where(thread, board_of(viewer, thread.board_id))
    chosen = (one for one in visible_boards(viewer) if one.slug == board)
    return Where(None, next(chosen, None))


def begins(field: str, words: str) -> Q:
    """Rows whose `field` begins with `words`, in the shape that an index serves: SQLite takes a
    range, but no LIKE with an escape; PostgreSQL has an index for LIKE, and sorts in its own way."""
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": words, f"{field}__lt": f"{words}\U0010ffff"})
    return Q(**{f"{field}__startswith": words})


def complete_members(where: Where, typed: str) -> list[Offer]:
    """Members whose address name begins with `typed`, and before them those who wrote in the
    thread, whose name may begin with it too. At most MOST, two queries."""
    typed = typed.casefold()
    if not SHORTEST <= len(typed) <= LONGEST:
        return []
    readers = _readers(where)
    found = {}
    if where.thread is not None:
        called = Q(display_name__istartswith=typed) | Q(display_name__icontains=f" {typed}")
        here = readers.filter(Q(username__startswith=typed) | called, _in_thread(where.thread))
        found = {member.pk: member for member in here.order_by("username")[:MOST]}
    if len(found) < MOST:
        for member in readers.filter(begins("username", typed)).order_by("username")[:MOST]:
            found.setdefault(member.pk, member)
    return [
        Offer(f"@{member.username}", member.display_name, f"@{member.username}")
        for member in list(found.values())[:MOST]
    ]


def _readers(where: Where) -> QuerySet[Member]:
    """Who may read what is written there."""
    members = known(Member.objects.only("username", "display_name"))
    if where.board is None:
        return members
    return readers_among(where.thread or Thread(board=where.board), members)


def _in_thread(thread: Thread) -> Q:
    replies = Reply.objects.filter(thread=thread, deleted_at=None).values("author_id")
    comments = Comment.objects.filter(thread=thread, deleted_at=None).values("author_id")
    return Q(pk=thread.author_id) | Q(pk__in=replies) | Q(pk__in=comments)


def complete_hash(viewer: Member, where: Where, typed: str) -> list[Offer]:
    """Tags that begin with `typed`, those of the board first; the thread of that number; threads
    that the rooms above find for the words."""
    typed = typed.casefold()
    if not typed or len(typed) > LONGEST:
        return []
    threads = _threads(viewer, where, typed)
    room = MOST - min(len(threads), MOST // 2)
    tags = [Offer(f"#{tag.slug}", tag.name, f"#{tag.slug}") for tag in _tags(viewer, where, typed)]
    return [*tags[:room], *threads][:MOST]


def _tags(viewer: Member, where: Where, typed: str) -> list[Tag]:
    own = (
        [tag for tag in where.board.tags.all() if tag.slug.startswith(typed)] if where.board else []
    )
    others = visible_tags(viewer).filter(begins("slug", typed)).order_by("slug")[:MOST]
    return list({tag.pk: tag for tag in [*own, *others]}.values())[:MOST]


def _threads(viewer: Member, where: Where, typed: str) -> list[Offer]:
    """Only those that the text would link: everybody who reads it may follow."""
    ids = [int(typed)] if typed.isascii() and typed.isdigit() and len(typed) <= 18 else []
    if not ids and len(typed) > SHORTEST:
        urls = [found.url for found in ask_suggestions(viewer, typed.replace("-", " "))]
        ids = [int(found[1]) for url in urls if (found := _THREAD.match(url))]
    if not ids:
        return []
    linked = Q(board__is_closed=False) | Q(board=where.board)
    seen = visible_threads(viewer).filter(linked, pk__in=ids).only("title").in_bulk()
    return [Offer(f"#{pk}", seen[pk].title, f"#{pk}") for pk in ids if pk in seen]

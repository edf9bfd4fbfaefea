"""Lists of threads, paged by keyset: a page costs the same wherever it stands in the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.http import Http404

from accounts.keyset import after_key, key_of
from accounts.models import Member
from forum.enums import CLOSED_STATES, SOLVABLE, Kind
from forum.models import Board, Thread, Watch
from forum.queries.visibility import (
    Viewer,
    board_of,
    own_threads,
    visible_boards,
    visible_threads,
)

PAGE = 30
# View → the time that orders it.
ORDERS = {
    "active": "active_at",
    "newest": "created_at",
    "unanswered": "created_at",
    "unsolved": "active_at",
    "solved": "solved_at",
    "mine": "active_at",
    "watched": "active_at",
}
PERSONAL = frozenset({"mine", "watched"})


@dataclass(frozen=True)
class ThreadList:
    """One page: rows, and the key that the next page starts after ("" on the last page)."""

    rows: list[Thread]
    next: str


@dataclass(frozen=True)
class Asked:
    """What a list page was asked for: view, kind ("" for all), tag slug, and where to go on."""

    show: str = "active"
    kind: str = ""
    tag: str = ""
    after: str = ""


def list_threads(
    viewer: Viewer, asked: Asked, *, board: Board | None = None, size: int = PAGE
) -> ThreadList:
    """A page of threads. Raises Http404 for a view, kind, tag or key that does not exist."""
    if asked.show not in ORDERS or asked.kind not in ("", *Kind.values):
        raise Http404
    if asked.show == "mine":
        threads = own_threads(viewer)
    else:
        threads = _view(viewer, visible_threads(viewer), asked.show)
    if board is not None:
        threads = threads.filter(board=board)
    if asked.kind:
        threads = threads.filter(kind=asked.kind)
    if asked.tag:
        threads = threads.filter(tags__slug=asked.tag)
    if board is not None and asked.show == "active":
        page = _pinned_first(threads, asked.after, size)
    else:
        page = page_of(threads, ORDERS[asked.show], asked.after, size)
    return ThreadList(with_boards(viewer, page.rows), page.next)


def with_boards(viewer: Viewer, rows: list[Thread]) -> list[Thread]:
    """Set each row's board from the remembered ones: no query, no join."""
    for row in rows:
        row.board = board_of(viewer, row.board_id)
    return rows


def page_of(threads: QuerySet[Thread], order: str, after: str, size: int = PAGE) -> ThreadList:
    """A keyset page, newest first by `order` (a time column), ids breaking ties."""
    threads = after_key(threads, order, after)
    rows = list(as_rows(threads).order_by(f"-{order}", "-pk")[: size + 1])
    more = len(rows) > size
    return ThreadList(rows[:size], key_of(rows[size - 1], order) if more else "")


def _pinned_first(threads: QuerySet[Thread], after: str, size: int) -> ThreadList:
    """A page of a board's list: its pinned threads (a few at most) stand before the first page and
    on no other. One query: the page is found along the index, then read with the pinned ones."""
    rest = threads.filter(pinned_at=None)
    if after:
        return page_of(rest, "active_at", after, size)
    newest = rest.order_by("-active_at", "-pk").values("pk")[: size + 1]
    pinned = threads.filter(pinned_at__isnull=False).values("pk")
    rows = as_rows(Thread.objects.filter(Q(pk__in=newest) | Q(pk__in=pinned)))
    found = list(rows.order_by(F("pinned_at").desc(nulls_last=True), "-active_at", "-pk"))
    first = [row for row in found if row.pinned_at is not None]
    others = [row for row in found if row.pinned_at is None]
    more = len(others) > size
    next_ = key_of(others[size - 1], "active_at") if more else ""
    return ThreadList([*first, *others[:size]], next_)


def as_rows(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """What a row of a list shows: people and the Solution's gist, never whole texts."""
    return threads.select_related("author", "last_author", "solution", "solution__author").defer(
        "source", "html", "solution__source", "solution__html"
    )


def _view(viewer: Viewer, threads: QuerySet[Thread], show: str) -> QuerySet[Thread]:
    if show == "watched":
        if not isinstance(viewer, Member):
            return threads.none()
        return threads.filter(watches__member=viewer)
    if show == "solved":
        return threads.filter(is_solved=True)
    if show == "unanswered":
        return unsolved(threads).filter(reply_count=0)
    if show == "unsolved":
        return unsolved(threads)
    return threads


def unsolved(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """What still waits for a Solution: not where the company has said its last word, nor where
    nobody may answer any more."""
    threads = threads.filter(is_solved=False, is_locked=False, kind__in=sorted(SOLVABLE))
    return threads.exclude(state__in=sorted(CLOSED_STATES))


def people_of(thread: Thread) -> list[Member]:
    """Whose faces a row shows: the solver first, then who spoke last; no one twice."""
    people: list[Member] = []
    solution = thread.solution
    for member in (solution.author if solution else None, thread.last_author):
        if member is not None and member not in people and member.pk != thread.author_id:
            people.append(member)
    return people


def watched_boards(viewer: Viewer) -> list[Board]:
    """The boards that a member watches and may see, with their counts."""
    if not isinstance(viewer, Member):
        return []
    watched = set(
        Watch.objects.filter(member=viewer, thread=None).values_list("board_id", flat=True)
    )
    return boards_with_counts([board for board in visible_boards(viewer) if board.pk in watched])


def boards_with_counts(boards: Sequence[Board]) -> list[Board]:
    """The boards again, with thread counts read now (one query)."""
    counts = dict(
        Board.objects.filter(pk__in=[board.pk for board in boards]).values_list(
            "pk", "thread_count"
        )
    )
    for board in boards:
        board.thread_count = counts.get(board.pk, 0)
    return list(boards)

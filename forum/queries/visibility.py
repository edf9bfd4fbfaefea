"""The one door: which boards, threads and replies a viewer may see.

Boards change rarely and every request asks about them, so they are kept in process memory behind
a version number. Missing and forbidden raise the same Http404.
"""

from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.enums import Role
from accounts.models import Member
from accounts.queries.groups import groups_of
from accounts.versions import Remembered
from forum.models import Board, Comment, Reply, Thread

Viewer: TypeAlias = Member | AnonymousUser
BOARDS_VERSION = "boards"


@dataclass(frozen=True)
class BoardMap:
    """All boards with their sections and curated tags, in order, and the groups that a closed board
    is for."""

    boards: dict[int, Board]
    groups: dict[int, frozenset[int]]
    closed: frozenset[int]


def _load() -> BoardMap:
    boards = (
        Board.objects.select_related("section")
        .prefetch_related("groups", "tags")
        .order_by("section__position", "section_id", "position", "id")
    )
    found = {board.pk: board for board in boards}
    return BoardMap(
        boards=found,
        groups={pk: frozenset(g.pk for g in board.groups.all()) for pk, board in found.items()},
        closed=frozenset(pk for pk, board in found.items() if board.is_closed),
    )


_boards: Remembered[BoardMap] = Remembered(BOARDS_VERSION, _load)


def forget_boards() -> None:
    """Drop the remembered boards (tests roll rows back under a standing version)."""
    _boards.forget()


def _kept(viewer: Viewer) -> tuple[BoardMap, frozenset[int]]:
    """Boards and the ids hidden from the viewer, worked out once per request.

    The viewer object lives as long as its request, so it carries them.
    """
    kept: tuple[BoardMap, frozenset[int]] | None = getattr(viewer, "_seen_boards", None)
    if kept is None:
        boards = _boards.get()
        kept = (boards, _hidden(viewer, boards))
        viewer._seen_boards = kept  # type: ignore[union-attr]
    return kept


def _hidden(viewer: Viewer, boards: BoardMap) -> frozenset[int]:
    if not boards.closed:
        return frozenset()
    if not isinstance(viewer, Member) or not viewer.is_active:
        return boards.closed
    if viewer.is_company or viewer.is_superuser:
        return frozenset()
    own = groups_of(viewer)
    return frozenset(pk for pk in boards.closed if not boards.groups[pk] & own)


def boards_of_groups() -> dict[int, list[str]]:
    """The closed boards that each group opens, by name; for the company's own pages."""
    boards, found = _boards.get(), dict[int, list[str]]()
    for pk in boards.closed:
        for group in boards.groups[pk]:
            found.setdefault(group, []).append(boards.boards[pk].name)
    return found


def all_boards() -> list[int]:
    """Ids of all boards, closed ones too: for work behind the pages, which shows nobody anything."""
    return list(_boards.get().boards)


def audience_of(board_id: int) -> str:
    """The groups that may read a board, as "3,7"; "" where everybody may."""
    boards = _boards.get()
    if board_id not in boards.closed:
        return ""
    # A closed board of no group is for the company alone.
    return ",".join(map(str, sorted(boards.groups[board_id]))) or "0"


def pays_points(board_id: int) -> bool:
    """Whether help on a board earns points; a board that was made a moment ago does."""
    board = _boards.get().boards.get(board_id)
    return board is None or board.pays


def visible_boards(viewer: Viewer) -> list[Board]:
    """Boards that the viewer may see, in the order of the board page (counts may be old)."""
    boards, hidden = _kept(viewer)
    return [board for pk, board in boards.boards.items() if pk not in hidden]


def board_of(viewer: Viewer, board_id: int) -> Board:
    """The remembered board of a thread already known to be visible. Raises Http404 for one that
    was made while this request was on its way: nobody has looked yet who may see it."""
    board = _kept(viewer)[0].boards.get(board_id)
    if board is None:
        raise Http404
    return board


def get_board(viewer: Viewer, slug: str) -> Board:
    """The board with this slug. Raises Http404 when it is missing or not for the viewer."""
    for board in visible_boards(viewer):
        if board.slug == slug:
            return board
    raise Http404


def in_open_boards(viewer: Viewer, path: str) -> Q:
    # Excluding the few hidden boards lets the database walk the index of the whole list.
    hidden = _kept(viewer)[1]
    return ~Q(**{f"{path}__in": sorted(hidden)}) if hidden else Q()


def visible_threads(viewer: Viewer) -> QuerySet[Thread]:
    """Threads for lists, counts and search: in boards the viewer may see, and not deleted."""
    return Thread.objects.filter(in_open_boards(viewer, "board_id"), deleted_at=None)


def own_threads(viewer: Viewer) -> QuerySet[Thread]:
    """What a member asked, in boards that they may still see, also what is deleted: nobody else's
    list holds it, and it can be brought back from there."""
    if not isinstance(viewer, Member):
        return Thread.objects.none()
    return Thread.objects.filter(in_open_boards(viewer, "board_id"), author=viewer)


def visible_replies(viewer: Viewer) -> QuerySet[Reply]:
    """Replies, not deleted, in visible threads."""
    return Reply.objects.filter(
        in_open_boards(viewer, "thread__board_id"), deleted_at=None, thread__deleted_at=None
    )


def sees_deleted(viewer: Viewer, post: Thread | Reply | Comment) -> bool:
    """Who deleted it, its author, and the company still see a deleted post (to bring it back);
    a hidden one its author and the company alone."""
    if not isinstance(viewer, Member):
        return False
    if viewer.is_company or viewer.pk == post.author_id:
        return True
    return viewer.pk == post.deleted_by_id and not post.is_hidden


def not_gone_for(member: Member) -> Q:
    """The same as a filter over rows, for members who do not speak for the company."""
    own = Q(author=member) | Q(deleted_by=member, is_hidden=False)
    return Q(deleted_at=None) | own


def may_see_thread(viewer: Viewer, thread: Thread) -> bool:
    """Whether the viewer may open this thread."""
    if thread.board_id in _kept(viewer)[1]:
        return False
    return thread.deleted_at is None or sees_deleted(viewer, thread)


def readers_among(thread: Thread, members: QuerySet[Member]) -> QuerySet[Member]:
    """Those of `members` who may read the thread now; no query of its own."""
    boards = _boards.get()
    members = members.filter(is_active=True)
    if thread.deleted_at is not None:
        return members.none()
    if thread.board_id not in boards.closed:
        return members
    inside = Q(groups__in=sorted(boards.groups[thread.board_id])) | Q(is_superuser=True)
    return members.filter(inside | ~Q(role=Role.MEMBER)).distinct()


def readers_see(thread: Thread, other: Thread) -> bool:
    """Whether everybody who may read `thread` may read the board that `other` stands on."""
    boards = _boards.get()
    if other.board_id == thread.board_id or other.board_id not in boards.closed:
        return True
    inside = boards.groups[thread.board_id]
    return thread.board_id in boards.closed and inside <= boards.groups[other.board_id]


def _may_read(viewer: Viewer, thread: Thread, *, deleted_too: bool) -> bool:
    if deleted_too:
        return thread.board_id not in _kept(viewer)[1]
    return may_see_thread(viewer, thread)


def get_thread(viewer: Viewer, thread_id: int, *, deleted_too: bool = False) -> Thread:
    """A thread with its author. Raises Http404 when it is missing or not for the viewer.

    With `deleted_too` also one that was deleted meanwhile, for actions that then refuse with a
    sentence; nothing of it may be shown.
    """
    thread = Thread.objects.select_related("author").filter(pk=thread_id).first()
    if thread is None or not _may_read(viewer, thread, deleted_too=deleted_too):
        raise Http404
    return thread


def get_reply(viewer: Viewer, reply_id: int, *, deleted_too: bool = False) -> Reply:
    """A reply with its thread and author. Raises Http404 like `get_thread`."""
    found = Reply.objects.select_related("thread", "author", "thread__author")
    reply = found.filter(pk=reply_id).first()
    if reply is None or not _may_read(viewer, reply.thread, deleted_too=deleted_too):
        raise Http404
    if deleted_too:
        return reply
    if reply.deleted_at is not None and not sees_deleted(viewer, reply):
        raise Http404
    return reply

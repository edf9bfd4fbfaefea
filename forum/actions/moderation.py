"""What is done to a thread to keep order: move, pin, retag, mark as duplicate. (Closing it to replies is
in forum.actions.threads; hiding, deleting and bringing back, which replies and comments have too,
in forum.actions.removals.)

Moving and pinning are the company's, moving also Superusers' whose term opens it; tags and duplicates
also those of members whose points or term open that, and the company undoes all of it like its own.
Each act raises a Refusal otherwise or without a reason that it needs, and returns its audit entry, or
None where everything was so already.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifications import settle_source
from accounts.models import AuditEntry, Member
from forum.actions.moderated import moderate
from forum.actions.points import settle_post
from forum.actions.sources import tell_thread
from forum.actions.threads import link_threads, retag
from forum.edit_permissions import check_can_sort
from forum.enums import LinkKind
from forum.models import Board, Tag, Thread, ThreadLink
from forum.permissions import (
    check_can_be_duplicate,
    check_can_moderate,
    check_can_move,
    check_has_room,
    check_reason,
    check_stands,
)
from forum.permitted_acts import check_can_act, check_keeps_readers, check_sees
from forum.queries.tags import visible_tags
from forum.queries.visibility import may_see_thread, pays_points, readers_among
from reputation.enums import Privilege

# So many of a thread's duplicates are named where they are in the way.
LED_SHOWN = 3


def move_thread(
    thread: Thread, *, by: Member, board: Board, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Put a thread on another board. Whoever may not read there sees it no more, and figures speak
    of it no more; tags that only readers of a closed board know stay behind; a pin is for one
    board's list and stays behind too."""

    def move(now: Thread) -> None:
        check_can_act(by, "move")
        check_reason(by, now, reason)
        if now.board_id != board.pk:
            check_can_move(now, board)
            check_keeps_readers(by, now, board)
            change_board(now, board, tags=_tags_there(now, board))

    return moderate(thread, "move", by=by, reason=reason, at=at, change=move)


def change_board(
    thread: Thread, board: Board, *, tags: list[Tag], pinned_at: datetime | None = None
) -> None:
    """Part of moving, and of taking it back: row, counters, tags, what was told, and what is earned
    where the thread comes from a board that does not pay to one that does. What was deleted since is
    counted on no board, and comes back on the one where it is then."""
    steps = sorted([(thread.board_id, -1), (board.pk, 1)]) if thread.deleted_at is None else []
    for pk, step in steps:
        Board.objects.filter(pk=pk).update(thread_count=F("thread_count") + step)
    Thread.objects.filter(pk=thread.pk).update(board=board, pinned_at=pinned_at)
    thread.tags.set(tags)
    moved = Thread(pk=thread.pk, board=board, deleted_at=thread.deleted_at)
    readers = readers_among(moved, Member.objects.all())
    settle_source("thread", thread.pk, but_for=readers)
    tell_thread(thread.pk)
    if pays_points(board.pk) and not pays_points(thread.board_id):
        settle_post(Thread.objects.get(pk=thread.pk))


def _tags_there(thread: Thread, board: Board) -> list[Tag]:
    tags = thread.tags.all()
    if not thread.board.is_closed:
        return list(tags)
    known = set(visible_tags(AnonymousUser()).filter(threads=thread).values_list("pk", flat=True))
    curated = set(board.tags.values_list("pk", flat=True))
    return [tag for tag in tags if tag.pk in known | curated]


def pin_thread(
    thread: Thread, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Let a thread stand first on its board's list, with MAX_PINNED at most."""

    def pin(now: Thread) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        check_stands(now)
        if now.pinned_at is None:
            put_first(now, at=at or timezone.now())

    return moderate(thread, "pin", by=by, reason=reason, at=at, change=pin)


def put_first(thread: Thread, *, at: datetime) -> None:
    """Part of pinning: find room and take it. The board's row is held, so that two who pin at once
    count each other."""
    list(Board.objects.select_for_update().filter(pk=thread.board_id).values_list("pk"))
    check_room(thread.board_id)
    Thread.objects.filter(pk=thread.pk).update(pinned_at=at)


def check_room(board_id: int) -> None:
    """Raises Refusal where a board has as many pinned threads as it may. Hidden ones count: they
    stand there again when they are brought back."""
    pinned = Thread.objects.filter(board_id=board_id, pinned_at__isnull=False)
    check_has_room(list(pinned.order_by("-pinned_at").values_list("title", flat=True)))


def unpin_thread(
    thread: Thread, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Let a thread stand where its last word puts it."""

    def unpin(now: Thread) -> None:
        check_can_moderate(by)
        check_reason(by, now, reason)
        Thread.objects.filter(pk=now.pk).update(pinned_at=None)

    return moderate(thread, "unpin", by=by, reason=reason, at=at, change=unpin)


def retag_thread(
    thread: Thread,
    *,
    by: Member,
    tags: Iterable[str],
    reason: str = "",
    at: datetime | None = None,
) -> AuditEntry | None:
    """Set the tags of a thread; `tags` are slugs."""
    wanted = list(tags)

    def change(now: Thread) -> None:
        check_can_sort(by, now, Privilege.RETAG)
        check_reason(by, now, reason)
        check_stands(now)
        retag(now, wanted, by=by)
        tell_thread(now.pk)

    return moderate(thread, "retag", by=by, reason=reason, at=at, change=change)


def mark_duplicate(
    thread: Thread, *, by: Member, of: Thread, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Say that a thread is the same as `of`, and lead its readers there. There is one such thread
    at most, and it is no duplicate itself, so that no chain and no circle comes to be."""

    def mark(now: Thread) -> None:
        check_can_sort(by, now, Privilege.EDIT_FREELY)
        check_reason(by, now, reason)
        original = Thread.objects.get(pk=of.pk)
        check_sees(by, original)
        check_original(now, original, by=by)
        links = ThreadLink.objects.filter(kind=LinkKind.DUPLICATE)
        links.filter(thread=now).exclude(to=original).delete()
        link_threads(now, original, kind=LinkKind.DUPLICATE, by=by, at=at)

    with transaction.atomic():
        lock_ends([thread.pk, of.pk])
        return moderate(thread, "duplicate", by=by, reason=reason, at=at, change=mark)


def lock_ends(pks: Iterable[int]) -> None:
    """Part of linking, and of taking that back: both ends, in one order, so that neither becomes a
    duplicate of the other meanwhile."""
    ends = Thread.objects.select_for_update().filter(pk__in=pks)
    list(ends.order_by("pk").values_list("pk"))


def check_original(thread: Thread, original: Thread, *, by: Member) -> None:
    """Raises Refusal where `thread` cannot lead to `original`, naming what `by` may see. The caller
    holds both."""
    links = ThreadLink.objects.filter(kind=LinkKind.DUPLICATE)
    led_here = links.filter(to=thread).order_by("pk")[:LED_SHOWN].select_related("thread")
    hidden = _("a thread that you do not see")
    titles = [link.thread.title if may_see_thread(by, link.thread) else hidden for link in led_here]
    leads_on = links.filter(thread=original).exists()
    check_can_be_duplicate(thread, original, leads_on=leads_on, led_here=titles)


def unmark_duplicate(
    thread: Thread, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Take that back."""

    def unmark(now: Thread) -> None:
        check_can_sort(by, now, Privilege.EDIT_FREELY)
        check_reason(by, now, reason)
        ThreadLink.objects.filter(thread=now, kind=LinkKind.DUPLICATE).delete()

    return moderate(thread, "unduplicate", by=by, reason=reason, at=at, change=unmark)

"""Forum threads at the desk: peers first. What no one has answered for some hours comes here, and goes
by itself when somebody answers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.rows import insert_objects
from ambassadors.actions.claims import end_claim
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.desk import desk_now
from ambassadors.enums import Ignored, State, Step
from ambassadors.models import Item, Promotion
from ambassadors.models.items import is_waiting
from ambassadors.notable import Signs, harm_of, score
from ambassadors.wording import words_of
from forum.enums import SOLVABLE
from forum.models import Reply, Thread

BATCH = 200


def bring_unanswered(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Make items of threads that wait too long; returns how many. Threads that came from the desk are
    answered from there."""
    at = at or timezone.now()
    before = at - timedelta(hours=desk_now().settings.peers_first_hours)
    waiting = Thread.objects.filter(
        deleted_at=None, reply_count=0, is_solved=False, kind__in=sorted(SOLVABLE)
    ).filter(created_at__lte=before, is_locked=False)
    waiting = waiting.exclude(Exists(Item.objects.filter(thread=OuterRef("pk"))))
    waiting = waiting.exclude(
        Exists(Promotion.objects.filter(thread=OuterRef("pk"), is_new=True, claimed_at=None))
    )
    threads = list(waiting.order_by("-created_at", "-pk")[:limit])
    if not threads:
        return 0
    with transaction.atomic():
        known = set(Item.objects.filter(thread__in=threads).values_list("thread", flat=True))
        insert_objects([_item(one, at=at) for one in threads if one.pk not in known])
        desk_moved()
    return len(threads)


def _item(thread: Thread, *, at: datetime) -> Item:
    desk, words = desk_now(), words_of(f"{thread.title} {thread.source[:2_000]}")
    harm = harm_of(words)
    found = score(
        Signs(
            kind=thread.kind,
            asks=True,
            same_people=thread.me_too_count,
            spread=thread.helpful_count,
            harm=harm,
            names_product=True,
        ),
        desk.weights,
    )
    return Item(
        thread=thread,
        state=State.NEW,
        kind=thread.kind,
        language=thread.language[:10],
        score=found.points,
        parts=[part.as_row() for part in found.parts],
        scored_at=at,
        is_urgent=found.is_urgent,
        arrived_at=at,
        due_at=desk.due_at(
            board=thread.board_id, kind=thread.kind, urgent=found.is_urgent, at=thread.created_at
        ),
        changed_at=at,
    )


def settle_thread(thread_id: int, *, at: datetime | None = None) -> None:
    """A thread changed: an item of it that waits goes when somebody answered, or the thread did."""
    item = Item.objects.filter(is_waiting(), thread=thread_id).first()
    if item is None:
        return
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        thread = Thread.objects.get(pk=thread_id)
        if not item.waits:
            return
        if thread.deleted_at is not None or thread.is_locked:
            _end(item, at=at, state=State.IGNORED, ignored=Ignored.GONE, step=Step.IGNORED)
            return
        first = Reply.objects.filter(thread=thread, deleted_at=None).order_by("created_at", "pk")
        answer = first.exclude(author=thread.author_id).first()
        if answer is not None or thread.is_solved:
            when = answer.created_at if answer else at
            by = answer.author if answer and answer.author.is_company else None
            _end(item, at=at, state=State.ANSWERED, answered_at=when, step=Step.ANSWERED, by=by)


def _end(item: Item, *, at: datetime, step: Step, by: Any = None, **changes: Any) -> None:
    end_claim(item, at=at)
    note_step(item, step, by=by, at=at, ended_at=at, **changes)

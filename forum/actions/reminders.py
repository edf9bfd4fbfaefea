"""Whoever asked is reminded once, kindly, to say whether it was solved."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.actions.notifications import notify_many
from accounts.enums import NotificationKind
from accounts.models import Member
from forum.actions.texts import event_of, source_of
from forum.enums import Kind, State
from forum.models import Comment, Reply, Thread
from forum.queries.silence import took_back
from forum.queries.visibility import readers_among

# Silent for so many days before asking, and nobody is asked about what is older than the second.
REMIND_AFTER_DAYS = 3
REMIND_UNTIL_DAYS = 30
BATCH = 200
# Where the asker's word is what is missing: not the company's fix, nor its no, nor more detail.
WAITS_FOR_THE_ASKER = Q(is_solved=False, is_locked=False) & (
    Q(kind=Kind.QUESTION, state=State.OPEN)
    | Q(kind=Kind.PROBLEM, state__in=(State.REPORTED, State.CONFIRMED))
)


def remind_askers(at: datetime | None = None) -> int:
    """Remind the askers of answered, silent threads that wait for their word alone; returns how
    many were told.

    Each thread once, ever; nobody who opted out; never about an imported thread, not while short
    notes are still being exchanged, and not where the asker has said already that it is not solved.
    """
    at = at or timezone.now()
    recent = at - timedelta(days=REMIND_AFTER_DAYS)
    notes = Comment.objects.filter(thread=OuterRef("pk"), deleted_at=None, created_at__gt=recent)
    answers = Reply.objects.filter(thread=OuterRef("pk"), deleted_at=None)
    due = Thread.objects.filter(
        Exists(answers.exclude(author=OuterRef("author"))),
        ~Exists(notes),
        ~took_back(),
        WAITS_FOR_THE_ASKER,
        deleted_at=None,
        reminded_at=None,
        active_at__lte=recent,
        active_at__gte=at - timedelta(days=REMIND_UNTIL_DAYS),
        author__wants_solved_reminders=True,
        author__imported_from="",
        author__is_active=True,
    )
    told = 0
    for pk in due.order_by("pk").values_list("pk", flat=True)[:BATCH]:
        told += _remind(pk, at)
    return told


def _remind(pk: int, at: datetime) -> int:
    with transaction.atomic():
        # The stamp decides who reminds: a second worker finds it set and leaves the thread alone.
        due = Thread.objects.filter(WAITS_FOR_THE_ASKER, pk=pk, reminded_at=None)
        if not due.update(reminded_at=at):
            return 0
        thread = Thread.objects.get(pk=pk)
        return notify_many(
            readers_among(thread, Member.objects.filter(pk=thread.author_id)),
            kind=NotificationKind.REMIND_SOLVED,
            event=event_of(thread),
            actor=None,
            words="",
            at=at,
            **source_of(thread),
        )

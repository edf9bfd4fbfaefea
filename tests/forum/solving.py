"""What tests of Solutions look at."""

from datetime import UTC, datetime, timedelta

from accounts.models import Notification
from forum.models import Thread

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def copies(thread: Thread) -> tuple[bool, datetime | None, int | None]:
    """What lists read: solved, since when, by which reply."""
    thread = Thread.objects.get(pk=thread.pk)
    return thread.is_solved, thread.solved_at, thread.solution_id


def told(*, live: bool = True) -> set[tuple[str, str]]:
    """(username, kind) of what people are told of marks; with `live` false also what was taken back."""
    rows = Notification.objects.filter(kind__in=["solved", "your_answer", "confirmed"])
    rows = rows.filter(withdrawn_at=None) if live else rows
    return set(rows.values_list("member__username", "kind"))

"""Points for all that stands, also for years that were imported: each with the date of its cause.
What was paid before is found paid, so that it may be stopped and begun again at any time."""

from collections.abc import Callable

from forum.actions.points import causes_of, read_causes
from forum.models import Comment, Thread
from reputation.actions.ledger import settle

BATCH = 200


def backfill_points(*, seen: Callable[[int], object] = lambda _posts: None) -> int:
    """Settle every thread with its replies, and every flagged comment, in the order in which they
    were written; `seen` is told the number of threads and comments done after each batch. Returns
    how many rows of the ledger that took."""
    rows = 0
    for model in (Thread, Comment):
        last = 0
        while batch := _next(model, last):
            read_causes(batch)
            rows += settle([cause for post in batch for cause in causes_of(post) if cause.dues])
            last = batch[-1].pk
            seen(len(batch))
    return rows


def _next(model: type[Thread] | type[Comment], last: int) -> list[Thread] | list[Comment]:
    """The next posts after the one with the id `last`. Comments earn nothing and can only lose."""
    rows = model._default_manager.filter(pk__gt=last).defer("source", "html").order_by("pk")
    if model is Comment:
        rows = rows.filter(flags__is_upheld=True).distinct()
    return list(rows[:BATCH])  # type: ignore[return-value]


def number_to_settle() -> int:
    """Threads, and comments with upheld flags: what `seen` comes to."""
    flagged = Comment.objects.filter(flags__is_upheld=True).distinct()
    return Thread.objects.count() + flagged.count()

"""Points for all that stands, and what reputation has to know of where it stands, also for years
that were imported: each with the date of its cause. What was paid before is found paid, so that it
may be stopped and begun again at any time."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Model, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.versions import one_look
from forum.actions.points import (
    UPHELD,
    cause_of_number,
    cause_of_vote,
    edit_cause,
    recommended_cause,
    solution_cause,
    upheld_cause,
)
from forum.actions.sources import tell_replies, tell_threads
from forum.models import Comment, Recommendation, Reply, Solution, SuggestedEdit, Thread, Vote
from forum.queries.paid import (
    paid_marks,
    paid_replies,
    paid_threads,
    paid_votes,
    told_replies,
    told_threads,
    without_texts,
)
from forum.queries.suggested import standing_edits
from reputation.actions.ledger import Cause, settle
from reputation.enums import Why
from reputation.queries.schemes import scheme_now

BATCH = 2_000


def backfill_points(*, seen: Callable[[int], object] = lambda _causes: None) -> int:
    """Settle everything that pays or costs; `seen` is told the number of causes done after each
    batch. Returns how many rows of the ledger that took."""
    for tell_them, posts in _posts():
        _in_batches(posts, tell_them, seen)
    return sum(
        _in_batches(standing, partial(_settle, cause_of), seen)
        for cause_of, standing in _everything()
    )


def _settle(cause_of: Callable[[Any], Cause], batch: list[Any]) -> int:
    return settle([cause for cause in map(cause_of, batch) if cause.dues])


def number_to_settle() -> int:
    """What `seen` comes to."""
    return sum(rows.count() for _what, rows in (*_posts(), *_everything()))


def _posts() -> list[tuple[Callable[[list[Any]], None], QuerySet[Any]]]:
    """All posts, for what reputation has to know of them."""
    return [(tell_threads, told_threads()), (tell_replies, told_replies())]


def _in_batches(
    rows: QuerySet[Any], work: Callable[[list[Any]], int | None], seen: Callable[[int], object]
) -> int:
    """Do `work` batch by batch. Which boards pay is asked of every cause, and the caps of every day:
    looked up once. Returns the sum of what `work` returned."""
    last = done = 0
    while True:
        with transaction.atomic(), one_look():
            held = _hold(rows.filter(pk__gt=last).order_by("pk"))
            if not held:
                return done
            batch = list(rows.filter(pk__in=held).order_by("pk"))
            done += work(batch) or 0
        last = held[-1]
        seen(len(held))


# Where the threads of a row are found, by what it is.
THREADS: dict[type[Model], tuple[str, ...]] = {
    Thread: ("pk",),
    Reply: ("thread",),
    Comment: ("thread",),
    Vote: ("thread", "reply__thread"),
    Solution: ("thread",),
    Recommendation: ("reply__thread",),
    SuggestedEdit: ("thread", "reply__thread"),
}


def _hold(rows: QuerySet[Any]) -> list[int]:
    """Hold the threads of the next rows, in the order of their ids, and return the rows' ids. Only
    then are the rows read: whatever is taken back, deleted or moved holds the thread first, so it is
    either seen, or waits and then undoes what was done here."""
    paths = THREADS[rows.model]
    found = list(rows.values_list("pk", *paths)[:BATCH])
    threads = Thread.objects.filter(pk__in={pk for _row, *pks in found for pk in pks if pk})
    list(threads.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return [pk for pk, *_threads in found]


def _everything() -> list[tuple[Callable[[Any], Cause], QuerySet[Any]]]:
    """Everything that may pay or cost, with what makes a cause of it."""
    praise = Recommendation.objects.filter(withdrawn_at=None).select_related("reply__thread")
    told: list[tuple[Callable[[Any], Cause], QuerySet[Any]]] = [
        (cause_of_vote, paid_votes()),
        (_of_solution, paid_marks().filter(withdrawn_at=None)),
        (_of_praise, praise.defer(*without_texts("reply__", "reply__thread__"))),
        (cause_of_number, paid_threads().filter(imported_helpful__gt=0)),
        (cause_of_number, paid_replies().filter(imported_helpful__gt=0)),
        (partial(edit_cause, paid=True), _paid_edits().defer("source")),
    ]
    for model in (Thread, Reply, Comment):
        upheld = model._default_manager.filter(flags__is_upheld=True, flags__reason__in=UPHELD)
        posts = model._default_manager.select_related("author")
        told.append((upheld_cause, posts.filter(pk__in=upheld.values_list("pk", flat=True))))
    return told


def _paid_edits() -> QuerySet[SuggestedEdit]:
    """The first accepted edits of each member, as forum.actions.points counts them."""
    order = [F("decided_at").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=[F("by_id")], order_by=order)
    first = standing_edits().annotate(place=place).filter(place__lte=scheme_now().paid_edits)
    # Asked for by id: a filter beside the window would count places among what it leaves.
    return SuggestedEdit.objects.filter(pk__in=first.values("pk"))


def _of_solution(mark: Solution) -> Cause:
    return solution_cause(mark, mark.thread, why=Why.GONE)


def _of_praise(mark: Recommendation) -> Cause:
    return recommended_cause(mark.reply, [mark], why=Why.GONE)

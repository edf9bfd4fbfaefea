"""Points for all that stands, and what reputation has to know of where it stands, also for years that were imported: each with the date of its cause.
What was paid before is found paid, so that it may be stopped and begun again at any time."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.versions import one_look
from forum.actions.points import (
    PAID_EDITS,
    UPHELD,
    earns,
    edit_cause,
    imported_cause,
    recommended_cause,
    solution_cause,
    upheld_cause,
    vote_cause,
)
from forum.actions.sources import tell_replies, tell_threads
from forum.models import Comment, Recommendation, Reply, Solution, SuggestedEdit, Thread, Vote
from forum.queries.suggested import standing_edits
from reputation.actions.ledger import Cause, settle
from reputation.enums import Why

BATCH = 2_000
# What nothing is paid by; some of it is long.
TEXTS = ("source", "html", "gist")


def backfill_points(*, seen: Callable[[int], object] = lambda _causes: None) -> int:
    """Settle everything that pays or costs; `seen` is told the number of causes done after each
    batch. Returns how many rows of the ledger that took."""
    for tell_them, posts in _posts():
        _in_batches(posts, tell_them, seen)
    return sum(
        _in_batches(standing, partial(_settle, causes_of), seen)
        for causes_of, standing in _everything()
    )


def _settle(causes_of: Callable[[Any], Iterable[Cause]], batch: list[Any]) -> int:
    return settle([cause for one in batch for cause in causes_of(one) if cause.dues])


def number_to_settle() -> int:
    """What `seen` comes to."""
    return sum(rows.count() for _what, rows in (*_posts(), *_everything()))


def _posts() -> list[tuple[Callable[[list[Any]], None], QuerySet[Any]]]:
    """All posts, for what reputation has to know of them."""
    threads = Thread.objects.defer(*TEXTS).prefetch_related("tags")
    replies = Reply.objects.only("thread", "author", "created_at", "deleted_at")
    return [(tell_threads, threads), (tell_replies, replies)]


def _in_batches(
    rows: QuerySet[Any], work: Callable[[list[Any]], int | None], seen: Callable[[int], object]
) -> int:
    """Do `work` batch by batch, each in a transaction that holds its rows: what is taken back or
    moved meanwhile waits, and then undoes what was done here. Which boards pay is asked of every
    cause, and the caps of every day: looked up once. Returns the sum of what `work` returned."""
    last = done = 0
    while True:
        with transaction.atomic(), one_look():
            held = rows.filter(pk__gt=last).select_for_update(of=("self",))
            batch = list(held.order_by("pk")[:BATCH])
            if not batch:
                return done
            done += work(batch) or 0
        last = batch[-1].pk
        seen(len(batch))


def _without_texts(*paths: str) -> list[str]:
    return [f"{path}{name}" for path in paths for name in TEXTS]


def _everything() -> list[tuple[Callable[[Any], Iterable[Cause]], QuerySet[Any]]]:
    """Everything that may pay or cost, with what makes causes of it."""
    votes = Vote.objects.select_related("voter", "thread", "reply__thread")
    marks = Solution.objects.filter(withdrawn_at=None).select_related("reply", "thread")
    praise = Recommendation.objects.filter(withdrawn_at=None).select_related("reply__thread")
    threads = Thread.objects.filter(imported_helpful__gt=0).defer(*TEXTS)
    replies = Reply.objects.filter(imported_helpful__gt=0).select_related("thread")
    told: list[tuple[Callable[[Any], Iterable[Cause]], QuerySet[Any]]] = [
        (_of_vote, votes.defer(*_without_texts("thread__", "reply__", "reply__thread__"))),
        (_of_solution, marks.defer(*_without_texts("reply__", "thread__"))),
        (_of_praise, praise.defer(*_without_texts("reply__", "reply__thread__"))),
        (_of_number, threads),
        (_of_number, replies.defer(*_without_texts("", "thread__"))),
        (_of_edit, _paid_edits().defer("source")),
    ]
    for model in (Thread, Reply, Comment):
        upheld = model._default_manager.filter(flags__is_upheld=True, flags__reason__in=UPHELD)
        told.append(
            (_of_flags, model._default_manager.filter(pk__in=upheld.values_list("pk", flat=True)))
        )
    return told


def _paid_edits() -> QuerySet[SuggestedEdit]:
    """The first accepted edits of each member, as forum.actions.points counts them."""
    order = [F("decided_at").asc(), F("pk").asc()]
    place = Window(RowNumber(), partition_by=[F("by_id")], order_by=order)
    first = standing_edits().annotate(place=place).filter(place__lte=PAID_EDITS)
    # Asked for by id: a filter beside the window would count places among what it leaves.
    return SuggestedEdit.objects.filter(pk__in=first.values("pk"))


def _of_edit(edit: SuggestedEdit) -> Iterator[Cause]:
    yield edit_cause(edit, paid=True)


def _of_vote(vote: Vote) -> Iterator[Cause]:
    post = vote.reply or vote.thread
    if post is not None:
        yield vote_cause(vote, post, standing=earns(post))


def _of_solution(mark: Solution) -> Iterator[Cause]:
    yield solution_cause(mark, mark.thread, why=Why.GONE)


def _of_praise(mark: Recommendation) -> Iterator[Cause]:
    yield recommended_cause(mark.reply, [mark], why=Why.GONE)


def _of_number(post: Thread | Reply) -> Iterator[Cause]:
    yield imported_cause(post, standing=earns(post))


def _of_flags(post: Thread | Reply | Comment) -> Iterator[Cause]:
    yield upheld_cause(post)

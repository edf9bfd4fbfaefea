"""Every counter and copy that the forum keeps, as an expression over the rows it stands for.

Actions move counters by `F()` in their own transaction; here is what they must add up to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from accounts.versions import bump
from forum.enums import State
from forum.models import Board, Comment, MeToo, Reply, Revision, Solution, Thread, Vote, Watch

CHUNK = 500
T = TypeVar("T")
Right = dict[str, Any]


def recount() -> dict[str, int]:
    """Rebuild every counter of the forum from its rows.

    Returns how many rows held something else, by "model.field" (empty: all was right). Safe while
    the community is in use: a wrong row is locked before it is counted again.
    """
    wrong: Counter[str] = Counter()
    for model, right in RIGHT.items():
        for rows in chunks(_differing(model, right(), wrong)):
            settle(model, rows)
    if any(name.startswith("board.") for name in wrong):
        bump("boards")
    return dict(wrong)


def settle(model: type[Model], ids: Iterable[int], fields: Iterable[str] = ()) -> None:
    """Set the counters of these rows (or only `fields`) from what they stand for, in one
    transaction."""
    wanted = sorted(set(ids))
    right = RIGHT[model]()
    chosen = {field: right[field] for field in fields or right}
    rows = model._default_manager.filter(pk__in=wanted)
    with transaction.atomic():
        # An action that changed a counted row holds or awaits this lock, so that the next
        # statement sees either both its row and its step or neither.
        list(rows.select_for_update().order_by("pk").values_list("pk"))
        rows.update(**chosen)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Lists of up to `size` items."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def _differing(model: type[Model], right: Right, wrong: Counter[str]) -> Iterator[int]:
    """Ids of rows that differ from what is right; counts by field into `wrong`."""
    kept = [model._meta.get_field(field).attname for field in right]  # type: ignore[union-attr]
    rows = model._default_manager.annotate(**{f"right_{f}": e for f, e in right.items()})
    columns = rows.values_list("pk", *kept, *(f"right_{field}" for field in right))
    # Read whole before anything is written: a cursor left open sees half of its own changes.
    found = []
    for pk, *values in columns.order_by("pk").iterator(chunk_size=2_000):
        present, wanted = values[: len(kept)], values[len(kept) :]
        differs = [f for f, a, b in zip(right, present, wanted, strict=True) if a != b]
        wrong.update(f"{model._meta.model_name}.{field}" for field in differs)
        if differs:
            found.append(pk)
    yield from found


def _number(rows: QuerySet[Any], by: str) -> Coalesce:
    """How many of `rows` there are for the outer row that their column `by` points to."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)


def _post(by: str, comments: QuerySet[Comment]) -> Right:
    """What opening posts and replies share."""
    helpful = _number(Vote.objects.filter(value=1), by) + F("imported_helpful")
    unhelpful = _number(Vote.objects.filter(value=-1), by) + F("imported_unhelpful")
    return {
        "helpful_count": helpful,
        "unhelpful_count": unhelpful,
        "score": helpful - unhelpful,
        "comment_count": _number(comments.filter(deleted_at=None), by),
        "edit_count": _number(Revision.objects.all(), by),
    }


def _reply() -> Right:
    return _post("reply", Comment.objects.all())


def _thread() -> Right:
    standing = Reply.objects.filter(thread=OuterRef("pk"), deleted_at=None)
    last = standing.order_by("-created_at", "-pk")
    return {
        **_post("thread", Comment.objects.filter(reply=None)),
        "reply_count": _number(Reply.objects.filter(deleted_at=None), "thread"),
        "me_too_count": _number(MeToo.objects.all(), "thread") + F("imported_me_too"),
        "watch_count": _number(Watch.objects.all(), "thread"),
        "active_at": Greatest(
            F("created_at"), Coalesce(Subquery(last.values("created_at")[:1]), F("created_at"))
        ),
        "last_author": Coalesce(
            Subquery(last.values("author_id")[:1]), F("author_id"), output_field=BigIntegerField()
        ),
        **_solved(),
    }


def _solved() -> Right:
    """A standing Solution solves a thread, and so does the state fixed (since `fixed_at`, which
    the action that set it keeps; there is no row to rebuild it from)."""
    standing = Solution.objects.filter(thread=OuterRef("pk"), withdrawn_at=None)
    fixed = Q(state=State.FIXED)
    return {
        "is_solved": Case(
            When(Exists(standing) | fixed, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        "solved_at": Coalesce(
            Subquery(standing.values("at")[:1]),
            Case(When(fixed, then=Coalesce(F("fixed_at"), F("created_at")))),
            output_field=DateTimeField(),
        ),
        "solution": Subquery(standing.values("reply")[:1]),
    }


def _board() -> Right:
    return {"thread_count": _number(Thread.objects.filter(deleted_at=None), "board")}


VOTED = ("helpful_count", "unhelpful_count", "score")
COMMENTED = ("comment_count",)
REPLIED = ("reply_count", "active_at", "last_author")
SOLVED = ("is_solved", "solved_at", "solution")
RIGHT: dict[type[Model], Callable[[], Right]] = {Reply: _reply, Thread: _thread, Board: _board}

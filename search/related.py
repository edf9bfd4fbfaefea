"""Threads beside a thread. It stands on every thread page, so it has to cost next to nothing."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.sql.where import WhereNode
from django.urls import reverse

from forum.models import Thread
from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
from search.models import Related
from search.words import COMMON

OFFERED = 5
# Threads last tagged like this one, of which the most alike are shown beside it.
NEIGHBOURS = 40
# Stands in a kept statement for the thread that is asked about; no row has this id.
THIS_THREAD = -1
# Statements by what their viewers may see: few viewers see different boards.
MOST_STATEMENTS = 200
_statements: dict[WhereNode, tuple[str, tuple[Any, ...]]] = {}


def related_threads(viewer: Viewer, thread: Thread) -> Sequence[Suggestion]:
    """Threads like `thread`, solved ones first. One query.

    What search.relating found stands before what shares a tag with it: of the thread's tags the
    one that was made last (the first tags of a community say little, half of its threads have
    them), and of that the NEIGHBOURS threads tagged last, which is a short walk along an index.
    """
    sql, params = _statement(visible_threads(viewer))
    with connection.cursor() as cursor:
        cursor.execute(sql, [thread.pk if param == THIS_THREAD else param for param in params])
        rows = [_Row(*row) for row in cursor.fetchall()]
    said = _said(thread.title)
    rows.sort(key=lambda row: row.order(said))
    return [
        Suggestion(
            row.title,
            reverse("forum:thread", args=[row.pk, row.slug or "-"]),
            "",
            bool(row.is_solved),
            row.me_too,
            row.language,
            thread_id=row.pk,
            likeness=row.likeness or 0,
        )
        for row in rows[:OFFERED]
    ]


class _Row(NamedTuple):
    pk: int
    title: str
    slug: str
    me_too: int
    language: str
    is_solved: bool
    place: int | None
    likeness: int | None

    def order(self, said: set[str]) -> tuple[bool, bool, int, int, int]:
        """Solved before unsolved, worked out before tagged alike, then the most alike."""
        shared = len(said & _said(self.title))
        return (not self.is_solved, self.place is None, self.place or 0, -shared, -self.pk)


def _statement(visible: QuerySet[Thread]) -> tuple[str, tuple[Any, ...]]:
    """The statement for those who see `visible`, kept by the door's own condition, because writing
    it anew would take four times as long as running it."""
    door = visible.query.where
    kept = _statements.get(door)
    if kept is None:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        kept = _statements[door] = _near(visible).query.sql_with_params()
    return kept


def _near(visible: QuerySet[Thread]) -> Any:
    tagged = Thread.tags.through.objects
    tag = tagged.filter(thread_id=THIS_THREAD).order_by("-tag_id").values("tag_id")[:1]
    near = tagged.filter(tag_id=Subquery(tag)).order_by("-pk").values("thread_id")[:NEIGHBOURS]
    like = Related.objects.filter(thread_id=THIS_THREAD)
    this = like.filter(other_id=OuterRef("pk"))
    rows = visible.filter(
        Q(pk__in=near, is_solved=True) | Q(pk__in=like.values("other_id"))
    ).exclude(pk=THIS_THREAD)
    shown = ("pk", "title", "slug", "me_too_count", "language", "is_solved")
    place, likeness = (Subquery(this.values(name)[:1]) for name in ("place", "likeness"))
    return rows.values_list(*shown, place, likeness)


def _said(title: str) -> set[str]:
    return set(title.casefold().split()) - COMMON

"""Threads beside a thread. It stands on every thread page, so it has to cost next to nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Subquery
from django.db.models.sql.where import WhereNode
from django.urls import reverse

from forum.models import Thread
from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
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
    """Solved threads that share a tag with `thread`, those with the most alike titles first.

    One query: of the thread's tags the one that was made last (the first tags of a community say
    little, half of its threads have them), and of that the NEIGHBOURS threads tagged last, which
    is a short walk along an index.
    """
    sql, params = _statement(visible_threads(viewer))
    with connection.cursor() as cursor:
        cursor.execute(sql, [thread.pk if param == THIS_THREAD else param for param in params])
        rows = cursor.fetchall()
    said = _said(thread.title)
    rows.sort(key=lambda row: (-len(said & _said(row[1])), -row[0]))
    return [
        Suggestion(
            title, reverse("forum:thread", args=[pk, slug or "-"]), "", True, me_too, language
        )
        for pk, title, slug, me_too, language in rows[:OFFERED]
    ]


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
    return (
        visible.filter(pk__in=near, is_solved=True)
        .exclude(pk=THIS_THREAD)
        .values_list("pk", "title", "slug", "me_too_count", "language")
    )


def _said(title: str) -> set[str]:
    return set(title.casefold().split()) - COMMON

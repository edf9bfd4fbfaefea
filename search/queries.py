"""Reading: search for a page, and suggestions for somebody about to ask."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Lower, StrIndex, Substr
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from forum.models import Thread
from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
from forum.queries.lists import as_rows, with_boards
from search.answering import find, find_similar
from search.asked import Query
from search.engines.base import MOST_HITS
from search.words import marked, pattern_of, telling

PAGE = 20
LAST_PAGE = MOST_HITS // PAGE
# Solved threads that stand above all others on the first page.
ON_TOP = 5
OFFERED = 5
EXCERPT_LENGTH = 240
# A window of this many characters before the first word that is found in a text.
BEFORE = 60


@dataclass(frozen=True)
class Hit:
    """A thread that was found: title and excerpt with marks, and the row for everything else.
    `is_quote` says that the excerpt is what the Solution says."""

    thread: Thread
    url: str
    title: SafeString
    excerpt: SafeString
    is_quote: bool


@dataclass(frozen=True)
class Results:
    """One page: what worked for others (`solved`), and the rest. `total` counts all pages,
    `is_about` says that there are more; `engine` is who answered."""

    solved: list[Hit]
    others: list[Hit]
    total: int
    is_about: bool
    is_loose: bool
    is_alike: bool
    facets: Mapping[str, int]
    next_page: int | None
    engine: str


def search_everything(viewer: Viewer, query: Query) -> Results:
    """A page of what `viewer` may see for `query`. On the first page the best ON_TOP solved threads
    stand before the others; everything else follows in the order of ranking."""
    found, answered = find(viewer, query)
    start = (query.page - 1) * PAGE
    seen = set(visible_threads(viewer).filter(pk__in=found.thread_ids).values_list("pk", flat=True))
    ids = [pk for pk in found.thread_ids if pk in seen]
    hits = _hits(viewer, ids[start : start + PAGE], (*query.words, *query.phrases))
    top = [hit for hit in hits if hit.thread.is_solved][:ON_TOP] if query.page == 1 else []
    unseen = len(found.thread_ids) - len(ids)
    return Results(
        solved=top,
        others=[hit for hit in hits if hit not in top],
        total=len(ids) if found.total is None else found.total - unseen,
        is_about=found.is_more and found.total is None,
        is_loose=found.is_loose,
        is_alike=found.is_alike,
        facets=found.facets,
        next_page=query.page + 1 if len(ids) > start + PAGE else None,
        engine=answered,
    )


def ask_suggestions(viewer: Viewer, words: str) -> Sequence[Suggestion]:
    """Threads that may already answer somebody who is about to ask `words`."""
    title, _line, body = words.partition("\n")
    ids = find_similar(viewer, title, body, limit=OFFERED * 2)
    rows = sorted(_rows(viewer, ids), key=lambda thread: not thread.is_solved)
    return [_suggestion(thread) for thread in rows[:OFFERED]]


def _suggestion(thread: Thread) -> Suggestion:
    gist = thread.solution.gist if thread.solution else thread.gist
    return Suggestion(
        thread.title,
        thread.get_absolute_url(),
        gist,
        thread.is_solved,
        thread.me_too_count,
        thread.language,
    )


def _rows(viewer: Viewer, ids: Sequence[int]) -> list[Thread]:
    rows = {row.pk: row for row in as_rows(visible_threads(viewer)).filter(pk__in=ids)}
    return with_boards(viewer, [rows[pk] for pk in ids if pk in rows])


def _hits(viewer: Viewer, ids: Sequence[int], words: tuple[str, ...]) -> list[Hit]:
    pattern = pattern_of(telling(words))
    rows = _rows(viewer, ids)
    hidden = [row.pk for row in rows if pattern and not pattern.search(_gist(row))]
    windows = _windows(viewer, hidden, telling(words)) if hidden else {}
    return [
        Hit(
            thread=row,
            url=row.get_absolute_url(),
            title=marked(row.title, pattern),
            excerpt=marked(windows.get(row.pk) or _gist(row), pattern),
            is_quote=row.solution is not None and row.pk not in windows,
        )
        for row in rows
    ]


def _gist(thread: Thread) -> str:
    """What the Solution says in short, or what was asked."""
    return thread.solution.gist if thread.solution else thread.gist


def _windows(viewer: Viewer, ids: Sequence[int], words: tuple[str, ...]) -> dict[int, str]:
    """The piece of each text around the longest word, where the text has it; cut out by the
    database, so that no whole text is carried."""
    word = max(words, key=len)
    rows = (
        visible_threads(viewer)
        .filter(Q(pk__in=ids) & Q(source__icontains=word))
        .annotate(at=StrIndex(Lower("source"), Value(word.lower())))
        .annotate(piece=Substr("source", Greatest(F("at") - BEFORE, 1), EXCERPT_LENGTH))
        .values_list("pk", "at", "piece")
    )
    return {pk: plain(whole_words(piece, begins=at <= BEFORE + 1)) for pk, at, piece in rows}


def whole_words(piece: str, *, begins: bool) -> str:
    """A piece of a text without the halves of words at its ends, and an ellipsis where the text
    goes on. `begins` says that the text begins with it; it ends with it when it is short."""
    if not begins:
        piece = "…" + piece.partition(" ")[2]
    if len(piece) == EXCERPT_LENGTH:
        piece = f"{piece.rpartition(' ')[0] or piece}…"
    return piece


def plain(piece: str) -> str:
    """A piece cut out of Markdown or HTML as words: no tags, also not half ones, no signs."""
    piece = re.sub(r"^[^<>]{0,60}>|<[^<>]*$", " ", strip_tags(piece))
    piece = re.sub(r"[*_`#>|~\[\]]+", " ", piece)
    return " ".join(piece.split())

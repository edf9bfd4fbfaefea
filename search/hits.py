"""What the page shows of each thread that was found, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from forum.models import Thread
from forum.queries import Viewer, visible_replies, visible_threads
from forum.queries.lists import as_rows, with_boards
from search.asked import Query
from search.passages import Passage, Wanted, marked, passage_of, text_of, wanted_of
from search.plans import clause_of, clauses_of
from search.spelling import corrected, respelled
from search.words import pattern_of, telling

# Of a thread's replies so many are looked through for a passage, the best first.
MOST_REPLIES = 5
SOLUTION, QUESTION, ANSWER = "solution", "question", "answer"


@dataclass(frozen=True)
class Hit:
    """A thread that was found: title and excerpts with marks, and the row for everything else.
    `excerpt` is what the Solution says (then `is_quote`), else the passage where the words stand,
    else what was asked. `passage` stands beside a quote that does not have the words; `where` names
    the text that it is of."""

    thread: Thread
    url: str
    title: SafeString
    excerpt: SafeString
    is_quote: bool
    passage: SafeString
    where: str


@dataclass(frozen=True)
class Shown:
    """The hits of a page, and what was typed with its words as these threads spell them ("" where
    nothing is to be put right)."""

    hits: list[Hit]
    meant: str = ""


@dataclass(frozen=True)
class _Texts:
    """The texts of a thread in which a passage is looked for, the most telling first."""

    thread: Thread
    texts: tuple[tuple[str, str], ...]

    @property
    def known(self) -> list[tuple[str, str]]:
        code = self.thread.language
        return [(code, self.thread.title), *((code, text) for _name, text in self.texts)]


def show(viewer: Viewer, ids: Sequence[int], query: Query, *, by_database: bool = False) -> Shown:
    """The page's hits in this order: three queries. `by_database` says that words were found inside
    words, where an index knows stems."""
    if not ids:
        return Shown([])
    said = telling(query.words)
    inside = pattern_of((*said, *query.phrases)) if by_database else None
    clauses = (*clauses_of(query.words, said), *map(clause_of, query.phrases))
    found = _texts_of(viewer, ids)
    each = [wanted_of(clauses_of(query.words, (word,))) for word in said]
    spelling = {} if by_database else corrected(query, _all(found), each)
    respelt = tuple(clause_of(word) for word in spelling.values())
    wanted = wanted_of((*clauses, *respelt), inside)
    hits = [_hit(one, wanted) for one in found]
    return Shown(hits, respelled(query.text, spelling) if spelling else "")


def _all(found: Sequence[_Texts]) -> list[tuple[str, str]]:
    return [entry for one in found for entry in one.known]


def _texts_of(viewer: Viewer, ids: Sequence[int]) -> list[_Texts]:
    """Threads with their texts: one query for both posts of each, one for the best replies."""
    whole = as_rows(visible_threads(viewer)).defer(None).defer("source", "solution__source")
    rows = {row.pk: row for row in whole.filter(pk__in=ids)}
    replies = _replies(viewer, list(rows))
    found = []
    for thread in with_boards(viewer, [rows[pk] for pk in ids if pk in rows]):
        texts = [(SOLUTION, thread.solution.html)] if thread.solution else []
        texts.append((QUESTION, thread.html))
        texts += [
            (ANSWER, html) for pk, html in replies.get(thread.pk, ()) if pk != thread.solution_id
        ]
        found.append(_Texts(thread, tuple((name, text_of(html)) for name, html in texts)))
    return found


def _replies(viewer: Viewer, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    place = Window(
        RowNumber(),
        partition_by=F("thread_id"),
        order_by=(F("score").desc(), F("created_at").asc(), F("pk").asc()),
    )
    best = visible_replies(viewer).filter(thread__in=ids).annotate(place=place)
    rows = best.filter(place__lte=MOST_REPLIES).order_by("thread_id", "place")
    found: dict[int, list[tuple[int, str]]] = {}
    for thread, pk, html in rows.values_list("thread_id", "pk", "html"):
        found.setdefault(thread, []).append((pk, html))
    return found


def _hit(of: _Texts, wanted: Wanted) -> Hit:
    thread, code = of.thread, of.thread.language
    passage = passage_of(of.texts, code, wanted)
    quote = _quote(of, wanted)
    text = quote or (passage.text if passage else thread.gist)
    aside = passage if passage and quote and passage.where != SOLUTION else None
    return Hit(
        thread=thread,
        url=thread.get_absolute_url(),
        title=marked(thread.title, code, wanted),
        excerpt=marked(text, code, wanted),
        is_quote=bool(quote),
        passage=marked(aside.text if aside else "", code, wanted),
        where=aside.where if aside else "",
    )


def _quote(of: _Texts, wanted: Wanted) -> str:
    """What the Solution says: where it has the words, else how it begins."""
    if of.thread.solution is None:
        return ""
    found: Passage | None = passage_of(of.texts[:1], of.thread.language, wanted)
    return found.text if found else of.thread.solution.gist

"""What the page shows of each thread and post that was found, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString

from forum.models import Thread
from forum.queries import Viewer, visible_replies, visible_threads
from forum.queries.lists import as_rows, with_boards
from search.asked import Query
from search.documents import ids_of_keys, post_key, thread_key
from search.passages import Passage, Wanted, marked, passage_of, text_of, wanted_of
from search.plans import clause_of, clauses_of
from search.posts import PostRow, post_rows
from search.spelling import corrected, respelled
from search.words import pattern_of, telling

# Of a thread's replies so many are looked through for a passage, the best first.
MOST_REPLIES = 5
SOLUTION, QUESTION, ANSWER = "solution", "question", "answer"


@dataclass(frozen=True)
class Hit:
    """A thread or a post that was found: title and excerpts with marks, and the row for everything
    else. `excerpt` is what the Solution says (then `is_quote`), else the passage where the words
    stand, else what was asked, or the summary of a post. `passage` stands beside a quote that does
    not have the words; `where` names the text that it is of."""

    row: Thread | PostRow
    url: str
    title: SafeString
    excerpt: SafeString
    is_quote: bool
    passage: SafeString
    where: str

    @property
    def thread(self) -> Thread:
        """The thread. Raises AttributeError for a post, which a template takes as nothing."""
        if isinstance(self.row, Thread):
            return self.row
        raise AttributeError("what was found is a post")

    @property
    def post(self) -> PostRow | None:
        """The post, where it is one."""
        return self.row if isinstance(self.row, PostRow) else None

    @property
    def is_solved(self) -> bool:
        """Whether it is a thread that is solved."""
        return isinstance(self.row, Thread) and self.row.is_solved


@dataclass(frozen=True)
class Shown:
    """The hits of a page, and what was typed with its words as these spell them ("" where
    nothing is to be put right)."""

    hits: list[Hit]
    meant: str = ""


@dataclass(frozen=True)
class _Texts:
    """The texts of a thread or post in which a passage is looked for, the most telling first."""

    row: Thread | PostRow
    texts: tuple[tuple[str, str], ...]

    @property
    def known(self) -> list[tuple[str, str]]:
        code = self.row.language
        return [(code, self.row.title), *((code, text) for _name, text in self.texts)]


def show(viewer: Viewer, keys: Sequence[str], query: Query, *, by_database: bool = False) -> Shown:
    """The page's hits in this order: two queries for threads, one for posts. `by_database` says that words were found inside
    words, where an index knows stems."""
    if not keys:
        return Shown([])
    said = telling(query.words)
    inside = pattern_of((*said, *query.phrases)) if by_database else None
    clauses = (*clauses_of(query.words, said), *map(clause_of, query.phrases))
    found = _found(viewer, keys)
    each = [wanted_of(clauses_of(query.words, (word,))) for word in said]
    spelling = {} if by_database else corrected(query, _all(found), each)
    respelt = tuple(clause_of(word) for word in spelling.values())
    wanted = wanted_of((*clauses, *respelt), inside)
    hits = [_hit(one, wanted) for one in found]
    return Shown(hits, respelled(query.text, spelling) if spelling else "")


def _all(found: Sequence[_Texts]) -> list[tuple[str, str]]:
    return [entry for one in found for entry in one.known]


def _found(viewer: Viewer, keys: Sequence[str]) -> list[_Texts]:
    """Threads and posts with their texts, in this order."""
    ids, posts = ids_of_keys(keys)
    rows = {thread_key(one.row.pk): one for one in _texts_of(viewer, ids)}
    written = post_rows(posts)
    rows |= {post_key(pk): _Texts(row, ((SOLUTION, row.text),)) for pk, row in written.items()}
    return [rows[key] for key in keys if key in rows]


def _texts_of(viewer: Viewer, ids: Sequence[int]) -> list[_Texts]:
    """Threads with their texts: one query for both posts of each, one for the best replies."""
    if not ids:
        return []
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
    if isinstance(of.row, PostRow):
        return _post_hit(of.row, of, wanted)
    thread, code = of.row, of.row.language
    passage = passage_of(of.texts, code, wanted)
    quote = _quote(thread, of, wanted)
    text = quote or (passage.text if passage else thread.gist)
    aside = passage if passage and quote and passage.where != SOLUTION else None
    return Hit(
        row=thread,
        url=thread.get_absolute_url(),
        title=marked(thread.title, code, wanted),
        excerpt=marked(text, code, wanted),
        is_quote=bool(quote),
        passage=marked(aside.text if aside else "", code, wanted),
        where=aside.where if aside else "",
    )


def _post_hit(post: PostRow, of: _Texts, wanted: Wanted) -> Hit:
    passage = passage_of(of.texts, post.language, wanted)
    return Hit(
        row=post,
        url=post.url,
        title=marked(post.title, post.language, wanted),
        excerpt=marked(passage.text if passage else post.summary, post.language, wanted),
        is_quote=False,
        passage=SafeString(""),
        where="",
    )


def _quote(thread: Thread, of: _Texts, wanted: Wanted) -> str:
    """What the Solution says: where it has the words, else how it begins."""
    if thread.solution is None:
        return ""
    found: Passage | None = passage_of(of.texts[:1], thread.language, wanted)
    return found.text if found else thread.solution.gist

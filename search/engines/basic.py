"""Search by the database alone: no index to build, on SQLite and PostgreSQL.

It reads rows, so its cost grows with them and is bounded by what it reads: titles and gists (the
first 200 characters of a text) of all threads, whole opening texts of the newest RECENT only.
What it cannot do is what an index is for: word stems, typing mistakes, answers, and letters
outside ASCII in either case on SQLite.
"""

from datetime import datetime
from functools import reduce
from operator import add, and_, or_

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from forum.models import Reply, Thread
from forum.queries import Viewer, visible_threads
from forum.queries.lists import unsolved
from search.asked import Found, Query
from search.engines.base import MOST_HITS
from search.words import telling

RECENT = 20_000
# Of a long text the longest words are asked for: the cost grows with each.
LOOSE_WORDS = 5
TITLE_WEIGHT = 3
# Words are found inside words, so that two letters are like anything.
SHORTEST = 3


class BasicEngine:
    name = "basic"

    def search(self, viewer: Viewer, query: Query) -> Found:
        """All words in title or gist; then all words in title or text; when nothing has all of
        them, any of them. At most four queries, whatever is found."""
        threads = narrowed(visible_threads(viewer), query)
        if not query.words:
            return _without_words(threads, query)
        said = telling(query.words)
        everywhere = _in_title_or_gist(threads, said)
        if len(everywhere) > MOST_HITS:
            return Found(everywhere[:MOST_HITS], is_more=True)
        recent = _recent(threads)
        ids = dict.fromkeys((*everywhere, *_in_text(recent, said)))
        if ids:
            return Found(tuple(ids)[:MOST_HITS], is_more=len(ids) > MOST_HITS)
        if len(said) == 1:
            return Found()
        loose = tuple(_loosely(recent, said)[:MOST_HITS].values_list("pk", flat=True))
        return Found(loose, is_loose=True)

    def similar(self, viewer: Viewer, words: tuple[str, ...], *, limit: int) -> tuple[int, ...]:
        """Among the newest RECENT threads, in two queries."""
        said = tuple(word for word in telling(words) if len(word) >= SHORTEST)
        if not said:
            return ()
        # A thread that shares one word of many is about something else.
        rows = _loosely(_recent(visible_threads(viewer)), said, enough=1 if len(said) < 3 else 2)
        return tuple(rows.values_list("pk", flat=True)[:limit])


def _without_words(threads: QuerySet[Thread], query: Query) -> Found:
    """What filters alone leave, the newest first."""
    if not (query.is_narrowed or query.phrases):
        return Found()
    ids = tuple(threads.order_by("-active_at", "-pk").values_list("pk", flat=True)[: MOST_HITS + 1])
    return Found(ids[:MOST_HITS], is_more=len(ids) > MOST_HITS)


def narrowed(threads: QuerySet[Thread], query: Query) -> QuerySet[Thread]:
    """The filters of `query`."""
    if query.kinds:
        threads = threads.filter(kind__in=query.kinds)
    if query.boards:
        threads = threads.filter(board_id__in=query.boards)
    if query.state == "solved":
        threads = threads.filter(is_solved=True)
    elif query.state == "unsolved":
        threads = unsolved(threads)
    elif query.state == "unanswered":
        threads = threads.filter(reply_count=0)
    for tag in query.tags:
        threads = threads.filter(tags=tag)
    if query.languages:
        threads = threads.filter(reduce(or_, map(_spoken, query.languages)))
    if query.by:
        wrote = Exists(
            Reply.objects.filter(thread=OuterRef("pk"), author__in=query.by, deleted_at=None)
        )
        threads = threads.filter(Q(author__in=query.by) | wrote)
    if query.since is not None:
        threads = threads.filter(created_at__gte=query.since)
    if query.until is not None:
        threads = threads.filter(created_at__lt=query.until)
    if query.has_solution:
        threads = threads.filter(solution__isnull=False)
    return _said_and_not(threads, query)


def _spoken(code: str) -> Q:
    """A language in all countries."""
    return Q(language__iexact=code) | Q(language__istartswith=f"{code}-")


def _said_and_not(threads: QuerySet[Thread], query: Query) -> QuerySet[Thread]:
    """Phrases that have to be there, and words that must not."""
    for phrase in query.phrases:
        threads = threads.filter(Q(title__icontains=phrase) | Q(gist__icontains=phrase))
    for word in query.without:
        threads = threads.exclude(Q(title__icontains=word) | Q(gist__icontains=word))
    return threads


def _in_title_or_gist(threads: QuerySet[Thread], words: tuple[str, ...]) -> tuple[int, ...]:
    """Those with all words in the title first, solved ones first, then the newest; one more than
    MOST_HITS, to tell that there are more."""
    in_title = reduce(and_, (Q(title__icontains=word) for word in words))
    # Every row is read. A condition on the key makes SQLite read them as they lie in the file; left
    # to itself it walks an index of boards and comes by each page once per board (twice the time).
    found = threads.filter(pk__gt=0).filter(
        reduce(and_, (Q(title__icontains=word) | Q(gist__icontains=word) for word in words))
    )
    titled = Case(When(in_title, then=1), default=0, output_field=IntegerField())
    rows = found.order_by(titled.desc(), "-is_solved", "-active_at", "-pk")
    return tuple(rows.values_list("pk", flat=True)[: MOST_HITS + 1])


def _recent(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """The newest RECENT of `threads`: one walk along the index of active threads."""
    newest = threads.order_by("-active_at", "-pk").values_list("active_at", flat=True)
    oldest: datetime | None = newest[RECENT : RECENT + 1].first()
    return threads if oldest is None else threads.filter(active_at__gt=oldest)


def _in_text(threads: QuerySet[Thread], words: tuple[str, ...]) -> tuple[int, ...]:
    found = threads.filter(
        reduce(and_, (Q(title__icontains=word) | Q(source__icontains=word) for word in words))
    )
    rows = found.order_by("-is_solved", "-active_at", "-pk")
    return tuple(rows.values_list("pk", flat=True)[: MOST_HITS + 1])


def _loosely(
    threads: QuerySet[Thread], words: tuple[str, ...], *, enough: int = 1
) -> QuerySet[Thread]:
    """Threads with at least `enough` of the telling words, those with most of them first; a word in the title
    weighs TITLE_WEIGHT times a word in the gist, and a long word more than a short one."""
    said = sorted(telling(words), key=len, reverse=True)[:LOOSE_WORDS]
    scores = [_score(word) for word in said]
    counts = [_counts(Q(title__icontains=word) | Q(gist__icontains=word), 1) for word in said]
    any_of = reduce(or_, (Q(title__icontains=word) | Q(gist__icontains=word) for word in said))
    return (
        threads.filter(any_of)
        .annotate(hits=reduce(add, counts), weight=reduce(add, scores))
        .filter(hits__gte=enough)
        .order_by("-hits", "-weight", "-is_solved", F("active_at").desc(), "-pk")
    )


def _score(word: str) -> Combinable:
    weight = min(len(word), 10)
    return _counts(Q(title__icontains=word), TITLE_WEIGHT * weight) + _counts(
        Q(gist__icontains=word), weight
    )


def _counts(condition: Q, points: int) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())

"""Search by the database alone: no index to build, on SQLite and PostgreSQL.

It reads rows, so its cost grows with them and is bounded by what it reads: titles and gists (the
first 200 characters of a text) of all threads, whole opening texts of the newest RECENT only; of
posts, titles and summaries. What it cannot do is what an index is for: word stems, typing mistakes,
answers, and letters outside ASCII in either case on SQLite.
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from blog.models import Post
from forum.models import Reply, Thread
from forum.queries import Viewer, visible_threads
from forum.queries.lists import unsolved
from search.asked import Found, Query
from search.documents import post_key, thread_key
from search.engines.base import MOST_HITS
from search.engines.basic_posts import narrowed_posts, posts_loosely, posts_with_all
from search.engines.basic_words import Rated, has, has_all, is_titled, rated, spoken
from search.words import telling

RECENT = 20_000
# Words are found inside words, so that two letters are like anything.
SHORTEST = 3
# So many posts that have all words stand before the threads that have them; the rest after those.
FIRST_POSTS = 3


class BasicEngine:
    name = "basic"

    def search(self, viewer: Viewer, query: Query) -> Found:
        """All words in title or gist (of posts: summary); then all words in title or text; when
        nothing has all of them, any of them. At most six queries, whatever is found."""
        threads = _narrowed(visible_threads(viewer), query)
        posts = narrowed_posts(query)
        if not query.words:
            return _without_words(threads, posts, query)
        said = telling(query.words)
        written = posts_with_all(posts, said)
        everywhere = _in_title_or_gist(threads, said)
        if len(everywhere) <= MOST_HITS:
            threads = _recent(threads)
            everywhere = tuple(dict.fromkeys((*everywhere, *_in_text(threads, said))))
        found = (*written[:FIRST_POSTS], *map(thread_key, everywhere), *written[FIRST_POSTS:])
        if found:
            return Found(found[:MOST_HITS], is_more=len(found) > MOST_HITS)
        if len(said) == 1:
            return Found()
        loose = _together(posts_loosely(posts, said), _loosely(threads, said))
        return Found(loose[:MOST_HITS], is_loose=True)

    def similar(self, viewer: Viewer, words: tuple[str, ...], *, limit: int) -> tuple[str, ...]:
        """Among the newest RECENT threads and all posts, in three queries."""
        said = tuple(word for word in telling(words) if len(word) >= SHORTEST)
        if not said:
            return ()
        # A thread that shares one word of many is about something else.
        enough = 1 if len(said) < 3 else 2
        threads = _loosely(_recent(visible_threads(viewer)), said, enough=enough)
        posts = posts_loosely(narrowed_posts(Query()), said, enough=enough)
        return _together(posts, threads)[:limit]


def _together(posts: list[Rated], threads: list[Rated]) -> tuple[str, ...]:
    """Keys of both, what has most of the words first; of equals the post."""
    rows = sorted((*posts, *threads), key=lambda row: (-row[0], -row[1]))
    return tuple(key for _hits, _weight, key in rows)


def _without_words(threads: QuerySet[Thread], posts: QuerySet[Post], query: Query) -> Found:
    """What filters alone leave, the newest first."""
    if not (query.is_narrowed or query.phrases):
        return Found()
    first = threads.order_by("-active_at", "-pk").values_list("active_at", "pk")[: MOST_HITS + 1]
    others = posts.exclude(last_published_at=None).order_by("-last_published_at", "-pk")
    rows = [(at, thread_key(pk)) for at, pk in first]
    written = others.values_list("last_published_at", "pk")[: MOST_HITS + 1]
    rows += [(at, post_key(pk)) for at, pk in written if at is not None]
    keys = tuple(key for _at, key in sorted(rows, key=lambda row: row[0], reverse=True))
    return Found(keys[:MOST_HITS], is_more=len(keys) > MOST_HITS)


def _narrowed(threads: QuerySet[Thread], query: Query) -> QuerySet[Thread]:
    """The filters of `query`."""
    if query.types and "thread" not in query.types:
        return threads.none()
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
        threads = threads.filter(spoken(query.languages))
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


def _said_and_not(threads: QuerySet[Thread], query: Query) -> QuerySet[Thread]:
    """Phrases that have to be there, and words that must not."""
    for phrase in query.phrases:
        threads = threads.filter(has(phrase, "gist"))
    for word in query.without:
        threads = threads.exclude(has(word, "gist"))
    return threads


def _in_title_or_gist(threads: QuerySet[Thread], words: tuple[str, ...]) -> tuple[int, ...]:
    """Those with all words in the title first, solved ones first, then the newest; one more than
    MOST_HITS, to tell that there are more."""
    # Every row is read. A condition on the key makes SQLite read them as they lie in the file; left
    # to itself it walks an index of boards and comes by each page once per board (twice the time).
    found = threads.filter(pk__gt=0).filter(has_all(words, "gist"))
    rows = found.order_by(is_titled(words).desc(), "-is_solved", "-active_at", "-pk")
    return tuple(rows.values_list("pk", flat=True)[: MOST_HITS + 1])


def _recent(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """The newest RECENT of `threads`: one walk along the index of active threads."""
    newest = threads.order_by("-active_at", "-pk").values_list("active_at", flat=True)
    oldest: datetime | None = newest[RECENT : RECENT + 1].first()
    return threads if oldest is None else threads.filter(active_at__gt=oldest)


def _in_text(threads: QuerySet[Thread], words: tuple[str, ...]) -> tuple[int, ...]:
    found = threads.filter(has_all(words, "source"))
    rows = found.order_by("-is_solved", "-active_at", "-pk")
    return tuple(rows.values_list("pk", flat=True)[: MOST_HITS + 1])


def _loosely(threads: QuerySet[Thread], words: tuple[str, ...], *, enough: int = 1) -> list[Rated]:
    """Threads with at least `enough` of the telling words, those with most of them first."""
    order = ("-hits", "-weight", "-is_solved", F("active_at").desc(), "-pk")
    rows = rated(threads, words, "gist", enough=enough).order_by(*order)
    found = rows.values_list("hits", "weight", "pk")[:MOST_HITS]
    return [(hits, weight, thread_key(pk)) for hits, weight, pk in found]

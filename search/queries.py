"""Reading: search for a page, and suggestions for somebody about to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import Member
from blog.models import Post
from forum.models import Thread
from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
from forum.queries.lists import as_rows, with_boards
from search.answering import find, find_begun, find_similar
from search.asked import Query
from search.documents import ids_of_keys, post_key, thread_key
from search.doors import standing_keys
from search.engines.base import MOST_HITS
from search.engines.basic import BasicEngine
from search.hits import Hit, show
from search.models import RecentSearch
from search.models.recent import MOST_RECENT
from search.operators import read
from search.passages import begun_of, marked
from search.plans import clauses_of
from search.posts import PostRow, post_rows, titled_posts
from search.words import telling

PAGE = 20
LAST_PAGE = MOST_HITS // PAGE
# Solved threads that stand above all others on the first page.
ON_TOP = 5
OFFERED = 5
# Threads that are offered while somebody types.
MOST_BEGUN = 6
_TITLED = ("title", "slug", "is_solved", "language")


@dataclass(frozen=True)
class Begun:
    """A thread or post that is offered while somebody types: `title` with marks."""

    title: SafeString
    url: str
    is_solved: bool
    language: str
    is_howto: bool = False


@dataclass(frozen=True)
class Results:
    """One page: what worked for others (`solved`), and the rest. `total` counts all pages,
    `is_about` says that there are more; `engine` is who answered. `meant` is what was typed with its
    words put right, or ""."""

    solved: list[Hit]
    others: list[Hit]
    total: int
    is_about: bool
    is_loose: bool
    is_alike: bool
    facets: Mapping[str, int]
    next_page: int | None
    engine: str
    meant: str = ""

    @property
    def is_basic(self) -> bool:
        """Whether the database answered in the engine's place."""
        return self.engine == BasicEngine.name

    @property
    def has_howtos(self) -> bool:
        """Whether some of the others are posts of the help blog."""
        return any(hit.post for hit in self.others)


def search_everything(viewer: Viewer, query: Query) -> Results:
    """A page of what `viewer` may see for `query`. On the first page by likeness the best ON_TOP
    solved threads stand before the others; everything else follows in its order."""
    found, answered = find(viewer, query)
    start = (query.page - 1) * PAGE
    seen = standing_keys(viewer, found.keys)
    keys = [key for key in found.keys if key in seen]
    basic = answered == BasicEngine.name
    shown = show(viewer, keys[start : start + PAGE], query, by_database=basic)
    hits, is_first = shown.hits, query.page == 1 and not query.sort
    top = [hit for hit in hits if hit.is_solved][:ON_TOP] if is_first else []
    unseen = len(found.keys) - len(keys)
    return Results(
        solved=top,
        others=[hit for hit in hits if hit not in top],
        total=len(keys) if found.total is None else found.total - unseen,
        is_about=found.is_more and found.total is None,
        is_loose=found.is_loose,
        is_alike=found.is_alike,
        facets=found.facets,
        next_page=query.page + 1 if len(keys) > start + PAGE else None,
        engine=answered,
        meant=shown.meant,
    )


def ask_suggestions(viewer: Viewer, words: str) -> Sequence[Suggestion]:
    """Threads and posts that may already answer somebody who is about to ask `words`: what says how
    it was solved, and then what was asked."""
    title, _line, body = words.partition("\n")
    keys = find_similar(viewer, title, body, limit=OFFERED * 2)
    ids, posts = ids_of_keys(keys)
    found = {thread_key(thread.pk): thread_suggestion(thread) for thread in _rows(viewer, ids)}
    found |= {post_key(pk): howto_suggestion(post) for pk, post in post_rows(posts).items()}
    offers = [found[key] for key in keys if key in found]
    return sorted(offers, key=lambda one: not one.answers)[:OFFERED]


def thread_suggestion(thread: Thread) -> Suggestion:
    """A thread, as it is offered beside others."""
    gist = thread.solution.gist if thread.solution else thread.gist
    return Suggestion(
        thread.title,
        thread.get_absolute_url(),
        gist,
        thread.is_solved,
        thread.me_too_count,
        thread.language,
        thread_id=thread.pk,
    )


def howto_suggestion(post: PostRow) -> Suggestion:
    """A post, as it is offered beside threads."""
    return Suggestion(post.title, post.url, post.summary, False, 0, post.language, post_id=post.pk)


def _rows(viewer: Viewer, ids: Sequence[int]) -> list[Thread]:
    rows = {row.pk: row for row in as_rows(visible_threads(viewer)).filter(pk__in=ids)}
    return with_boards(viewer, [rows[pk] for pk in ids if pk in rows])


def titles_begun(viewer: Viewer, text: str) -> list[Begun]:
    """Threads and posts for words that are still being typed; none where operators narrow them,
    which needs the whole page. Two queries beside the look at the versions, one more for posts."""
    typed = read(text)
    if not typed.words or typed.operators or typed.phrases or typed.without:
        return []
    keys = find_begun(viewer, typed.words, limit=MOST_BEGUN)
    wanted = begun_of(clauses_of(typed.words, telling(typed.words)), typed.words[-1])
    rows = _titled(viewer, keys)
    return [
        Begun(
            marked(row.title, row.language, wanted),
            row.get_absolute_url(),
            isinstance(row, Thread) and row.is_solved,
            row.language,
            is_howto=isinstance(row, Post),
        )
        for row in (rows[key] for key in keys if key in rows)
    ]


def _titled(viewer: Viewer, keys: Sequence[str]) -> dict[str, Thread | Post]:
    """One query for threads and one for posts, none where there are no such keys."""
    ids, posts = ids_of_keys(keys)
    threads = visible_threads(viewer).filter(pk__in=ids).only(*_TITLED)
    rows: dict[str, Thread | Post] = {thread_key(row.pk): row for row in threads}
    if posts:
        rows |= {post_key(row.pk): row for row in titled_posts(posts)}
    return rows


def recent_searches(viewer: Viewer) -> list[str]:
    """What a member looked for last, the newest first; one query, and none for a visitor."""
    if not isinstance(viewer, Member):
        return []
    rows = RecentSearch.objects.filter(member=viewer).order_by("-at", "-pk")
    return list(rows.values_list("text", flat=True)[:MOST_RECENT])


def searches_of(member: Member) -> list[dict[str, object]]:
    """The same for the member's export, with the time of each."""
    rows = RecentSearch.objects.filter(member=member).order_by("at", "pk")
    return [{"text": row.text, "at": row.at} for row in rows]

"""What stands beside a thread, and beside a post. It is on every page of these, so it has to cost next
to nothing: one statement, kept as it was written."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.sql.where import WhereNode
from django.urls import reverse

from blog.models import Post
from blog.queries.posts import live_posts
from forum.models import Thread
from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
from search.models import Related
from search.words import COMMON

OFFERED = 5
# Threads last tagged like this one, of which the most alike are shown beside it.
NEIGHBOURS = 40
# Stands in a kept statement for the thread or post that is asked about; no row has this id.
THIS = -1
# Statements by what their viewers may see: few viewers see different boards.
MOST_STATEMENTS = 200
Statement = tuple[str, tuple[Any, ...]]
_statements: dict[tuple[str, WhereNode], Statement] = {}


def related_threads(viewer: Viewer, thread: Thread) -> Sequence[Suggestion]:
    """Threads and posts like `thread`, those that say how it was solved first. One query.

    What search.relating found stands before what shares a tag with it: of the thread's tags the
    one that was made last (the first tags of a community say little, half of its threads have
    them), and of that the NEIGHBOURS threads tagged last, which is a short walk along an index.
    """
    return _beside("thread", visible_threads(viewer), _near, thread)


def related_to_post(viewer: Viewer, post: Post) -> Sequence[Suggestion]:
    """Threads that are solved and other posts about the same as `post`, the most alike first. One
    query. A thread that has it among what is like itself counts, too: it may have been solved since
    the post was looked at."""
    return _beside("post", visible_threads(viewer), _near_post, post)


class _Row(NamedTuple):
    """A thread, or a post, which has its address in place of a slug."""

    is_post: bool
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
        answers = self.is_solved or self.is_post
        return (not answers, self.place is None, self.place or 0, -shared, -self.pk)

    def suggestion(self) -> Suggestion:
        if self.is_post:
            url = Post(url_path=self.slug).get_absolute_url()
            return Suggestion(self.title, url, "", False, 0, self.language, post_id=self.pk)
        return Suggestion(
            self.title,
            reverse("forum:thread", args=[self.pk, self.slug or "-"]),
            "",
            bool(self.is_solved),
            self.me_too,
            self.language,
            thread_id=self.pk,
            likeness=self.likeness or 0,
        )


def _beside(
    kind: str,
    visible: QuerySet[Thread],
    near: Callable[[QuerySet[Thread]], QuerySet[Any, Any]],
    this: Thread | Post,
) -> list[Suggestion]:
    sql, params = _statement(kind, visible, near)
    with connection.cursor() as cursor:
        cursor.execute(sql, [this.pk if param == THIS else param for param in params])
        rows = [_Row(*row) for row in cursor.fetchall()]
    said = _said(this.title)
    rows.sort(key=lambda row: row.order(said))
    return [row.suggestion() for row in rows[:OFFERED]]


def _statement(
    beside: str,
    visible: QuerySet[Thread],
    near: Callable[[QuerySet[Thread]], QuerySet[Any, Any]],
) -> Statement:
    """The statement for those who see `visible`, kept by the door's own condition, because writing
    it anew would take four times as long as running it."""
    door = (beside, visible.query.where)
    kept = _statements.get(door)
    if kept is None:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        kept = _statements[door] = near(visible).query.sql_with_params()
    return kept


def _near(visible: QuerySet[Thread]) -> QuerySet[Any, Any]:
    """Of a thread."""
    tagged = Thread.tags.through.objects
    tag = tagged.filter(thread_id=THIS).order_by("-tag_id").values("tag_id")[:1]
    near = tagged.filter(tag_id=Subquery(tag)).order_by("-pk").values("thread_id")[:NEIGHBOURS]
    like = Related.objects.filter(thread_id=THIS)
    threads = visible.filter(
        Q(pk__in=near, is_solved=True)
        | Q(pk__in=like.filter(other_post_id=None).values("other_id"))
    ).exclude(pk=THIS)
    return _with_posts(threads, like.filter(other_id=OuterRef("pk")), like)


def _near_post(visible: QuerySet[Thread]) -> QuerySet[Any, Any]:
    """Of a post."""
    like = Related.objects.filter(post_id=THIS)
    back = Related.objects.filter(other_post_id=THIS)
    there = like.filter(other_post_id=None).values("other_id")
    here = back.filter(post_id=None).values("thread_id")
    threads = visible.filter(Q(pk__in=there) | Q(pk__in=here), is_solved=True)
    return _with_posts(threads, like.filter(other_id=OuterRef("pk")), like)


def _with_posts(
    threads: QuerySet[Thread], this: QuerySet[Related], like: QuerySet[Related]
) -> QuerySet[Any, Any]:
    """Rows of `threads`, of which `this` is what is kept, and of the posts among `like`."""
    no, yes = (Value(one, output_field=BooleanField()) for one in (False, True))
    none = Value(0, output_field=IntegerField())
    shown = ("pk", "title", "slug", "me_too_count", "language", "is_solved")
    rows = threads.order_by().annotate(is_post=no).values_list("is_post", *shown, *_kept(this))
    written = like.filter(other_post_id=OuterRef("pk"))
    posts = live_posts().filter(pk__in=like.filter(other_id=None).values("other_post_id"))
    others = posts.order_by().annotate(is_post=yes, me_too=none, is_solved=no)
    named = ("pk", "title", "url_path", "me_too", "language", "is_solved")
    return rows.union(others.values_list("is_post", *named, *_kept(written)), all=True)


def _kept(this: QuerySet[Related]) -> tuple[Subquery, Subquery]:
    return Subquery(this.values("place")[:1]), Subquery(this.values("likeness")[:1])


def _said(title: str) -> set[str]:
    return set(title.casefold().split()) - COMMON

"""What pages of search show of posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, QuerySet, Value, When
from django.db.models.functions import Substr

from blog.models import Post
from blog.queries.posts import live_posts
from search.passages import TEXT_LENGTH

TITLED = ("title", "url_path", "language")


@dataclass(frozen=True)
class PostRow:
    """A post: `kind` is "howto", "tip" or "announcement", `text` the beginning of all it says, `at`
    when it was published last."""

    pk: int
    title: str
    url: str
    language: str
    summary: str
    author: str
    kind: str
    text: str
    at: datetime | None


def post_rows(ids: Sequence[int]) -> dict[int, PostRow]:
    """Those of these posts that everybody may read. One query, none for no ids."""
    if not ids:
        return {}
    word = CharField()
    kind = Case(
        When(tip__isnull=False, then=Value("tip")),
        When(announcement__isnull=False, then=Value("announcement")),
        default=Value("howto"),
        output_field=word,
    )
    text = Substr("rendering__plain", 1, TEXT_LENGTH)
    rows = live_posts().filter(pk__in=ids).order_by().annotate(sort=kind, text=text)
    shown = rows.select_related("author").only(
        *TITLED, "summary", "last_published_at", "author__display_name"
    )
    return {
        post.pk: PostRow(
            post.pk,
            post.title,
            post.get_absolute_url(),
            post.language,
            post.summary,
            post.author.display_name,
            post.sort,
            post.text,
            post.last_published_at,
        )
        for post in shown
    }


def titled_posts(ids: Sequence[int]) -> QuerySet[Post]:
    """The same with their titles and addresses alone."""
    return live_posts().filter(pk__in=ids).order_by().only(*TITLED)

"""Documents of posts. Everybody may read a post that has one, so they are all in the public index."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from blog.enums import Part
from blog.models import Post
from blog.queries.posts import live_posts, posts_to_index
from search.documents import (
    TEXT_LENGTH,
    Document,
    Texts,
    document_of_texts,
    language_mark,
    post_key,
    seconds,
)


def standing_posts() -> QuerySet[Post]:
    """The posts that have a document."""
    return live_posts()


def build_posts(pks: Collection[int]) -> list[Document]:
    """The documents of these posts; of those that nobody may read there is none. Three queries."""
    return [_document(post) for post in posts_to_index(pks)] if pks else []


def _document(post: Post) -> Document:
    """A post is its own solution, and as old as its last edition: that is when somebody last
    looked at whether it is still true."""
    said = post.rendering.plain[:TEXT_LENGTH]
    at = seconds(post.last_published_at) if post.last_published_at else 0
    return document_of_texts(
        post_key(post.pk),
        Texts(post.title, post.summary, said),
        post.language,
        marks=_marks(post),
        created=at,
        active=at,
        helpful=post.rendering.helpful,
        is_solved=True,
    )


def _marks(post: Post) -> Iterator[str]:
    yield from ("type:howto", language_mark(post.language))
    yield f"by:{post.author_id}"
    yield from {
        f"by:{credit.member_id}" for credit in post.credits.all() if credit.part == Part.AUTHOR
    } - {f"by:{post.author_id}"}
    yield from (f"tag:{tag.pk}" for tag in post.tags.all())

"""What reputation has to know of threads and posts: told in the transaction that changes them, so
that boards, tags and readers of what earned are right without a door upward."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from accounts.models import Member
from forum.enums import Kind
from forum.models import Board, Reply, Thread
from forum.queries.visibility import audience_of
from reputation.actions.sources import Told, Wrote, move_board, tell

# Rendered name-calls, as forum.markup.words writes them.
_NAMED: Final = re.compile(r'href="/m/([\w.+-]+)/"')
BATCH = 500
# What is never told; some of it is long.
TEXTS = ("source", "gist")


def tell_thread(pk: int) -> None:
    """After a thread was asked, retagged, moved, reworded, deleted or brought back."""
    thread = Thread.objects.defer(*TEXTS).get(pk=pk)
    tell([place_of(thread, _tags(thread), _thanked([thread]))], [post_of(thread)])


def tell_reply(reply: Reply) -> None:
    """After a reply was posted, deleted or brought back: also where its thread stands, which
    nobody may have told yet."""
    thread = reply.thread
    tell([place_of(thread, _tags(thread), _thanked([thread]))], [post_of(reply)])


def tell_board(board: Board) -> None:
    """After a board was closed, opened, or given to other groups."""
    move_board(board.pk, audience_of(board.pk))


def place_of(thread: Thread, tags: Iterable[str], thanked: dict[str, int]) -> Told:
    """A thread as reputation keeps it; `thanked` are ids by username of whoever may be named."""
    return Told(
        thread=thread.pk,
        asker=thread.author_id,
        board=thread.board_id,
        tags=tuple(tags),
        audience=audience_of(thread.board_id),
        language=thread.language,
        kind=thread.kind,
        at=thread.created_at,
        stands=thread.deleted_at is None,
        thanked=tuple(sorted({thanked[name] for name in names_in(thread) if name in thanked})),
    )


def post_of(post: Thread | Reply) -> Wrote:
    """What opens a thread, or a reply."""
    kind, thread = ("reply", post.thread_id) if isinstance(post, Reply) else ("thread", post.pk)
    stands = post.deleted_at is None
    return Wrote(kind, post.pk, post.author_id, thread, post.created_at, stands)


def names_in(thread: Thread) -> Iterator[str]:
    """Whom the opening words of a thread of praise name."""
    if thread.kind == Kind.PRAISE:
        yield from _NAMED.findall(thread.html)


def _thanked(threads: Iterable[Thread]) -> dict[str, int]:
    own = {thread.author_id for thread in threads}
    names = {name for thread in threads for name in names_in(thread)}
    if not names:
        return {}
    rows = Member.objects.filter(username__in=names).exclude(pk__in=own)
    return dict(rows.values_list("username", "pk"))


def _tags(thread: Thread) -> list[str]:
    return list(thread.tags.values_list("slug", flat=True))


def tell_threads(threads: list[Thread]) -> None:
    """Many at once, with `tags` prefetched; for what was imported."""
    thanked = _thanked(threads)
    tell(
        [place_of(one, [tag.slug for tag in one.tags.all()], thanked) for one in threads],
        [post_of(one) for one in threads],
    )


def tell_replies(replies: list[Reply]) -> None:
    """Many at once, of threads that were told."""
    tell([], [post_of(one) for one in replies])

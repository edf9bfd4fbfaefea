"""What reputation has to know of threads and posts: told in the transaction that changes them, so
that boards, tags and readers of what earned are right without a door upward."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from accounts.models import Member, OldUsername
from forum.enums import Kind
from forum.models import Board, Reply, Thread
from forum.queries.paid import told_threads
from forum.queries.visibility import audience_of
from reputation.actions.sources import Told, Wrote, move_board, tell
from reputation.queries.tallies import is_told

# Rendered name-calls, as forum.markup.words writes them: a link to a profile alone calls nobody.
_NAMED: Final = re.compile(r'<a href="/m/([\w.+-]+)/" class="name-call"')


def tell_thread(pk: int) -> None:
    """After a thread was asked, retagged, moved, reworded, deleted or brought back."""
    tell_threads([told_threads().get(pk=pk)])


def tell_reply(reply: Reply) -> None:
    """After a reply was posted, deleted or brought back. Where its thread stands is told when that
    changes, and here only where nobody has told it yet."""
    tell([] if is_told(reply.thread_id) else _places([reply.thread]), [post_of(reply)])


def tell_board(board: Board) -> None:
    """After a board was closed, opened, or given to other groups."""
    move_board(board.pk, audience_of(board.pk))


def tell_threads(threads: Sequence[Thread]) -> None:
    """Threads with what opens them; `tags` are best prefetched where they are many."""
    tell(_places(threads), [post_of(one) for one in threads])


def tell_tagged(pks: Iterable[int]) -> None:
    """After a tag of these threads was named otherwise, or went."""
    tell_threads(list(told_threads().filter(pk__in=list(pks))))


def tell_replies(replies: Sequence[Reply]) -> None:
    """Many at once, of threads that were told."""
    tell([], [post_of(one) for one in replies])


def _places(threads: Sequence[Thread]) -> list[Told]:
    thanked = _thanked([thread for thread in threads if thread.kind == Kind.PRAISE])
    return [_place_of(thread, thanked.get(thread.pk, ())) for thread in threads]


def _place_of(thread: Thread, thanked: Iterable[int]) -> Told:
    return Told(
        thread=thread.pk,
        asker=thread.author_id,
        board=thread.board_id,
        tags=tuple(tag.slug for tag in thread.tags.all()),
        audience=audience_of(thread.board_id),
        language=thread.language,
        kind=thread.kind,
        at=thread.created_at,
        stands=thread.deleted_at is None,
        thanked=tuple(sorted(thanked)),
    )


def post_of(post: Thread | Reply) -> Wrote:
    """What opens a thread, or a reply."""
    kind, thread = ("reply", post.thread_id) if isinstance(post, Reply) else ("thread", post.pk)
    stands = post.deleted_at is None
    return Wrote(kind, post.pk, post.author_id, thread, post.created_at, stands)


def _thanked(praise: Sequence[Thread]) -> dict[int, set[int]]:
    """Whom the opening words of threads of praise name, but for who wrote them; three queries."""
    if not praise:
        return {}
    words = dict(Thread.objects.filter(pk__in=[t.pk for t in praise]).values_list("pk", "html"))
    names = {pk: set(_NAMED.findall(html)) for pk, html in words.items()}
    wanted = set().union(*names.values())
    # A name that somebody had before is theirs still, also where two accounts became one.
    old = OldUsername.objects.filter(username__in=wanted).values_list("username", "member")
    known = Member.objects.filter(username__in=wanted).values_list("username", "pk")
    members = {**dict(old), **dict(known)}
    return {
        thread.pk: {members[name] for name in names[thread.pk] if name in members}
        - {thread.author_id}
        for thread in praise
    }

"""Working out what is like a thread or a post, after it was indexed; its page only reads it."""

from collections.abc import Sequence

from django.db import transaction

from blog.models import Post
from blog.queries.posts import live_posts
from forum.markup import plain_of
from forum.models import Thread
from forum.queries.visibility import all_boards, audience_of
from search.answering import Scope, similar_hits, worth_offering
from search.documents import PUBLIC, ids_of_keys, post_of_key, thread_of_key
from search.embeddings import LOOKED_AT
from search.engines.base import EngineDown, EngineHit
from search.indexing import note_related
from search.models import Outbox, Related, Source
from search.payload import Payload
from search.ranking import likenesses

# Shown beside a thread or post, of which some may be deleted or closed by then.
KEPT = 10
BATCH = 50
# Threads that may have a new post beside them from now on.
RENEWED = 20


def relate_what_waits() -> int:
    """A batch of threads or posts whose neighbours are to be worked out; returns how many. Stops
    where the engine does not answer: then they wait."""
    return _relate_threads() or _relate_posts()


def _relate_threads() -> int:
    rows = _waiting(Source.RELATED)
    threads = Thread.objects.in_bulk({row.object_id for row in rows})
    try:
        for thread in threads.values():
            _keep(_like(thread), thread_id=thread.pk)
    except EngineDown:
        return 0
    return _done(rows)


def _relate_posts() -> int:
    """What everybody may not read any more has nothing beside it. The threads about the same are
    looked at anew, because the post may stand beside them now."""
    rows = _waiting(Source.RELATED_POST)
    ids = {row.object_id for row in rows}
    posts = live_posts().select_related("rendering").in_bulk(ids) if ids else {}
    try:
        found = {pk: _like_post(post) for pk, post in posts.items()}
    except EngineDown:
        return 0
    for pk in sorted(ids):
        others, threads = found.get(pk, ([], []))
        _keep(others, post_id=pk)
        note_related(Source.RELATED, threads)
    return _done(rows)


def _waiting(source: str) -> list[Outbox]:
    return list(Outbox.objects.filter(source=source, parked_at=None).order_by("pk")[:BATCH])


def _done(rows: Sequence[Outbox]) -> int:
    if rows:
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _like(thread: Thread) -> list[tuple[str, int]]:
    """Keys of what is like this thread, best first, each with its likeness; of boards that everybody
    reads, or that are for the same readers. Nothing for a thread that is gone."""
    if thread.deleted_at is not None:
        return []
    audience = audience_of(thread.board_id)
    scope = _read_by(audience)
    body = plain_of(thread.html, enough=LOOKED_AT)
    found = [
        h for h in similar_hits(scope, thread.title, body) if thread_of_key(h.key) != thread.pk
    ]
    return _rated(worth_offering(found), thread.title, body)


def _like_post(post: Post) -> tuple[list[tuple[str, int]], list[int]]:
    """The same for a post: what says how something was solved; and the threads about the same."""
    body = post.rendering.plain[:LOOKED_AT]
    hits = similar_hits(_read_by(PUBLIC), post.title, body)
    near = worth_offering([hit for hit in hits if post_of_key(hit.key) != post.pk])
    threads, _posts = ids_of_keys(hit.key for hit in near)
    return _rated([hit for hit in near if _answers(hit)], post.title, body), threads[:RENEWED]


def _read_by(audience: str) -> Scope:
    """What everybody reads, and what is for this audience."""
    audiences = {PUBLIC, audience}
    closed = [pk for pk in all_boards() if audience_of(pk) not in audiences]
    return Scope(tuple(sorted(audiences)), tuple(closed))


def _answers(hit: EngineHit) -> bool:
    return Payload.unpack(hit.payload).is_solved


def _rated(hits: Sequence[EngineHit], title: str, body: str) -> list[tuple[str, int]]:
    kept = hits[:KEPT]
    return [
        (hit.key, alike) for hit, alike in zip(kept, likenesses(kept, title, body), strict=True)
    ]


def _keep(others: Sequence[tuple[str, int]], **of: int) -> None:
    """Of a `thread_id` or a `post_id`."""
    rows = [
        Related(
            other_id=thread_of_key(key) or None,
            other_post_id=post_of_key(key) or None,
            place=place,
            likeness=alike,
            **of,
        )
        for place, (key, alike) in enumerate(others)
    ]
    with transaction.atomic():
        Related.objects.filter(**of).delete()
        Related.objects.bulk_create(rows)

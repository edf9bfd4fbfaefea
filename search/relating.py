"""Working out which threads are like a thread, after it was indexed; its page only reads them."""

from collections.abc import Sequence

from django.db import transaction

from forum.markup import plain_of
from forum.models import Thread
from forum.queries.visibility import all_boards, audience_of
from search.answering import Scope, similar_hits, worth_offering
from search.documents import PUBLIC, thread_of_key
from search.embeddings import LOOKED_AT
from search.engines.base import EngineDown
from search.models import Outbox, Related, Source
from search.ranking import likenesses

# Shown beside a thread, of which some may be deleted or closed by then.
KEPT = 10
BATCH = 50


def relate_what_waits() -> int:
    """A batch of threads whose neighbours are to be worked out; returns how many. Stops where the
    engine does not answer: then they wait."""
    rows = list(Outbox.objects.filter(source=Source.RELATED, parked_at=None).order_by("pk")[:BATCH])
    threads = Thread.objects.in_bulk({row.object_id for row in rows})
    try:
        for thread in threads.values():
            _keep(thread.pk, _like(thread))
    except EngineDown:
        return 0
    Outbox.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _like(thread: Thread) -> list[tuple[int, int]]:
    """Ids of threads like this one, best first, each with its likeness; of boards that everybody
    reads, or that are for the same readers. Nothing for a thread that is gone."""
    if thread.deleted_at is not None:
        return []
    audience = audience_of(thread.board_id)
    boards = [pk for pk in all_boards() if audience_of(pk) in (PUBLIC, audience)]
    scope = Scope(tuple(boards), tuple(sorted({PUBLIC, audience})))
    body = plain_of(thread.html, enough=LOOKED_AT)
    found = [
        h for h in similar_hits(scope, thread.title, body) if thread_of_key(h.key) != thread.pk
    ]
    hits = worth_offering(found)[:KEPT]
    others = zip(hits, likenesses(hits, thread.title, body), strict=True)
    return [(pk, alike) for hit, alike in others if (pk := thread_of_key(hit.key))]


def _keep(thread_id: int, others: Sequence[tuple[int, int]]) -> None:
    rows = [
        Related(thread_id=thread_id, other_id=other, place=place, likeness=alike)
        for place, (other, alike) in enumerate(others)
    ]
    with transaction.atomic():
        Related.objects.filter(thread_id=thread_id).delete()
        Related.objects.bulk_create(rows)

"""Finding what is already here by its outside id."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, QuerySet

from forum.importers.rows import insert_rows
from forum.models import ImportedRecord, Reply, Thread


@dataclass(frozen=True, slots=True)
class Place:
    """A post that is here: an opening post, or a reply (then `reply` is its id)."""

    thread: int
    reply: int | None = None


def records(source: str, kind: str, keys: Iterable[str]) -> QuerySet[ImportedRecord]:
    """What is known of these outside ids; the rows they name may have been erased since."""
    return ImportedRecord.objects.filter(source=source, kind=kind, external_id__in=list(keys))


def note_records(source: str, kind: str, made: Iterable[tuple[str, int, str]]) -> None:
    """Remember rows just written: outside id, our id, old address. Raises IntegrityError when
    another import was quicker (then nothing of the transaction stays, and a second run goes on)."""
    rows = [
        {"source": source, "kind": kind, "external_id": key, "object_id": pk, "url": url}
        for key, pk, url in made
    ]
    insert_rows(ImportedRecord, rows)


def newest_record() -> int:
    """The id of the newest record; 0 where nothing was ever imported."""
    return ImportedRecord.objects.aggregate(newest=Max("pk"))["newest"] or 0


def fill_addresses(source: str, address: Callable[[str], str]) -> int:
    """Give the threads of `source` that were imported without it the address they had; returns how
    many. `address` makes it of an outside id."""
    bare = ImportedRecord.objects.filter(source=source, kind="thread", url="")
    rows = list(bare.values_list("external_id", "object_id"))
    for chunk in (rows[at : at + 500] for at in range(0, len(rows), 500)):
        addresses = {pk: address(key) for key, pk in chunk}
        threads = list(Thread.objects.filter(pk__in=addresses, source_url="").only("pk"))
        for thread in threads:
            thread.source_url = addresses[thread.pk]
        with transaction.atomic():
            Thread.objects.bulk_update(threads, ["source_url"])
            for key, _pk in chunk:
                bare.filter(external_id=key).update(url=address(key))
    return len(rows)


def thread_places(source: str, keys: Iterable[str]) -> dict[str, Place]:
    """Opening posts by outside id, without those that are gone."""
    found = dict(records(source, "thread", keys).values_list("external_id", "object_id"))
    alive = set(Thread.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    return {key: Place(pk) for key, pk in found.items() if pk in alive}


def reply_places(source: str, keys: Iterable[str]) -> dict[str, Place]:
    """Replies by outside id, without those that are gone."""
    found = dict(records(source, "reply", keys).values_list("external_id", "object_id"))
    threads = dict(Reply.objects.filter(pk__in=found.values()).values_list("pk", "thread_id"))
    return {key: Place(threads[pk], pk) for key, pk in found.items() if pk in threads}


def post_places(source: str, keys: Iterable[str]) -> dict[str, Place]:
    """Either, for sources that count questions and answers in one row of numbers."""
    wanted = list(keys)
    return reply_places(source, wanted) | thread_places(source, wanted)

"""Loading texts: in batches of one transaction each, every batch with its outside ids and its
counters, so that an import may be killed anywhere and run again."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F, Model

from forum.actions.counters import COMMENTED, REPLIED, settle
from forum.enums import Kind
from forum.importers.members import members_of
from forum.importers.places import (
    Place,
    newest_record,
    note_records,
    post_places,
    records,
    thread_places,
)
from forum.importers.records import Item, NewComment, NewReply, NewThread
from forum.importers.rendering import Outcome, Renderer, Text
from forum.importers.report import Report
from forum.importers.rows import Values, insert_rows
from forum.importers.tags import tag_threads
from forum.language import language_fields
from forum.models import Board, Comment, Reply, Thread
from forum.models.threads import HTML_LENGTH, slug_for

BATCH = 400
BATCH_CHARS = 2_000_000
AHEAD = 2  # batches that are being rendered while one is written

ItemT = TypeVar("ItemT", bound=Item)
Entry = tuple[ItemT, Outcome, Place | None]
Places = Callable[[str, Iterable[str]], dict[str, Place]]
Made = tuple[Entry[Any], int]
MODELS: dict[str, type[Model]] = {"thread": Thread, "reply": Reply, "comment": Comment}


@dataclass
class Job:
    """One import: its source's name, the board, and what it works with. `base_url` is what
    relative links in texts stand on ("" when it is not known); `newest` the newest outside id
    that was noted before this import began."""

    source: str
    board: Board
    report: Report
    renderer: Renderer
    base_url: str = ""
    newest: int = field(default_factory=newest_record)


def load_threads(job: Job, items: Iterable[NewThread]) -> None:
    """Create the threads that are not here yet, with their tags."""
    for entries in _rendered(job, items, None):
        with transaction.atomic():
            made = _create(job, entries, _thread)
            tag_threads(((pk, e[0].key, e[0].tags) for e, pk in made), job.report)
            shown = sum(not e[0].is_deleted for e, _ in made)
            Board.objects.filter(pk=job.board.pk).update(thread_count=F("thread_count") + shown)


def load_replies(job: Job, items: Iterable[NewReply]) -> None:
    """Create the replies that are not here yet and whose thread is."""
    for entries in _rendered(job, items, thread_places):
        with transaction.atomic():
            made = _create(job, entries, _reply)
            settle(Thread, {e[2].thread for e, _ in made if e[2]}, REPLIED)


def load_comments(job: Job, items: Iterable[NewComment]) -> None:
    """Create the comments that are not here yet and whose post is."""
    for entries in _rendered(job, items, post_places):
        with transaction.atomic():
            made = _create(job, entries, _comment)
            places = [e[2] for e, _ in made if e[2]]
            settle(Thread, {place.thread for place in places if not place.reply}, COMMENTED)
            settle(Reply, {place.reply for place in places if place.reply}, COMMENTED)


def _rendered(
    job: Job, items: Iterable[ItemT], places: Places | None
) -> Iterator[list[Entry[ItemT]]]:
    """Batches of what is new and fit to be taken; others are rendered while one is written."""
    waiting: deque[tuple[list[tuple[ItemT, Place | None]], Callable[[], list[Outcome]]]] = deque()
    for batch in _batches(items):
        placed = _placed(job, _new(job, batch), places)
        texts = [Text(i.source, i.source_format, job.base_url) for i, _ in placed]
        waiting.append((placed, job.renderer.submit(texts)))
        if len(waiting) > AHEAD:
            yield _done(job, *waiting.popleft())
    while waiting:
        yield _done(job, *waiting.popleft())


def _batches(items: Iterable[ItemT]) -> Iterator[list[ItemT]]:
    batch: list[ItemT] = []
    chars = 0
    for item in items:
        batch.append(item)
        chars += len(item.source)
        if len(batch) == BATCH or chars > BATCH_CHARS:
            yield batch
            batch, chars = [], 0
    yield batch


def _new(job: Job, batch: list[ItemT]) -> list[ItemT]:
    """What is neither here nor refused nor the second of its id."""
    if not batch:
        return []
    what = batch[0].what
    known = records(job.source, what, (i.key for i in batch))
    here = dict(known.values_list("external_id", "pk"))
    new = []
    for item in batch:
        if here.get(item.key, job.newest) > job.newest:
            job.report.skip(what, item.key, "the dump has another with this id")
        elif item.key in here:
            job.report.already[what] += 1
        elif problem := item.problem():
            job.report.skip(what, item.key, problem)
        else:
            here[item.key] = job.newest + 1
            new.append(item)
    return new


def _placed(
    job: Job, items: list[ItemT], places: Places | None
) -> list[tuple[ItemT, Place | None]]:
    if places is None:
        return [(item, None) for item in items]
    found = places(job.source, {item.to for item in items})  # type: ignore[attr-defined]
    placed: list[tuple[ItemT, Place | None]] = []
    for item in items:
        if place := found.get(item.to):  # type: ignore[attr-defined]
            placed.append((item, place))
        else:
            job.report.skip(item.what, item.key, "what it belongs to was not imported")
    return placed


def _done(
    job: Job, placed: list[tuple[ItemT, Place | None]], outcomes: Callable[[], list[Outcome]]
) -> list[Entry[ItemT]]:
    entries = []
    for (item, place), outcome in zip(placed, outcomes(), strict=True):
        too_long = "too long when rendered" if len(outcome.html) > HTML_LENGTH else ""
        if problem := outcome.problem or too_long:
            job.report.skip(item.what, item.key, problem)
        else:
            entries.append((item, outcome, place))
    return entries


def _create(
    job: Job, entries: Sequence[Entry[Any]], make: Callable[[Job, Entry[Any], int], Values]
) -> list[Made]:
    """Write the rows and their outside ids. What has come in since it was looked up (the same id
    twice in the dump, or another import) is left out."""
    if not entries:
        return []
    what, keys = entries[0][0].what, [item.key for item, _, _ in entries]
    here = set(records(job.source, what, keys).values_list("external_id", flat=True))
    fresh = [entry for entry in entries if entry[0].key not in here]
    people = members_of(job.source, [item for item, _, _ in fresh], job.report)
    rows = [make(job, entry, people[entry[0].author.key]) for entry in fresh]
    ids = insert_rows(MODELS[what], rows)
    note_records(
        job.source, what, [(e[0].key, pk, e[0].url) for e, pk in zip(fresh, ids, strict=True)]
    )
    job.report.created[what] += len(fresh)
    for item, _, _ in (entry for entry in entries if entry[0].key in here):
        job.report.skip(what, item.key, "the dump has another with this id")
    return list(zip(fresh, ids, strict=True))


def _text(entry: Entry[Any], author: int) -> Values:
    item, outcome, _ = entry
    return {
        "author_id": author,
        "source": item.source,
        "source_format": item.source_format,
        "html": outcome.html,
        "markup_version": outcome.version,
        "created_at": item.at,
        "deleted_at": item.at if item.is_deleted else None,
    }


def _thread(job: Job, entry: Entry[NewThread], author: int) -> Values:
    item, outcome, _ = entry
    return {
        **_text(entry, author),
        "board_id": job.board.pk,
        "kind": Kind.QUESTION.value,
        "title": item.title,
        "slug": slug_for(item.title),
        **language_fields(item.language, title=item.title, html=outcome.html),
        "gist": outcome.gist,
        "edited_at": item.edited,
        "active_at": item.at,
        "last_author_id": author,
        "is_locked": bool(item.locked_reason),
        "locked_reason": item.locked_reason,
        "imported_me_too": item.me_too,
        "me_too_count": item.me_too,
        "source_url": item.url,
    }


def _reply(job: Job, entry: Entry[NewReply], author: int) -> Values:
    item, outcome, place = entry
    return {
        **_text(entry, author),
        "thread_id": place.thread if place else None,
        "gist": outcome.gist,
        "edited_at": item.edited,
        "imported_helpful": item.helpful,
        "imported_unhelpful": item.unhelpful,
        "helpful_count": item.helpful,
        "unhelpful_count": item.unhelpful,
        "score": item.helpful - item.unhelpful,
    }


def _comment(job: Job, entry: Entry[NewComment], author: int) -> Values:
    place = entry[2]
    return {
        **_text(entry, author),
        "thread_id": place.thread if place else None,
        "reply_id": place.reply if place else None,
    }

"""What the forum tells of its posts, in the transaction that changes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.bells import ring_after_commit
from accounts.rows import insert_objects
from reputation.models import Pending, Place, Source
from reputation.queries.tallies import posts_named, posts_with_awards, scopes_of

BATCH = 500
FOLD = "reputation.fold"


@dataclass(frozen=True)
class Told:
    """A thread as it stands: `asker` opened it; `audience` "" is everybody; `thanked` are the ids of
    those whom its praise names. `stands` is whether it is on the pages."""

    thread: int
    asker: int
    board: int
    tags: tuple[str, ...]
    audience: str
    language: str
    kind: str
    at: datetime
    stands: bool = True
    thanked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Wrote:
    """A post as it stands: `kind` "thread" or "reply"."""

    kind: str
    pk: int
    author: int
    thread: int
    at: datetime
    stands: bool = True


PLACE_FIELDS = ("asker_id", "board_id", "tags", "audience", "language", "kind", "at", "stands")
SOURCE_FIELDS = ("author_id", "place_id", "at", "stands")


def tell(places: Iterable[Told], posts: Iterable[Wrote] = ()) -> None:
    """Keep what is said of threads and of posts in them; leaderboards, ranks and badges follow.
    Telling the same again changes nothing."""
    with transaction.atomic():
        pending = [*_keep_places(list(places)), *_keep_sources(list(posts))]
        wait_for_fold(pending)


def wait_for_fold(pending: Sequence[Pending]) -> None:
    """Note what changed, and ring for who counts it in."""
    if pending:
        insert_objects(pending)
        ring_after_commit(FOLD)


def move_board(board: int, audience: str) -> None:
    """A board was closed or opened, or other groups may read it."""
    with transaction.atomic():
        rows = Place.objects.filter(~Q(audience=audience), board_id=board)
        changed = list(rows.values_list("pk", flat=True))
        Place.objects.filter(pk__in=changed).update(audience=audience)
        wait_for_fold([Pending(kind=Pending.PLACE, what=pk) for pk in changed])


def _keep_places(told: list[Told]) -> list[Pending]:
    known = Place.objects.in_bulk([one.thread for one in told])
    rows = [_place(one) for one in told]
    changed = [row for row in rows if not _same(row, known.get(row.pk), PLACE_FIELDS)]
    Place.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["thread_id"],
        update_fields=list(PLACE_FIELDS),
    )
    thanked = _keep_thanked(told)
    # Of a thread that was not told before there is no post yet that could stand elsewhere.
    pending = [Pending(kind=Pending.PLACE, what=row.pk) for row in changed if row.pk in known]
    return pending + [Pending(kind=Pending.MEMBER, what=pk) for pk in sorted(thanked)]


def _place(one: Told) -> Place:
    return Place(
        thread_id=one.thread,
        asker_id=one.asker,
        board_id=one.board,
        tags=sorted(one.tags),
        audience=one.audience,
        language=one.language,
        kind=one.kind,
        at=one.at,
        stands=one.stands,
    )


def _keep_thanked(told: list[Told]) -> set[int]:
    """Who is thanked where; returns whom that changed anything for."""
    Through = Place.thanked.through
    wanted = {(one.thread, member) for one in told for member in one.thanked if one.stands}
    rows = Through._default_manager.filter(place_id__in=[one.thread for one in told])
    found = {(row.place_id, row.member_id): row.pk for row in rows}
    gone = [pk for key, pk in found.items() if key not in wanted]
    new = sorted(wanted - found.keys())
    Through._default_manager.filter(pk__in=gone).delete()
    Through._default_manager.bulk_create(
        [Through(place_id=place, member_id=member) for place, member in new]
    )
    return {member for _place, member in wanted ^ found.keys()}


def _keep_sources(posts: list[Wrote]) -> list[Pending]:
    rows = [
        Source(
            kind=one.kind,
            post_id=one.pk,
            author_id=one.author,
            place_id=one.thread,
            at=one.at,
            stands=one.stands,
        )
        for one in posts
    ]
    wanted = posts_named((row.kind, row.post_id) for row in rows)
    known = {(row.kind, row.post_id): row for row in Source.objects.filter(wanted)}
    changed = [
        row for row in rows if not _same(row, known.get((row.kind, row.post_id)), SOURCE_FIELDS)
    ]
    moved = _place_new([row for row in changed if (row.kind, row.post_id) not in known])
    Source.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["kind", "post_id"],
        update_fields=list(SOURCE_FIELDS),
    )
    moved |= {row.place_id for row in changed if (row.kind, row.post_id) in known}
    members = {row.author_id for row in changed}
    pending = [Pending(kind=Pending.PLACE, what=pk) for pk in sorted(moved)]
    return pending + [Pending(kind=Pending.MEMBER, what=pk) for pk in sorted(members)]


def _place_new(rows: list[Source]) -> set[int]:
    """Posts that earned nothing yet count where they stand from the first award on. Returns the
    places of those that did earn before anybody told of them: their awards are counted over."""
    earned = posts_with_awards(rows)
    late = set()
    places = Place.objects.in_bulk({row.place_id for row in rows})
    for row in rows:
        if (row.kind, row.post_id) in earned:
            late.add(row.place_id)
        else:
            row.tallied = scopes_of(places[row.place_id])
    return late


def _same(row: Place | Source, known: Place | Source | None, fields: Iterable[str]) -> bool:
    return known is not None and all(getattr(row, name) == getattr(known, name) for name in fields)

"""Listening to the networks that tell by themselves. What is new comes sooner than by asking, which
goes on all the same and misses nothing; what is gone, or was changed, comes only so before the daily look.

A stream is had by one process at a time, by a lease. Whatever ends one, what it said last is asked for
again where the network lets us, and everything that it says may come twice.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ambassadors.actions.compliance import note_burials
from ambassadors.actions.intake import take_in
from ambassadors.actions.steps import desk_moved
from ambassadors.channels.base import Adapter, ChannelDown, Fetched, TryLater, Vanished
from ambassadors.channels.registry import adapter_for
from ambassadors.models import Channel, Contact, Mention, Stream
from ambassadors.models.channels import WHY_LENGTH
from ambassadors.networks import is_within_budget

LEASE, EACH = timedelta(seconds=60), timedelta(seconds=15)
# So far back a stream is asked to repeat itself; what vanished is remembered for as long, since it may
# be on its way to us still.
OVERLAP = timedelta(minutes=5)
FIRST = timedelta(hours=1)
REST = timedelta(seconds=30)
MOST_AUTHORS, MOST_REMEMBERED = 10_000, 50_000
IsOver = Callable[[], bool]


@dataclass
class Remembered:
    """What vanished and is not here, by when it was told."""

    rows: deque[tuple[datetime, Vanished]] = field(
        default_factory=lambda: deque(maxlen=MOST_REMEMBERED)
    )

    def due(self, now: datetime) -> list[Vanished]:
        """Those that are to be looked for once more; older ones are forgotten."""
        while self.rows and self.rows[0][0] < now - OVERLAP:
            self.rows.popleft()
        return [one for _told, one in self.rows]


def wanted_streams() -> list[Stream]:
    """A row for each stream that a channel which is on can be told by: of one kind each name once."""
    found: dict[tuple[str, str], Stream] = {}
    for channel in Channel.objects.filter(is_on=True).order_by("pk"):
        for name in adapter_for(channel.kind).streams(channel.source):
            if (channel.kind, name) not in found and len(name) <= Stream.NAME_LENGTH:
                row, _made = Stream.objects.get_or_create(channel=channel, name=name)
                found[channel.kind, name] = row
    return list(found.values())


def lease_stream(stream: Stream, *, holder: UUID, at: datetime) -> bool:
    """Whether `holder` has the stream from now on, or still."""
    free = Q(leased_until=None) | Q(leased_until__lt=at) | Q(holder=holder)
    rows = Stream.objects.filter(free, pk=stream.pk, channel__is_on=True)
    return bool(rows.update(holder=holder, leased_until=at + LEASE))


def hear_stream(stream: Stream, *, holder: UUID, is_over: IsOver = lambda: False) -> timedelta:
    """Listen to one connection until it breaks off, `is_over`, somebody else has the stream or others
    have to be listened to; how long to rest until the next one. The caller has the lease."""
    adapter, rest, trouble = adapter_for(stream.channel.kind), timedelta(0), ""
    try:
        _follow(stream, adapter, holder, is_over)
    except TryLater as error:
        rest, trouble = max(error.until - timezone.now(), REST), str(error)
    except ChannelDown as error:
        rest, trouble = REST, str(error)
    _note(stream, trouble=trouble)
    return rest or REST


def _follow(stream: Stream, adapter: Adapter, holder: UUID, is_over: IsOver) -> None:
    authors, begun = authors_of(adapter), timezone.now()
    since = max(stream.heard_until or begun - FIRST, begun - timedelta(days=1)) - OVERLAP
    looked, lost = begun, Remembered()
    for piece in adapter.follow(stream.name, authors=authors, since=since):
        now = timezone.now()
        if piece.strip():
            hear_piece(stream, adapter, piece, lost=lost, at=now)
        if is_over():
            return
        if now - looked >= EACH:
            looked = now
            bury_known(lost.due(now))
            if not lease_stream(stream, holder=holder, at=now):
                return
            _note(stream, heard_until=now, trouble="")
            if authors_of(adapter) != authors:
                return


def authors_of(adapter: Adapter) -> list[str]:
    """Those of the network whose messages are here, the newest first."""
    rows = Contact.objects.filter(network=adapter.network).order_by("-pk")
    return list(rows.values_list("network_id", flat=True)[:MOST_AUTHORS])


def hear_piece(
    stream: Stream, adapter: Adapter, piece: str, *, lost: Remembered, at: datetime
) -> None:
    """What a stream says is taken in, and what vanished is buried; of what is not here nothing is
    written down. Raises ChannelDown where the month's budget bears no more."""
    channel = stream.channel
    said = adapter.hear(piece, handle=channel.handle, at=at)
    if said.heard:
        cost = sum(adapter.prices.get(one.what, 0) for one in said.costs)
        if not is_within_budget(channel, adapter, cost, day=at.date()):
            raise ChannelDown("The month's budget is spent, so nothing more is read.")
        heard = Fetched(heard=said.heard, costs=said.costs)
        take_in(channel, heard, prices=adapter.prices, is_told=True, at=at)
    known = set(bury_known(said.vanished))
    lost.rows.extend((at, one) for one in said.vanished if one not in known)


def bury_known(
    vanished: Iterable[Vanished],
) -> list[Vanished]:
    """Have those buried that are here; which they were."""
    known = [one for one in vanished if _is_here(one)]
    if known:
        with transaction.atomic():
            note_burials(known)
    return known


def _is_here(one: Vanished) -> bool:
    rows = Mention.objects.filter(network=one.network, gone="")
    if one.network_id:
        return rows.filter(network_id=one.network_id).exists()
    return rows.filter(contact__network_id=one.author, contact__network=one.network).exists()


def _note(stream: Stream, **changes: object) -> None:
    changes["trouble"] = str(changes.get("trouble", ""))[:WHY_LENGTH]
    with transaction.atomic():
        before = Stream.objects.filter(pk=stream.pk).values_list("trouble", flat=True).first()
        Stream.objects.filter(pk=stream.pk).update(**changes)
        if before != changes["trouble"]:
            desk_moved()

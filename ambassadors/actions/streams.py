"""Listening to the networks that tell by themselves. What is new comes sooner than by asking, which
goes on all the same and misses nothing; what is gone, or was changed, comes only so before the daily look.

A stream is had by one process at a time, by a lease. Whatever ends one, what it said last is asked for
again where the network lets us, and everything that it says may come twice.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ambassadors.actions.compliance import note_burials
from ambassadors.actions.intake import take_in
from ambassadors.actions.listening import LOOK_AGAIN, LOOKED_UP
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
# No network repeats more than that.
LONGEST_REPEAT = timedelta(days=1)
# What vanished is looked for so many at a time, or so often.
TOGETHER, SOON = 500, timedelta(seconds=1)
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
    """A row for each stream that a channel which is on can be told by: of one kind each name once, and
    one alone of those that share a connection."""
    found: dict[tuple[str, str], Stream] = {}
    for channel in Channel.objects.filter(is_on=True).order_by("pk"):
        adapter = adapter_for(channel.kind)
        for name in adapter.streams(channel.source):
            shared = adapter.one_stream and name.startswith(adapter.one_stream)
            key = (channel.kind, adapter.one_stream if shared else name)
            if key not in found and len(name) <= Stream.NAME_LENGTH:
                found[key], _made = Stream.objects.get_or_create(channel=channel, name=name)
    return list(found.values())


def lease_stream(stream: Stream, *, holder: UUID, at: datetime) -> bool:
    """Whether `holder` has the stream from now on, or still."""
    free = Q(leased_until=None) | Q(leased_until__lt=at) | Q(holder=holder)
    rows = Stream.objects.filter(free, pk=stream.pk, channel__is_on=True)
    return bool(rows.update(holder=holder, leased_until=at + LEASE))


def hear_stream(stream: Stream, *, holder: UUID, is_over: IsOver = lambda: False) -> timedelta:
    """Listen to one connection until it breaks off, `is_over`, somebody else has the stream or others
    have to be listened to; how long to rest until the next one. The caller has the lease."""
    one, rest, trouble = Connection(stream, holder), REST, ""
    try:
        rest = one.listen(is_over)
    except TryLater as error:
        rest, trouble = max(error.until - timezone.now(), REST), str(error)
    except ChannelDown as error:
        trouble = str(error)
    finally:
        one.bury()
    _note(stream, trouble=trouble)
    return rest


class Connection:
    """One connection to a stream, and what was told by it."""

    def __init__(self, stream: Stream, holder: UUID) -> None:
        self.stream, self.holder = stream, holder
        self.adapter: Adapter = adapter_for(stream.channel.kind)
        self.lost, self.told = Remembered(), list[Vanished]()
        self.begun = self.looked = self.buried = timezone.now()
        # How far it was heard; silence says that nothing is left of what was missed.
        self.until = stream.heard_until
        self.is_behind = self.adapter.repeats

    def listen(self, is_over: IsOver) -> timedelta:
        """How long to rest once it ends by itself. Raises ChannelDown."""
        self._check_budget()
        if not self.adapter.repeats:
            self._look_again()
        authors = authors_of(self.adapter)
        since = max(self.until or self.begun - FIRST, self.begun - LONGEST_REPEAT) - OVERLAP
        for piece in self.adapter.follow(self.stream.name, authors=authors, since=since):
            now = timezone.now()
            self._hear(piece, now)
            if is_over():
                break
            if now - self.looked >= EACH:
                self.looked = now
                if not self._keep(now):
                    break
                if authors_of(self.adapter) != authors:
                    return timedelta(0)
        return REST

    def _hear(self, piece: str, now: datetime) -> None:
        """Raises ChannelDown where the month's budget bears no more."""
        if not piece.strip():
            self.is_behind = False
        else:
            said = self.adapter.hear(piece, handle=self.stream.channel.handle, at=now)
            if said.told_at is not None and self.is_behind:
                self.until = max(self.until or said.told_at, min(said.told_at, now))
                self.is_behind = now - said.told_at > OVERLAP
            if said.heard:
                heard = Fetched(heard=said.heard, costs=said.costs)
                prices = self.adapter.prices
                take_in(self.stream.channel, heard, prices=prices, is_told=True, at=now)
                self._check_budget()
            self.told.extend(said.vanished)
        if len(self.told) >= TOGETHER or now - self.buried >= SOON:
            self.bury(now)

    def bury(self, now: datetime | None = None) -> None:
        """Have what vanished buried, together; what is not here is looked for again for a while."""
        now = now or timezone.now()
        self.buried = now
        if self.told:
            known = set(bury_known(self.told))
            self.lost.rows.extend((now, one) for one in self.told if one not in known)
            self.told = []

    def _keep(self, now: datetime) -> bool:
        """Whether the stream is still ours; how far it was heard is written down."""
        bury_known(self.lost.due(now))
        if not lease_stream(self.stream, holder=self.holder, at=now):
            return False
        self.stream.channel.refresh_from_db()
        self._check_budget()
        self.until = self.until if self.is_behind else now
        _note(self.stream, heard_until=self.until, trouble="")
        return True

    def _check_budget(self) -> None:
        """Where a stream brings posts, which are paid for, one more has to fit. What is gone costs
        nothing."""
        if not (self.adapter.one_stream and self.stream.name.startswith(self.adapter.one_stream)):
            return
        cost, day = self.adapter.prices.get("post_read", 0), timezone.now().date()
        if not is_within_budget(self.stream.channel, self.adapter, cost, day=day):
            raise ChannelDown("The month's budget is spent, so nothing more is read.")

    def _look_again(self) -> None:
        """What was said while nobody listened is not said again: the newest are looked up soon."""
        rows = Mention.objects.filter(network=self.adapter.network, gone="").order_by("-pk")
        newest = list(rows.values_list("pk", flat=True)[:LOOKED_UP])
        long_ago = timezone.now() - LOOK_AGAIN - EACH
        Mention.objects.filter(pk__in=newest).update(checked_at=long_ago)


def authors_of(adapter: Adapter) -> list[str]:
    """Those of the network whose messages are here, the newest first; none where no stream asks."""
    if not adapter.follows_authors:
        return []
    rows = Contact.objects.filter(network=adapter.network).order_by("-pk")
    return list(rows.values_list("network_id", flat=True)[:MOST_AUTHORS])


def bury_known(vanished: Sequence[Vanished]) -> list[Vanished]:
    """Have those buried that are here; which they were. A few queries, however many they are."""
    here = _here(vanished)
    known = [one for one in vanished if (str(one.network), one.network_id, one.author) in here]
    if known:
        with transaction.atomic():
            note_burials(known)
    return known


def _here(vanished: Sequence[Vanished]) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    for network in {one.network for one in vanished}:
        some = [one for one in vanished if one.network == network]
        rows = Mention.objects.filter(network=network, gone="")
        for ids in _parts({one.network_id for one in some if one.network_id}):
            here = rows.filter(network_id__in=ids)
            found |= {(str(network), pk, "") for pk in here.values_list("network_id", flat=True)}
        for ids in _parts({one.author for one in some if one.author}):
            here = rows.filter(contact__network=network, contact__network_id__in=ids)
            names = here.values_list("contact__network_id", flat=True).distinct()
            found |= {(str(network), "", pk) for pk in names}
    return found


def _parts(ids: set[str]) -> Iterator[list[str]]:
    rows = sorted(ids)
    return (rows[start : start + TOGETHER] for start in range(0, len(rows), TOGETHER))


def _note(stream: Stream, **changes: object) -> None:
    changes["trouble"] = str(changes.get("trouble", ""))[:WHY_LENGTH]
    with transaction.atomic():
        before = Stream.objects.filter(pk=stream.pk).values_list("trouble", flat=True).first()
        Stream.objects.filter(pk=stream.pk).update(**changes)
        if before != changes["trouble"]:
            desk_moved()

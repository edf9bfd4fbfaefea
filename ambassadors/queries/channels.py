"""Channels as their page shows them: whether they hear, what they cost, and what they missed."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Sum

from ambassadors.channels.base import Adapter
from ambassadors.channels.registry import adapter_for, keys_missing
from ambassadors.models import Channel, Gap, Mention, Spend, Stream
from ambassadors.models.channels import MICRO

GAPS = 5
Row = TypeVar("Row", Gap, Stream)


@dataclass(frozen=True)
class ChannelRow:
    """A channel. `spent` and `forecast` are dollars of this month, so far and as it goes on."""

    channel: Channel
    has_keys: bool
    costs: bool
    spent: float
    forecast: float
    budget: float
    mentions: int
    gaps: Sequence[Gap]
    streams: Sequence[Stream]
    at: datetime

    @property
    def is_told(self) -> bool:
        """Whether somebody listens to all of its streams now."""
        return all(row.leased_until and row.leased_until > self.at for row in self.streams)

    @property
    def stream_trouble(self) -> str:
        """Why one of its streams is not heard; "" where nobody said."""
        return next((row.trouble for row in self.streams if row.trouble), "")

    @property
    def is_spent(self) -> bool:
        return self.costs and self.spent >= self.budget

    @property
    def state(self) -> str:
        """One word for what it does: off, keys, spent, trouble or on."""
        if not self.channel.is_on:
            return "off"
        if not self.has_keys:
            return "keys"
        if self.is_spent:
            return "spent"
        return "trouble" if self.channel.trouble else "on"


def channel_rows(*, at: datetime) -> list[ChannelRow]:
    """Every channel. Five queries."""
    month = at.date().replace(day=1)
    spent = dict(
        Spend.objects.filter(day__gte=month).values_list("channel").annotate(sum=Sum("cost"))
    )
    heard = Mention.objects.filter(arrived_at__gte=at.replace(day=1, hour=0, minute=0))
    counted = dict(heard.values_list("channel").annotate(n=Count("pk")))
    gaps, streams = _by_channel(Gap.objects.order_by("-until", "-pk")[:200]), _streams()
    passed = (at - at.replace(day=1, hour=0, minute=0, second=0)).total_seconds() / 86_400
    whole = monthrange(at.year, at.month)[1]
    found = []
    for channel in Channel.objects.all():
        adapter: Adapter = adapter_for(channel.kind)
        names = adapter.streams(channel.source)
        so_far = spent.get(channel.pk, 0) / MICRO
        found.append(
            ChannelRow(
                channel,
                not keys_missing(channel.kind),
                bool(adapter.prices),
                so_far,
                so_far / max(passed, 1 / 24) * whole,
                channel.monthly_budget / MICRO,
                counted.get(channel.pk, 0),
                gaps.get(channel.pk, [])[:GAPS],
                [row for row in streams.get(channel.pk, []) if row.name in names],
                at,
            )
        )
    return found


def _by_channel(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row.channel_id, []).append(row)
    return found


def _streams() -> dict[int, list[Stream]]:
    return _by_channel(Stream.objects.filter(channel__is_on=True).order_by("name"))

"""Which adapter speaks for a channel or a mention, and what may be spent and sent there."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Sum

from ambassadors.channels.base import Adapter, Cost
from ambassadors.channels.registry import adapter_for, keys_missing
from ambassadors.enums import ChannelKind, Network
from ambassadors.models import Channel, Mention, Outgoing, Spend
from ambassadors.models.channels import RESOURCE_LENGTH

# Channels that can send; a feed and a file have nobody at the other end.
SPEAK = frozenset({ChannelKind.X, ChannelKind.BLUESKY, ChannelKind.MASTODON})
# The houses that people sign in here from which are networks, too, by allauth's name.
HOUSES = {Network.X: "twitter_oauth2"}
_BY_NETWORK = {
    Network.X: ChannelKind.X,
    Network.BLUESKY: ChannelKind.BLUESKY,
    Network.MASTODON: ChannelKind.MASTODON,
    Network.BLOG: ChannelKind.FEED,
}


def adapter_of(mention: Mention) -> Adapter:
    """The adapter of the network that a mention is on, whatever it came in by. It may have no keys:
    lengths and addresses need none."""
    return adapter_for(_BY_NETWORK[Network(mention.network)])


def adapter_of_outgoing(row: Outgoing) -> Adapter:
    """The adapter that a message of ours goes out by."""
    return adapter_of(row.mention) if row.mention else speaker_of(row.speaks_through)


def speaker_of(channel: Channel) -> Adapter:
    """The adapter that a channel speaks through."""
    return adapter_for(channel.kind)


def speaking_channel(network: str) -> Channel | None:
    """The channel through which a network can be asked something, if there is one."""
    rows = Channel.objects.filter(is_on=True, kind=network, kind__in=SPEAK).order_by("pk")
    return next((row for row in rows if not keys_missing(row.kind)), None)


def may_speak(channel: Channel) -> bool:
    """Whether a program may publish anything through `channel`."""
    if channel.kind not in SPEAK or channel.listens_only or not channel.is_on:
        return False
    return not keys_missing(channel.kind)


def sends_by_itself(
    channel: Channel, adapter: Adapter, *, is_summons: bool, is_first: bool = True
) -> bool:
    """Whether the worker may send an answer to a message that came in by `channel`; `is_first` is false
    where one was sent to it before."""
    if not is_first and adapter.replies_once:
        return False
    return may_speak(channel) and adapter.may_reply(is_summons=is_summons)


def spent(channel: Channel, *, day: date) -> int:
    """Millionths of a dollar that a channel cost in the month of `day`, until then."""
    rows = Spend.objects.filter(channel=channel, day__gte=day.replace(day=1), day__lte=day)
    return int(rows.aggregate(sum=Sum("cost"))["sum"] or 0)


def is_within_budget(channel: Channel, adapter: Adapter, cost: int, *, day: date) -> bool:
    """Whether `cost` more may be spent this month. What is free always may; a channel that is charged
    for and has no budget spends nothing."""
    if not adapter.prices or not cost:
        return True
    return spent(channel, day=day) + cost <= channel.monthly_budget


def note_costs(
    channel: Channel, costs: Iterable[Cost], prices: Mapping[str, int], *, at: datetime
) -> None:
    """Write down what a network charges for, each thing once a UTC day."""
    rows = [
        Spend(
            channel=channel,
            day=at.date(),
            what=cost.what,
            resource=cost.resource[:RESOURCE_LENGTH],
            cost=prices.get(cost.what, 0),
        )
        for cost in costs
    ]
    Spend.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)

"""Asking the networks what is new, one channel at a time, within its budget."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ambassadors.actions.compliance import note_burials
from ambassadors.actions.intake import take_in
from ambassadors.actions.looking import look_in_bulk, was_looked_through
from ambassadors.actions.steps import desk_moved
from ambassadors.channels.base import Adapter, ChannelDown, Cost, NoKeys, TryLater
from ambassadors.channels.registry import adapter_for
from ambassadors.models import Channel, Mention
from ambassadors.models.channels import WHY_LENGTH
from ambassadors.networks import is_within_budget, note_costs

log = logging.getLogger(__name__)
EACH, LEASE = timedelta(minutes=1), timedelta(minutes=5)
MOST_PAGES = 20
# After a failure a channel rests so long; one without keys is looked at again now and then.
REST, REST_WITHOUT_KEYS = timedelta(minutes=2), timedelta(minutes=10)
# Each message is looked up on its network once so often, so many at a time.
# X lets people change a post for an hour at most.
EDITED_FOR, EDITED_WITHIN = timedelta(hours=1), timedelta(days=7)
LOOK_AGAIN, LOOKED_UP = timedelta(hours=20), 100


def listen_everywhere(*, at: datetime | None = None) -> int:
    """Fetch from every channel that is due; returns how many messages were new."""
    now = at or timezone.now()
    due = Channel.objects.filter(is_on=True, next_fetch_at__lte=now).order_by("next_fetch_at", "pk")
    return sum(listen(channel, at=now) for channel in due)


def listen(channel: Channel, *, at: datetime | None = None) -> int:
    """Fetch until there is no more (MOST_PAGES at most). Two never fetch from one channel at once: the
    time of the next fetch is moved on first, which only one can do."""
    now = at or timezone.now()
    due = Channel.objects.filter(pk=channel.pk, is_on=True, next_fetch_at__lte=now)
    if not due.update(next_fetch_at=now + LEASE):
        return 0
    new, rest, trouble = 0, EACH, ""
    try:
        for number in _pages(Channel.objects.get(pk=channel.pk), now):
            new += number
    except NoKeys as error:
        rest, trouble = REST_WITHOUT_KEYS, str(error)
    except TryLater as error:
        rest, trouble = max(error.until - now, EACH), str(error)
    except ChannelDown as error:
        rest, trouble = REST, str(error)
    _rest(channel.pk, now + rest, trouble)
    return new


def _pages(channel: Channel, now: datetime) -> Iterator[int]:
    """Take page after page in; how many messages of each were new."""
    adapter = adapter_for(channel.kind)
    for _page in range(MOST_PAGES):
        if not _may_read(channel, adapter, now):
            raise ChannelDown("The month's budget is spent, so nothing more is read.")
        cursor = dict(channel.cursor)
        page = adapter.fetch(channel.source, channel.handle, cursor, at=now)
        yield take_in(channel, page, after=cursor, prices=adapter.prices, at=now).new
        if not page.is_more:
            break
        channel = Channel.objects.get(pk=channel.pk)


def _may_read(channel: Channel, adapter: Adapter, now: datetime) -> bool:
    """Whether one more page may be read: one message of the dearest kind has to fit."""
    dearest = max((adapter.prices.get(name, 0) for name in ("owned_read", "post_read")), default=0)
    return is_within_budget(channel, adapter, dearest, day=now.date())


def _rest(pk: int, until: datetime, trouble: str) -> None:
    with transaction.atomic():
        changes = {"trouble": trouble[:WHY_LENGTH]} if trouble else {}
        Channel.objects.filter(pk=pk).update(next_fetch_at=until, **changes)
        desk_moved()


def look_again(*, at: datetime | None = None) -> int:
    """The daily look: whether messages that are shown still stand on their network; returns how many do
    not. A network that does not answer is asked again, and one whose look is paid for within its
    budget."""
    now = at or timezone.now()
    channels = Channel.objects.filter(is_on=True)
    return sum(look_in_bulk(one, at=now) + _look(one, now) for one in channels)


def _look(channel: Channel, now: datetime) -> int:
    adapter = adapter_for(channel.kind)
    old = Mention.objects.filter(channel=channel, gone="", checked_at__lt=now - LOOK_AGAIN)
    if was_looked_through(channel, at=now):
        # Edits alone are left, and those of the first hour: each is looked at once after it.
        closed = F("published_at") + EDITED_FOR
        late, soon = now - EDITED_WITHIN, now - EDITED_FOR
        old = Mention.objects.filter(channel=channel, gone="", checked_at__lt=closed)
        old = old.filter(published_at__gt=late, published_at__lt=soon)
    rows = list(old.order_by("checked_at").values_list("pk", "network_id")[:LOOKED_UP])
    price = adapter.prices.get(adapter.look_price, 0)
    if not rows or not is_within_budget(channel, adapter, price * len(rows), day=now.date()):
        return 0
    try:
        found = adapter.missing([pk for _pk, pk in rows], at=now)
    except ChannelDown as error:
        log.warning("%s could not be looked through again: %s", channel, error)
        return 0
    with transaction.atomic():
        note_burials(found)
        Mention.objects.filter(pk__in=[pk for pk, _id in rows]).update(checked_at=now)
        looked = [Cost(adapter.look_price, network_id) for _pk, network_id in rows]
        note_costs(channel, looked if price else [], adapter.prices, at=now)
    return len(found)

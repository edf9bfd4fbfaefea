"""Looking all messages of a channel up at once, where its network answers that for nothing: begun every hour,
and ended when the answer is there."""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from ambassadors.actions.compliance import note_burials
from ambassadors.channels.base import Adapter, ChannelDown, JobLost, Vanished
from ambassadors.channels.registry import adapter_for
from ambassadors.models import Channel, Look, Mention

log = logging.getLogger(__name__)
EACH = timedelta(hours=1)
# An answer that does not come in so long is asked for anew.
LONGEST = timedelta(hours=6)
ANSWERED = timedelta(hours=24)
MOST = 100_000


def look_in_bulk(channel: Channel, *, at: datetime) -> int:
    """End the look that is open and has its answer, or begin one that is due; returns how many messages
    turned out to be gone. Whoever is killed in between ends or begins it the next time."""
    adapter = adapter_for(channel.kind)
    if not adapter.looks_in_bulk:
        return 0
    found = Look.objects.filter(channel=channel, ended_at=None).first()
    try:
        if found is not None:
            return _end(found, adapter, at)
        if not Look.objects.filter(channel=channel, begun_at__gt=at - EACH).exists():
            _begin(channel, adapter, at)
    except ChannelDown as error:
        log.warning("%s could not be looked through at once: %s", channel, error)
    return 0


def _begin(channel: Channel, adapter: Adapter, at: datetime) -> None:
    rows = Mention.objects.filter(channel=channel, gone="").order_by("-pk")
    ids = list(rows.values_list("network_id", flat=True)[:MOST])
    if not ids:
        return
    name = adapter.begin_look(ids)
    try:
        with transaction.atomic():
            Look.objects.create(channel=channel, name=name, begun_at=at)
    except IntegrityError:
        log.info("%s is being looked through already", channel)


def _end(row: Look, adapter: Adapter, at: datetime) -> int:
    gone: list[Vanished] | None = None
    try:
        found = adapter.end_look(row.name, at=at)
        if found is None and at - row.begun_at < LONGEST:
            return 0
        gone = None if found is None else list(found)
    except ChannelDown as error:
        if not isinstance(error, JobLost) and at - row.begun_at < LONGEST:
            raise
        log.warning("%s: %s", row, error)
    with transaction.atomic():
        number = None if gone is None else len(gone)
        closed = Look.objects.filter(pk=row.pk, ended_at=None).update(ended_at=at, gone=number)
        if closed and gone:
            note_burials(gone)
    return len(gone or ())


def was_looked_through(channel: Channel, *, at: datetime) -> bool:
    """Whether an answer came within a day: where the network takes no such question, each message is
    looked up by itself again."""
    rows = Look.objects.filter(channel=channel, gone__isnull=False, ended_at__gt=at - ANSWERED)
    return rows.exists()

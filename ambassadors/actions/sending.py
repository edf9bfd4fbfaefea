"""Sending what waits, outside a transaction, and never twice by itself.

A row is claimed by turning it from ready to being sent. Where its sender dies, or the network does not
say what it did, a network that knows our keys is asked again with the same key; at any other our own
timeline is looked through, and what is not there waits for a person.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.deliveries import rest_after
from ambassadors.actions.replies import locked, settle_sent
from ambassadors.actions.steps import desk_moved
from ambassadors.channels.base import (
    Adapter,
    ChannelDown,
    Receipt,
    Refused,
    TryLater,
    Unanswered,
)
from ambassadors.enums import OutgoingState
from ambassadors.models import Outgoing
from ambassadors.models.outgoing import ERROR_LENGTH
from ambassadors.networks import adapter_of_outgoing, is_within_budget, may_speak, note_costs

log = logging.getLogger(__name__)
# How long one try may take: longer than any timeout of an adapter.
LEASE = timedelta(minutes=2)
MOST_TRIES = 6
# A post to everybody is for its hour.
STALE = timedelta(hours=3)
# Our own timeline is looked through from a little before the try: clocks differ.
SLACK = timedelta(minutes=5)


def send_due(*, at: datetime | None = None, limit: int = 50) -> int:
    """Send what is due; returns how many messages were handed to a network."""
    now = at or timezone.now()
    states = [OutgoingState.READY, OutgoingState.SENDING]
    due = Outgoing.objects.filter(state__in=states, next_try_at__lte=now)
    return sum(_send(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True)[:limit])


def _send(pk: int, now: datetime) -> bool:
    row = _claim(pk, now)
    if row is None:
        return False
    adapter = adapter_of_outgoing(row)
    if row.state == OutgoingState.UNKNOWN:
        _look_up(row, adapter, now)
        return False
    try:
        receipt = adapter.post(row.text, reply_to=row.reply_to, key=str(row.key))
    except TryLater as error:
        _again(row, error.until, str(error))
    except Refused as error:
        _settle(row, _not_sent(row), str(error))
    except Unanswered as error:
        _unanswered(row, adapter, now, str(error))
    except ChannelDown as error:  # it was not handed over
        _down(row, now, str(error))
    else:
        _sent(row, receipt, adapter, now)
    return True


def _claim(pk: int, now: datetime) -> Outgoing | None:
    """The row, being sent by this process and no other; one whose sender died comes back as one of
    which nobody knows, unless the network knows our keys."""
    with transaction.atomic():
        found = Outgoing.objects.filter(pk=pk).select_related("mention").first()
        row = locked(found) if found else None
        if row is None or row.next_try_at > now:
            return None
        if row.state not in (OutgoingState.READY, OutgoingState.SENDING):
            return None
        adapter = adapter_of_outgoing(row)
        died = row.state == OutgoingState.SENDING
        is_lost = (died or row.may_be_out) and not _knows_its_key(row, adapter, now)
        if row.mention is not None and row.mention.gone:
            _put(row, state=OutgoingState.FAILED, error="The message is gone from its network.")
            return None
        if row.mention is None and (why := _too_late(row, now)):
            _put(row, state=OutgoingState.FAILED, error=why)
            return None
        if not is_lost and not _may_be_paid(row, adapter, now):
            return None
        state = OutgoingState.UNKNOWN if is_lost else OutgoingState.SENDING
        may_be_out = row.may_be_out or died
        lease = now + LEASE
        _put(row, state=state, tries=row.tries + 1, next_try_at=lease, may_be_out=may_be_out)
    return row


def _too_late(row: Outgoing, now: datetime) -> str:
    """Why a post that certainly is not out goes out no more; "" where it does, or may have."""
    if row.may_be_out or row.state == OutgoingState.SENDING:
        return ""
    if now - row.since > STALE:
        return "Its time had passed when it could have gone out."
    return "" if may_speak(row.speaks_through) else "Nothing is published on this channel any more."


def _may_be_paid(row: Outgoing, adapter: Adapter, now: datetime) -> bool:
    """Whether the month's budget bears it; what it does not waits for next month or a person."""
    cost = adapter.prices.get(adapter.price_of(row.text, is_reply=bool(row.reply_to)), 0)
    if is_within_budget(row.speaks_through, adapter, cost, day=now.date()):
        return True
    _put(row, state=OutgoingState.BY_HAND, error="The month's budget of this channel is spent.")
    return False


def _knows_its_key(row: Outgoing, adapter: Adapter, now: datetime) -> bool:
    """Whether the network would know a second try for what it is."""
    return adapter.knows_keys and now - row.since < adapter.key_lasts - LEASE


def _sent(row: Outgoing, receipt: Receipt, adapter: Adapter, now: datetime) -> None:
    with transaction.atomic():
        row = locked(row)
        if row.state in (OutgoingState.SENDING, OutgoingState.UNKNOWN):
            at = min(receipt.published_at or now, now)
            settle_sent(row, at=at, network_id=receipt.network_id, url=receipt.url)
        note_costs(row.speaks_through, receipt.costs, adapter.prices, at=now)


def _unanswered(row: Outgoing, adapter: Adapter, now: datetime, why: str) -> None:
    row.may_be_out = True
    Outgoing.objects.filter(pk=row.pk).update(may_be_out=True)
    if _knows_its_key(row, adapter, now):
        _down(row, now, why)
        return
    _settle(row, OutgoingState.UNKNOWN, why)
    _look_up(row, adapter, now)


def _look_up(row: Outgoing, adapter: Adapter, now: datetime) -> None:
    """Whether it stands on our own timeline. What does not is never sent again from here."""
    try:
        receipt = adapter.find_own(row.text, reply_to=row.reply_to, since=row.since - SLACK)
    except ChannelDown as error:
        log.warning("nobody knows whether %s was sent: %s", row, error)
        receipt = None
    if receipt is None or _is_of_another(row, receipt):
        _settle(row, OutgoingState.UNKNOWN, "It is not on our own timeline. Please look yourself.")
    else:
        _sent(row, receipt, adapter, now)


def _is_of_another(row: Outgoing, receipt: Receipt) -> bool:
    """The same words stand there because another message of ours said them."""
    others = Outgoing.objects.filter(network_id=receipt.network_id).exclude(pk=row.pk)
    return others.exists()


def _again(row: Outgoing, until: datetime, why: str) -> None:
    _settle(row, OutgoingState.READY, why, next_try_at=until)


def _down(row: Outgoing, now: datetime, why: str) -> None:
    if row.tries >= MOST_TRIES:
        _settle(row, _not_sent(row), why)
    else:
        _again(row, now + rest_after(row.tries - 1), why)


def _not_sent(row: Outgoing) -> OutgoingState:
    """Where a message stands that this try did not send: an earlier one may have."""
    return OutgoingState.UNKNOWN if row.may_be_out else OutgoingState.FAILED


def _settle(row: Outgoing, state: OutgoingState, why: str, **more: object) -> None:
    with transaction.atomic():
        row = locked(row)
        if row.state in (OutgoingState.SENDING, OutgoingState.UNKNOWN):
            _put(row, state=state, error=why[:ERROR_LENGTH], **more)
    log.info("%s (%s): %s", row, row.pk, why)


def _put(row: Outgoing, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    Outgoing.objects.filter(pk=row.pk).update(**values)
    desk_moved()

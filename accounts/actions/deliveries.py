"""Sending the mails that outbox rows ask for, each outside a transaction.

Safe to run twice and by several at once: rows are claimed by moving their next try on, which only
one can do. A row whose sender died is tried again after its rest, with the same Message-ID, so
that a mail that did go out can be told from a new one.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import mail
from accounts.enums import MUTABLE, Channel, DeliveryState
from accounts.models import Delivery, Member
from accounts.providers import still_visible
from accounts.queries import has_proven
from accounts.queries.mutes import muted_by

log = logging.getLogger(__name__)
# After each try a row rests this long, so that a mail server that is down is asked less and less,
# and one that is away over a weekend loses nothing: the last try is three days after the first.
# The first rest is also the lease: long enough for one mail (EMAIL_TIMEOUT is 10 seconds).
RESTS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
)
TRIES = len(RESTS) + 1
Key = tuple[int, str, datetime, int]
"""Rows with the same key go out in one mail: member, channel, due moment, and the row itself
where it goes alone."""


def deliver_due(*, at: datetime | None = None, most: int = 200) -> int:
    """Send the mails that are due, at most about `most` rows. Returns how many mails were sent."""
    now = at or timezone.now()
    due = Delivery.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=now)
    found = due.order_by("next_try_at", "pk").values_list(
        "notification__member_id", "channel", "due_at", "pk"
    )[:most]
    return sum(_deliver(key, now) for key in dict.fromkeys(map(_key, found)))


def _key(row: tuple[int, str, datetime, int]) -> Key:
    member, channel, due, pk = row
    return member, channel, due, pk if channel == Channel.NOW else 0


def _claim(key: Key, now: datetime) -> list[Delivery]:
    """The rows of one mail, or none when another sender has them. In one transaction."""
    member, channel, due, pk = key
    mine = Delivery.objects.select_for_update(of=("self",)).filter(
        notification__member_id=member,
        channel=channel,
        due_at=due,
        state=DeliveryState.WAITING,
        next_try_at__lte=now,
    )
    rows = list(
        (mine.filter(pk=pk) if pk else mine)
        .select_related("notification__member", "notification__actor")
        .order_by("pk")
    )
    for row in rows:
        later = now + rest_after(row.tries)
        row.tries += 1
        Delivery.objects.filter(pk=row.pk).update(tries=F("tries") + 1, next_try_at=later)
    return rows


def rest_after(tries: int) -> timedelta:
    """How long what was tried so often before rests after this try."""
    return RESTS[min(tries, len(RESTS) - 1)]


def _deliver(key: Key, now: datetime) -> bool:
    with transaction.atomic():
        rows = _claim(key, now)
    if not rows:
        return False
    member = rows[0].notification.member
    try:
        shown = _to_be_sent(member, rows)
        _settle([row for row in rows if row not in shown], DeliveryState.DROPPED)
        if not shown:
            return False
        mail.of_deliveries(member, shown, connection=get_connection()).send()
    except Exception:
        log.warning("a mail to member %s failed, try %s", member.pk, rows[0].tries, exc_info=True)
        _settle([row for row in rows if row.tries >= TRIES], DeliveryState.DROPPED)
        return False
    _settle(shown, DeliveryState.SENT, sent_at=now)
    return True


def _to_be_sent(member: Member, rows: Sequence[Delivery]) -> list[Delivery]:
    """What the member still wants and may still see, asked now and not when it was queued.

    What cannot be asked is not answered by no: the whole mail fails and is tried again (half of a
    digest now would be a second mail with its Message-ID later). The last try takes no for it.
    """
    if not (member.email and member.is_active and member.wants_mail):
        return []
    # Nobody is mailed the words of others at an address that they have not proven to be theirs.
    if not has_proven(member, member.email):
        return []
    notes = [row.notification for row in rows]
    sources = {(note.source_kind, note.source_id) for note in notes}
    visible = still_visible(member, sources, insist=all(row.tries < TRIES for row in rows))
    muted = muted_by(member)
    return [
        row
        for row in rows
        if row.tries <= TRIES
        and (row.notification.source_kind, row.notification.source_id) in visible
        and row.notification.withdrawn_at is None
        and not (row.notification.actor_id in muted and row.notification.kind in MUTABLE)
        and member.channels.get(row.notification.kind) != Channel.OFF
    ]


def _settle(rows: Sequence[Delivery], state: DeliveryState, **more: object) -> None:
    ids = [row.pk for row in rows]
    # What went out was sent, though it was taken back in that very moment.
    before = [DeliveryState.WAITING, DeliveryState.WITHDRAWN][: 1 + (state == DeliveryState.SENT)]
    if ids:
        Delivery.objects.filter(pk__in=ids, state__in=before).update(state=state, **more)

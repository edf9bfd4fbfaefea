"""Telling members: rows first, mail later. The row is the truth, the task only a bell."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import bells, mail
from accounts.enums import DeliveryState, NotificationKind
from accounts.models import Member, Notification
from accounts.providers import may_still_see

log = logging.getLogger(__name__)

TITLE, WORDS, URL = 200, 400, 300
# After each try the row rests this long, so that a mail server that is down is asked less and less.
# The first rest is also the lease: long enough for one mail (EMAIL_TIMEOUT is 10 seconds).
RESTS = (
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)


def notify(
    member: Member,
    *,
    kind: NotificationKind | str,
    event: str,
    source_kind: str,
    source_id: int,
    actor: Member | None,
    title: str,
    words: str,
    url: str,
    at: datetime | None = None,
) -> int:
    """Tell one member, once per kind and event. See `notify_many`."""
    return notify_many(
        [member],
        kind=kind,
        event=event,
        source_kind=source_kind,
        source_id=source_id,
        actor=actor,
        title=title,
        words=words,
        url=url,
        at=at,
    )


def notify_many(
    members: Iterable[Member],
    *,
    kind: NotificationKind | str,
    event: str,
    source_kind: str,
    source_id: int,
    actor: Member | None,
    title: str,
    words: str,
    url: str,
    at: datetime | None = None,
) -> int:
    """Write one row per member, kind and event, in the caller's transaction; mail follows after
    commit. The actor, members without e-mail and those who want none are passed over.

    Arguments: `event` names what happened, unique per kind (as "reply:17"); `source_kind` and
    `source_id` name what must still be visible when the mail goes out; `url` is a path of ours.
    Returns the number of rows asked for (those already there are left as they are).
    """
    rows = [
        Notification(
            member=member,
            kind=str(kind),
            event=event,
            source_kind=source_kind,
            source_id=source_id,
            actor=actor,
            title=title[:TITLE],
            words=words[:WORDS],
            url=url[:URL],
            created_at=at or timezone.now(),
            next_try_at=at or timezone.now(),
        )
        for member in members
        if _wants_mail(member) and (actor is None or member.pk != actor.pk)
    ]
    if rows:
        Notification.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        bells.ring_notifications()
    return len(rows)


def _wants_mail(member: Member) -> bool:
    return bool(member.email) and member.is_active and member.wants_mail


def deliver_due(*, at: datetime | None = None, most: int = 200) -> int:
    """Send the mails that are due, each outside a transaction. Returns how many were sent.

    Safe to run twice and by several at once: a row is claimed by moving its next try on, which
    only one can do. A row whose sender died is tried again after its rest, with the same
    Message-ID, so that a mail that did go out can be told from a new one.
    """
    now = at or timezone.now()
    due = Notification.objects.filter(state=DeliveryState.WAITING, next_try_at__lte=now)
    ids = list(due.order_by("next_try_at", "pk").values_list("pk", flat=True)[:most])
    return sum(_deliver(pk, now) for pk in ids)


def _claim(pk: int, now: datetime) -> Notification | None:
    row = Notification.objects.select_related("member", "actor").get(pk=pk)
    rest = RESTS[min(row.tries, len(RESTS) - 1)]
    claimed = Notification.objects.filter(
        pk=pk, state=DeliveryState.WAITING, tries=row.tries, next_try_at__lte=now
    ).update(tries=F("tries") + 1, next_try_at=now + rest)
    if not claimed:
        return None
    row.tries += 1
    return row


def _deliver(pk: int, now: datetime) -> bool:
    with transaction.atomic():
        row = _claim(pk, now)
    if row is None:
        return False
    allowed = _wants_mail(row.member) and may_still_see(row.member, row.source_kind, row.source_id)
    if not allowed or row.tries > len(RESTS):
        _settle(row, DeliveryState.DROPPED)
        return False
    try:
        mail.notification(row, connection=get_connection()).send()
    except Exception:
        log.warning("mail of notification %s failed, try %s", pk, row.tries, exc_info=True)
        if row.tries >= len(RESTS):
            _settle(row, DeliveryState.DROPPED)
        return False
    _settle(row, DeliveryState.SENT, sent_at=now)
    return True


def _settle(row: Notification, state: DeliveryState, **more: object) -> None:
    Notification.objects.filter(pk=row.pk, state=DeliveryState.WAITING).update(state=state, **more)


def withdraw_event(event: str) -> None:
    """Take back what was not sent yet of an event that was undone, in the caller's transaction."""
    Notification.objects.filter(event=event, state=DeliveryState.WAITING).update(
        state=DeliveryState.DROPPED
    )

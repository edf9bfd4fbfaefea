"""Mailing the invitations that wait. Like notifications' mails (accounts.actions.deliveries): a row
is claimed by moving its next try on, and tried again after a rest with the same Message-ID."""

import logging
from datetime import datetime

from django.core.mail import get_connection
from django.db.models import F
from django.utils import timezone

from accounts import mail
from accounts.actions.deliveries import TRIES, rest_after
from accounts.models import Invitation
from accounts.queries.invitations import still_meant

log = logging.getLogger(__name__)


def send_invitations_due(*, at: datetime | None = None, most: int = 100) -> int:
    """Mail what is due, unless it was revoked, used or ran out, or nobody would send it any more.
    Returns how many mails were sent."""
    now = at or timezone.now()
    due = Invitation.objects.filter(
        mailed_at=None, revoked_at=None, expires_at__gt=now, uses=0, next_try_at__lte=now
    )
    due = due.exclude(email="").filter(tries__lt=TRIES).order_by("next_try_at", "pk")
    return sum(_send(row, now) for row in still_meant(due).select_related("invited_by")[:most])


def _send(row: Invitation, now: datetime) -> bool:
    claimed = Invitation.objects.filter(pk=row.pk, tries=row.tries, mailed_at=None, revoked_at=None)
    if not claimed.update(tries=F("tries") + 1, next_try_at=now + rest_after(row.tries)):
        return False
    try:
        mail.of_invitation(row, connection=get_connection()).send()
    except Exception:
        log.warning("the mail of invitation %s failed", row.pk, exc_info=True)
        return False
    Invitation.objects.filter(pk=row.pk).update(mailed_at=now)
    return True

"""Composing mails: HTML with the styles in its head, and a plain-text twin."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from accounts.channels import zone_of
from accounts.enums import Channel
from accounts.languages import first, for_mail
from accounts.models import Delivery, Invitation, Member, Notification
from accounts.site import get_site
from accounts.tokens import invitation_token, unsubscribe_token


@lru_cache(maxsize=1)
def styles() -> SafeString:
    """The mail's style sheet, for its head: mail programs fetch none."""
    css = (Path(settings.BASE_DIR) / "static/css/email.css").read_text()
    return mark_safe(re.sub(r"/\*.*?\*/\s*", "", css, flags=re.DOTALL))


def compose(
    prefix: str,
    to: str,
    context: dict[str, Any],
    *,
    headers: dict[str, str] | None = None,
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """A mail from `<prefix>_subject.txt`, `<prefix>_message.txt` and `<prefix>_message.html`.

    Links in it begin with SITE_URL, never with the host name that a request came with.
    """
    company = get_site()
    site = {"site_name": company.name, "site_url": settings.SITE_URL}
    styled = mark_safe(styles() + company.mail_style)
    context = {**site, "styles": styled, **context}
    subject = " ".join(render_to_string(f"{prefix}_subject.txt", context).split())
    # What a mail leaves out leaves no hole.
    text = re.sub(r"\n{3,}", "\n\n", render_to_string(f"{prefix}_message.txt", context)).strip()
    message = EmailMultiAlternatives(
        subject, f"{text}\n", company.mail_sender, [to], headers=headers, connection=connection
    )
    html = render_to_string(f"{prefix}_message.html", context).strip()
    message.attach_alternative(html, "text/html")
    return message


def of_deliveries(
    member: Member, rows: Sequence[Delivery], *, connection: BaseEmailBackend
) -> EmailMultiAlternatives:
    """The mail of outbox rows that go out together: one alone, or a digest. One recipient, in
    their language and zone; the Message-ID is the same at every try."""
    first = rows[0]
    alone = first.channel == Channel.NOW
    with translation.override(for_mail(member)), timezone.override(zone_of(member)):
        what = first.notification.kind if alone else first.channel
        headers = _headers(member, what, _message_id(member, first))
        context: dict[str, Any] = {
            "member": member,
            "unsubscribe": headers["List-Unsubscribe"][1:-1],
        }
        if alone:
            context |= {"note": first.notification, "actor": first.notification.actor}
        else:
            context |= {"threads": by_source([row.notification for row in rows]), "what": what}
        prefix = "accounts/mail/notification" if alone else "accounts/mail/digest"
        return compose(prefix, str(member.email), context, headers=headers, connection=connection)


def of_invitation(row: Invitation, *, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail of an invitation, in the language of who has the address, else the site's first. It
    names who invites and nothing of what is inside."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0] or "localhost"
    address = reverse("accounts:invitation", args=[invitation_token(row.nonce)])
    headers = {"Message-ID": f"<invitation-{row.pk}@{host}>", "Auto-Submitted": "auto-generated"}
    invited = Member.objects.filter(email__iexact=row.email, is_active=True).first()
    with translation.override(for_mail(invited) if invited else first()):
        context = {"invitation": row, "url": f"{settings.SITE_URL}{address}"}
        prefix = "accounts/mail/invitation"
        return compose(prefix, row.email, context, headers=headers, connection=connection)


def by_source(notes: Iterable[Notification]) -> list[list[Notification]]:
    """Notes gathered by what they are about, in the order in which each first came."""
    found: dict[tuple[str, int], list[Notification]] = {}
    for note in notes:
        found.setdefault((note.source_kind, note.source_id), []).append(note)
    return list(found.values())


def _message_id(member: Member, row: Delivery) -> str:
    if row.channel == Channel.NOW:
        return f"notification-{row.notification_id}"
    return f"{row.channel}-{member.pk}-{row.due_at:%Y%m%d%H%M}"


def _headers(member: Member, what: str, message_id: str) -> dict[str, str]:
    """RFC 8058: a mail program may unsubscribe with one POST to the address."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0] or "localhost"
    address = reverse("accounts:unsubscribe", args=[unsubscribe_token(member, what)])
    return {
        "Message-ID": f"<{message_id}@{host}>",
        "List-Unsubscribe": f"<{settings.SITE_URL}{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }

"""Composing mails: HTML with the styles in its head, and a plain-text twin."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Notification
from accounts.site import get_site


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
    text = render_to_string(f"{prefix}_message.txt", context).strip() + "\n"
    message = EmailMultiAlternatives(
        subject, text, company.mail_sender, [to], headers=headers, connection=connection
    )
    html = render_to_string(f"{prefix}_message.html", context).strip()
    message.attach_alternative(html, "text/html")
    return message


def notification(row: Notification, *, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The mail for an outbox row. One recipient; its Message-ID is the row's own."""
    host = settings.SITE_URL.partition("://")[2].partition(":")[0] or "localhost"
    return compose(
        "accounts/mail/notification",
        str(row.member.email),
        {"note": row, "member": row.member, "actor": row.actor},
        headers={"Message-ID": f"<notification-{row.pk}@{host}>"},
        connection=connection,
    )

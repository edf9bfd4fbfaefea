"""`/dev/mail/`: reads the mails that the demo would have sent, from the files in DATA_DIR/mail.

Only while DEBUG is on. Each mail in a file is followed by a line of 79 dashes, as Django's file
backend writes them too (config/mailfolder.py). The HTML of a mail is shown in a frame without any
right, from an address with a policy of its own.
"""

import datetime
import email
import email.policy
import re
from collections.abc import Callable
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from config import totp

NAME = re.compile(r"\d{8}-\d{6}-\d+")
END_OF_MAIL = b"\n" + b"-" * 79 + b"\n"
NEWEST = 200  # files read for the list
FRAME_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'; sandbox"
)


View = Callable[..., HttpResponseBase]


class Mail(NamedTuple):
    """One mail: where it stands, its headers and its two bodies ("" when there is none)."""

    name: str
    number: int
    subject: str
    sender: str
    to: str
    date: datetime.datetime | None
    text: str
    html: str


def debug_only(view: View) -> View:
    """Nothing is at this address unless DEBUG is on."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


@debug_only
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Every mail, newest first."""
    mails = [mail for name in newest_names() for mail in reversed(read_file(name))]
    context = {"mails": mails, "second_step": totp.code(totp.DEMO_SECRET)}
    return render(request, "dev/mail_list.html", context)


@debug_only
@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def mail_show(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One mail: headers, the text, and a frame with the HTML."""
    return render(request, "dev/mail_show.html", {"mail": find_mail(name, number)})


@debug_only
@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """The HTML of a mail as it is, for the frame: no scripts, no forms, no foreign addresses."""
    mail = find_mail(name, number)
    if not mail.html:
        raise Http404
    return HttpResponse(mail.html, headers={"Content-Security-Policy": FRAME_POLICY})


def folder() -> Path:
    """Where the mails are."""
    return Path(settings.EMAIL_FILE_PATH)


def newest_names() -> list[str]:
    """Names of the newest files without their ending; they begin with date and time."""
    names = (file.stem for file in folder().glob("*.log") if NAME.fullmatch(file.stem))
    return sorted(names, reverse=True)[:NEWEST]


def find_mail(name: str, number: int) -> Mail:
    """The mail at place `number` (from 1) of file `name`; Http404 when there is none."""
    for mail in read_file(name):
        if mail.number == number:
            return mail
    raise Http404


def read_file(name: str) -> list[Mail]:
    """The mails of a file in the order they were sent; none when the name is not one of ours."""
    file = folder() / f"{name}.log"
    if not NAME.fullmatch(name) or not file.is_file() or file.is_symlink():
        return []
    parts = (file.read_bytes() + b"\n").split(END_OF_MAIL)
    return [parse(name, number, part) for number, part in enumerate(parts, 1) if part.strip()]


def parse(name: str, number: int, raw: bytes) -> Mail:
    """Headers and bodies of one mail."""
    message = email.message_from_bytes(
        raw.lstrip(b"\n"), _class=EmailMessage, policy=email.policy.default
    )
    date = message["Date"]
    return Mail(
        name=name,
        number=number,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        date=date.datetime if date else None,
        text=body(message, "plain"),
        html=body(message, "html"),
    )


def body(message: EmailMessage, kind: str) -> str:
    """The part text/`kind` of a mail, or nothing."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


app_name = "devmail"
urlpatterns = [
    path("", mail_list, name="mail-list"),
    path("<slug:name>/<int:number>/", mail_show, name="mail-show"),
    path("<slug:name>/<int:number>/html/", mail_html, name="mail-html"),
]

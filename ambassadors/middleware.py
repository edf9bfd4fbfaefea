"""Pages of the desk ask every few seconds whether something is new. When nothing is, they are told so
before anybody is looked up: one query."""

import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from accounts.versions import version_of
from ambassadors.actions.steps import QUEUE_VERSION

Handler = Callable[[HttpRequest], HttpResponse]
PATH = "/desk/rows/"


def etag_of(request: HttpRequest, address: str) -> str:
    """Names what this session sees at this address now. It is made with our key: who has it has seen
    the rows in this session, and "nothing changed" tells them nothing else. Clocks go by the
    minute."""
    session = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    minute = int(timezone.now().timestamp() // 60)
    said = f"{session}\n{address}\n{version_of(QUEUE_VERSION)}\n{minute}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256)
    return digest.hexdigest()[:32]


def unchanged_queue(get_response: Handler) -> Handler:
    """Answer 304 where the page has what there is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path != PATH or request.method != "GET":
            return get_response(request)
        sent = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
        if sent and hmac.compare_digest(
            sent.encode(), etag_of(request, request.get_full_path()).encode()
        ):
            return HttpResponseNotModified(headers={"ETag": f'"{sent}"'})
        return get_response(request)

    return middleware

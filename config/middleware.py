"""Middleware of the whole site: one host name, and what caches may keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.middleware.gzip import GZipMiddleware
from django.urls import is_valid_path

from config.errors import bad_request, method_not_allowed, not_found

Handler = Callable[[HttpRequest], HttpResponse]
REPORT_OF_DJANGO = b'<meta name="robots" content="NONE,NOARCHIVE">'


def canonical_host(get_response: Handler) -> Handler:
    """In the demo send 127.0.0.1 to localhost: passkeys refuse an IP address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DEBUG and request.method in ("GET", "HEAD"):
            host, colon, port = request.META.get("HTTP_HOST", "").partition(":")
            if host == "127.0.0.1":
                return HttpResponseRedirect(
                    f"http://localhost{colon}{port}{request.get_full_path()}"
                )
        return get_response(request)

    return middleware


def _sent_without_slash(request: HttpRequest) -> bool:
    path = request.path_info
    return request.method not in ("GET", "HEAD") and path[-1:] != "/" and not is_valid_path(path)


def refuse_nul(get_response: Handler) -> Handler:
    """No page has a NUL in its address, and PostgreSQL would answer one with an error.

    Nor has one more parameters than our forms have fields.
    A form sent to an address without its slash cannot be led to the right one: what was sent would
    be lost on the way.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or _sent_without_slash(request):
            return not_found(request)
        if "%00" in query or query.count("&") >= settings.MOST_FIELDS:
            return bad_request(request)
        return get_response(request)

    return middleware


def refuse_many_fields(get_response: Handler) -> Handler:
    """No form has more than MOST_FIELDS fields, but for those of the desk: each step of a how-to has
    ten or twenty. Read here, a form is read before the check of its token reads it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.path_info.startswith("/cms/"):
            sent = sum(len(values) for _name, values in request.POST.lists())
            if sent > settings.MOST_FIELDS:
                return bad_request(request)
        return get_response(request)

    return middleware


def human_errors(get_response: Handler) -> Handler:
    """With DEBUG on, too, a missing page or a bad request is the page that people know: the demo
    runs that way. Django's own report, recognised by the line in its head that keeps robots off,
    stays for what is our fault (500)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        page = {400: bad_request, 404: not_found}.get(response.status_code)
        if page and settings.DEBUG and REPORT_OF_DJANGO in getattr(response, "content", b"")[:500]:
            return page(request)
        return response

    return middleware


class _SameBytes(GZipMiddleware):
    max_random_bytes = 0


class Compress(GZipMiddleware):
    """Django's lengthens each page by chance, so that nobody learns a secret of it from how far it
    shrinks. Without a session there is no secret, and the bytes stay the same for everyone."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.same_bytes = _SameBytes(get_response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        secret = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
        compress = super().process_response if secret else self.same_bytes.process_response
        return compress(request, response)


def page_headers(get_response: Handler) -> Handler:
    """Say who may keep a page: nobody keeps a signed-in page, a form or an error;
    a visitor's page is the same for everyone and may be kept for asking again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response = method_not_allowed(request, response["Allow"])
        if response.has_header("Cache-Control"):
            return response
        personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
        if personal or response.status_code >= 400 or request.method not in ("GET", "HEAD"):
            response["Cache-Control"] = "private, no-store"
        else:
            response["Cache-Control"] = "no-cache"
        return response

    return middleware

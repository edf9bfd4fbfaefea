"""Middleware of the whole site: one host name, and what caches may keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)

from config.errors import bad_request, method_not_allowed, not_found

Handler = Callable[[HttpRequest], HttpResponse]


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


def refuse_nul(get_response: Handler) -> Handler:
    """No page has a NUL in its address, and PostgreSQL would answer one with an error.

    Nor do more parameters than Django reads: with DEBUG its page about them fails in reading them.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info:
            return not_found(request)
        if "%00" in query or query.count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
            return bad_request(request)
        return get_response(request)

    return middleware


class HumanMissingPages:
    """With DEBUG on, too, a missing page is the page that people know: the demo runs that way."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return not_found(request) if isinstance(exception, Http404) else None


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

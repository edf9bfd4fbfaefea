"""Who reads the page, looked up once; and words and times as that reader has them."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.channels import zone_of
from accounts.languages import of_browser, of_member
from accounts.second_step import (
    has_taken_it,
    is_open_before,
    needs_second_step,
    way_to_second_step,
)
from accounts.versions import one_look

Handler = Callable[[HttpRequest], HttpResponse]
_DOORS = tuple(f"{name}_login" for name in settings.SOCIALACCOUNT_PROVIDERS)
# What is made of words; pictures, styles and archives are the same in every language.
WORDED = ("text/html", "application/atom+xml")


def one_look_at_versions(get_response: Handler) -> Handler:
    """What processes remember is checked once per request, with one query for all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_look():
            return get_response(request)

    return middleware


def reader_language(get_response: Handler) -> Handler:
    """Answer in the reader's language, and say so to caches: the same address has other words for
    other languages. A member's choice is activated later (`member_preferences`) and ends here.

    Django's own LocaleMiddleware knows neither which languages the site has switched on nor whose
    choice goes first.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(of_browser(request)):
            response = get_response(request)
            if response.get("Content-Type", "").partition(";")[0] in WORDED:
                response.headers.setdefault("Content-Language", translation.get_language())
                patch_vary_headers(response, ("Accept-Language", "Cookie"))
            return response

    return middleware


def onward(get_response: Handler) -> Handler:
    """Who chose another house to sign in from is sent on by a page. Forms lead to this site alone
    (`form-action 'self'`), and Chromium holds that for what they redirect to as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        url = urlsplit(response.get("Location", ""))
        begins = request.resolver_match and request.resolver_match.view_name in _DOORS
        if not begins or request.method != "POST" or url.netloc in ("", request.get_host()):
            return response
        context = {"url": url.geturl(), "host": url.netloc}
        page = render(request, "socialaccount/onward.html", context)
        page["Refresh"] = f"0; url={url.geturl()}"
        page.cookies = response.cookies
        return page

    return middleware


def second_step(get_response: Handler) -> Handler:
    """Who speaks for the company has taken a second step in this session, or goes nowhere but to
    the pages where it is taken: every door asks, not only the way in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        member = request.user
        asked = member.is_authenticated and needs_second_step(member)
        if not asked or has_taken_it(request) or is_open_before(request):
            return get_response(request)
        return HttpResponseRedirect(way_to_second_step(request))

    return middleware


def member_preferences(get_response: Handler) -> Handler:
    """Put the member itself in place of Django's lazy stand-in, and activate their time zone and
    language.

    The stand-in is asked some four hundred times on a page, each time through a wrapper. A request
    without a session cookie costs nothing.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()
            return get_response(request)
        request.user = get_user(request)
        if not request.user.is_authenticated:
            return get_response(request)
        if language := of_member(request.user):
            translation.activate(language)
        with timezone.override(zone_of(request.user)):
            return get_response(request)

    return middleware

"""Who reads the page, looked up once; and times in the member's own zone."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from accounts.channels import zone_of
from accounts.second_step import (
    has_taken_it,
    is_open_before,
    needs_second_step,
    way_to_second_step,
)
from accounts.versions import one_look

Handler = Callable[[HttpRequest], HttpResponse]


def one_look_at_versions(get_response: Handler) -> Handler:
    """What processes remember is checked once per request, with one query for all of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with one_look():
            return get_response(request)

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
    """Put the member itself in place of Django's lazy stand-in, and activate their time zone.

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
        with timezone.override(zone_of(request.user)):
            return get_response(request)

    return middleware

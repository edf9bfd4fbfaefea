"""Forms on pages that all visitors share. Such a page holds no token, so the browser's own word
says where the form comes from; who sends none gets a page of their own with a token.

This module and the unsubscribe link are the exceptions to "every form has a token".
"""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

View = Callable[[HttpRequest], HttpResponse]


def _comes_from_here(request: HttpRequest) -> bool | None:
    """What Origin and Sec-Fetch-Site say; None when the browser sent neither."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None and site is None:
        return None
    here = f"{request.scheme}://{request.get_host()}"
    return origin in (None, here) and site in (None, "same-origin")


def _has_token(request: HttpRequest) -> bool:
    """Whether the form carries the token of the page that was made for this browser."""
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is None


def shared_form(view: View) -> View:
    """Let `view` have POSTs from our own pages only, without asking for a token where the browser
    says so itself. Anything else is refused, or confirmed on a page that nobody keeps."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        here = _comes_from_here(request)
        if here is False:
            raise PermissionDenied(_("That form came from another site, so nothing was changed."))
        if here is None and "csrfmiddlewaretoken" not in request.POST:
            sent = [(name, request.POST[name]) for name in request.POST]
            return render(request, "accounts/shared_form_confirm.html", {"sent": sent[:10]})
        if here is None and not _has_token(request):
            raise PermissionDenied(_("That form came from another site, so nothing was changed."))
        return view(request)

    return checked

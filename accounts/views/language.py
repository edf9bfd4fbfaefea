"""The switch in the footer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.actions import change_preferences
from accounts.languages import offered
from accounts.models import Member
from accounts.shared_forms import shared_form


@require_POST
@shared_form
def language(request: HttpRequest) -> HttpResponse:
    """Keep the choice (a member's in their row, a visitor's in a cookie) and go back to the page."""
    chosen, response = request.POST.get("language", ""), HttpResponseRedirect(_page(request))
    if chosen not in dict(offered()):
        return response
    if isinstance(request.user, Member):
        change_preferences(request.user, by=request.user, language=chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _page(request: HttpRequest) -> str:
    """The page that the switch stood on, which the browser names: written into the form, its
    address would make pages differ that are the same."""
    own = f"{request.scheme}://{request.get_host()}/"
    referrer = request.headers.get("Referer", "")
    there = request.POST.get("next") or referrer[len(own) - 1 :] * referrer.startswith(own)
    safe = there.startswith("/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if safe and there != request.path else "/"

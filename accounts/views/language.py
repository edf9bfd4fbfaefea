"""The switch in the footer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.actions import change_preferences
from accounts.languages import offered
from accounts.models import Member
from accounts.shared_forms import shared_form
from accounts.views.helpers import back_to, own_path


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
    named = request.POST.get("next")
    there = own_path(named) if named else back_to(request)
    return there if there != request.path else "/"

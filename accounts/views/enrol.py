"""Where those who speak for the company choose their second step."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_required
@never_cache
@require_safe
def enrol(request: HttpRequest) -> HttpResponse:
    """The choice; who has a second step already goes to the page that keeps them."""
    if is_mfa_enabled(request.user):
        return redirect("mfa_index")
    return render(request, "accounts/enrol.html")

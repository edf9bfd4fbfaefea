"""What the company makes its own: the settings page, and the colours as a style sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.site import change_site
from accounts.forms.site import SiteForm
from accounts.models import Member
from accounts.site import get_site

A_YEAR = 31_536_000


@require_safe
def site_style(request: HttpRequest, stamp: str) -> HttpResponse:
    """The company's colours. The address holds the colours, so it may be kept for ever."""
    site = get_site()
    if not site.stamp or stamp != site.stamp:
        raise Http404
    response = HttpResponse(site.style, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def site_settings(request: HttpRequest) -> HttpResponse:
    """Show and change; to members who may not, the page does not exist."""
    member = request.user
    if not (isinstance(member, Member) and member.is_staff):
        raise Http404
    form = SiteForm.of(get_site(), request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        change_site(by=member, **form.cleaned_data)
        messages.success(request, _("Saved. Every page and mail has it from now on."))
        return redirect("accounts:site-settings")
    status = 400 if form.errors else 200
    return render(request, "accounts/site_settings.html", {"form": form}, status=status)

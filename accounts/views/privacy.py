"""One's own data: taken along as an archive, or deleted."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.privacy import erase_member
from accounts.export import archive_of
from accounts.refusals import Refusal
from accounts.views.helpers import member_of


@login_required
@never_cache
@require_POST
def export(request: HttpRequest) -> FileResponse:
    """The archive of the member's own data."""
    member = member_of(request)
    return FileResponse(
        archive_of(member),
        as_attachment=True,
        filename=f"{member.username}.zip",
        content_type="application/zip",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what stays; the typed name and the button do it."""
    member, error = member_of(request), ""
    if request.method == "POST":
        if request.POST.get("username", "").strip().lower() != member.username:
            error = _("That is not your address name. It stands above the box.")
        else:
            try:
                erase_member(member, by=member)
            except Refusal as refusal:
                error = str(refusal)
            else:
                logout(request)
                return render(request, "accounts/erased.html")
    context = {"error": error}
    return render(request, "accounts/erase.html", context, status=400 if error else 200)

"""What a member decides about themself."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import change_preferences, rename_member
from accounts.forms import PreferencesForm
from accounts.languages import of_member
from accounts.models import Member
from accounts.queries.invitations import opening_groups_of
from accounts.queries.mutes import muted_members
from accounts.refusals import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show and save; nothing is saved when one part is refused."""
    # A copy: what is refused must not show in the page's own head.
    assert request.user.pk is not None  # noqa: S101 (narrows the type; visitors went to sign in)
    member = Member.objects.get(pk=request.user.pk)
    form = PreferencesForm.of(member, request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.values()
        values["channels"] = {**member.channels, **values["channels"]}
        try:
            with transaction.atomic():
                rename_member(member, username=values.pop("username"), by=member)
                change_preferences(member, by=member, **values)
        except Refusal as refusal:
            form.add_error("username", str(refusal))
        else:
            # In the language that was just chosen: the next page is in it.
            with translation.override(of_member(member) or translation.get_language()):
                messages.success(request, _("Saved."))
            return redirect("accounts:preferences")
    status = 400 if form.errors else 200
    context = {"form": form, "groups": opening_groups_of(member), "mutes": muted_members(member)}
    context["houses"] = settings.SOCIALACCOUNT_PROVIDERS
    return render(request, "accounts/preferences.html", context, status=status)

"""The superuser programme as everybody sees it, and the page where an invitation is answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from accounts.refusals import Refusal
from accounts.views.helpers import member_of
from reputation.actions.terms import accept_invitation, turn_down_invitation
from reputation.forms.programme import AnswerForm
from reputation.queries.programme import (
    criteria_of,
    guidelines_now,
    invitation_of,
    public_superusers,
    tiers,
)


@require_safe
def superusers(request: HttpRequest) -> HttpResponse:
    """Who they are, what it means, and how one becomes one."""
    context = {
        "people": public_superusers(),
        "tiers": [(tier, criteria_of(tier)) for tier in tiers()],
        "guidelines": guidelines_now(),
        "invited": invitation_of(request.user) if isinstance(request.user, Member) else None,
    }
    return render(request, "reputation/superusers.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """The guidelines, and the two answers. Without an invitation there is nothing here."""
    by = member_of(request)
    found = invitation_of(by)
    if found is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    guidelines = guidelines_now()
    form = AnswerForm(sent, initial={"guidelines": guidelines.number})
    try:
        if sent is not None and "turn_down" in sent:
            turn_down_invitation(found, by=by)
            messages.success(request, _("You turned it down. Thank you for saying so."))
            return redirect(by)
        if form.is_valid():
            accept_invitation(found, by=by, guidelines=form.cleaned_data["guidelines"])
            messages.success(request, _("Welcome. Your term has begun, and thank you."))
            return redirect(by)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    context = {"form": form, "nomination": found, "guidelines": guidelines}
    status = 400 if form.errors else 200
    return render(request, "reputation/invitation.html", context, status=status)

"""Invitations: the company's list, and the page behind a link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.invitations import (
    invite,
    leave_group,
    redeem_invitation,
    revoke_invitation,
)
from accounts.forms.invitations import InvitationForm
from accounts.models import Invitation, Member
from accounts.queries.invitations import (
    group_rows,
    invitation_by_token,
    is_for,
    opening_groups_of,
)
from accounts.refusals import Refusal
from accounts.views.helpers import company_of, member_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Who is in which group, who was invited, and the form to invite."""
    by = company_of(request)
    form = InvitationForm(request.POST or None, initial={"group": request.GET.get("group")})
    if request.method == "POST" and form.is_valid():
        try:
            made = invite(by=by, **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            mailed, passed_on = _("The invitation is on its way."), _("The link stands below.")
            messages.success(request, mailed if made.email else passed_on)
            return redirect("accounts:invitations")
    context = {"form": form, "rows": group_rows()}
    status = 400 if form.errors else 200
    return render(request, "accounts/invitations.html", context, status=status)


@login_required
@require_POST
def invitation_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    by = company_of(request)
    if pk >= 2**63:
        raise Http404
    revoke_invitation(get_object_or_404(Invitation.objects.select_related("group"), pk=pk), by=by)
    messages.success(request, _("The invitation is taken back. Its link opens nothing any more."))
    return redirect("accounts:invitations")


@login_required
@require_POST
def group_remove(request: HttpRequest, pk: int, username: str) -> HttpResponse:
    """Take somebody out of a group; it counts from their next page on."""
    by = company_of(request)
    if pk >= 2**63:
        raise Http404
    group, member = get_object_or_404(Group, pk=pk), get_object_or_404(Member, username=username)
    try:
        leave_group(member, group=group, by=by)
    except Refusal as refusal:
        raise Http404 from refusal
    words = _("%(name)s is no longer in %(group)s.")
    messages.success(request, words % {"name": member.display_name, "group": group.name})
    return redirect("accounts:invitations")


@login_required
@require_POST
def group_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a group oneself; what one is not in does not exist."""
    member = member_of(request)
    group = next((one for one in opening_groups_of(member) if one.pk == pk), None)
    if group is None:
        raise Http404
    leave_group(member, group=group, by=member)
    messages.success(request, _("You have left %(group)s.") % {"group": group.name})
    return redirect("accounts:preferences")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Says who invites, and changes nothing; the button lets in. A wrong, used, revoked or old
    link gives one and the same page. Nothing of what it opens is named before."""
    found = invitation_by_token(token)
    if found is None:
        return render(request, "accounts/invitation_spent.html", status=410)
    by = request.user if isinstance(request.user, Member) else None
    fits = by is not None and is_for(found, by)
    if request.method == "POST" and by is not None and fits:
        group = redeem_invitation(found, by=by)
        if group is None:
            return render(request, "accounts/invitation_spent.html", status=410)
        messages.success(request, _("Welcome. You are in %(group)s now.") % {"group": group.name})
        return redirect("/")
    context = {"invitation": found, "fits": fits, "here": request.path}
    status = 403 if request.method == "POST" else 200
    return render(request, "accounts/invitation.html", context, status=status)

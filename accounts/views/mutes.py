"""The button that mutes, on profiles and in the list of one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.mutes import mute_member, unmute_member
from accounts.queries import profile_of
from accounts.refusals import Refusal
from accounts.views.helpers import member_of


@login_required
@require_POST
def member_mute(request: HttpRequest, username: str) -> HttpResponse:
    """`on` is 1 to mute and 0 to hear again; a button pressed twice does it once."""
    by, member = member_of(request), profile_of(username)
    if member is None:
        raise Http404
    wanted, name = request.POST.get("on"), {"name": member.display_name}
    try:
        if wanted == "1":
            mute_member(member, by=by)
            messages.success(request, _("You muted %(name)s. They do not learn of it.") % name)
        elif wanted == "0":
            unmute_member(member, by=by)
            messages.success(request, _("You hear of %(name)s again.") % name)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("accounts:preferences" if request.POST.get("from") else member)

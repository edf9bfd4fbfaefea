"""The face that a member brings, from a form beside the preferences."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.faces import remove_face, set_face
from accounts.pictures import PictureRefused
from accounts.refusals import Refusal
from accounts.uploads import taken_files
from accounts.views.helpers import member_of


@login_required
@require_POST
def face(request: HttpRequest) -> HttpResponse:
    """Take a new face, or with `remove` the old one away; the page of preferences says which."""
    member = member_of(request)
    try:
        if "remove" in request.POST:
            remove_face(member, by=member)
            messages.success(request, _("Your picture is gone; your initials stand in."))
        elif files := taken_files(request, "face"):
            set_face(member, by=member, data=files[0])
            messages.success(request, _("This is how people see you now."))
        else:
            messages.warning(request, _("Please choose a picture first."))
    except (PictureRefused, Refusal) as refused:
        messages.warning(request, str(refused))
    return redirect("accounts:preferences")

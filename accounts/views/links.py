"""The page where one's links are written."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.links import change_links
from accounts.forms.links import LINKS_LATER, LinksForm
from accounts.models.people import MOST_LINKS
from accounts.queries.links import DAYS_FIRST, POSTS_FIRST, has_earned_links
from accounts.refusals import Refusal
from accounts.views.helpers import member_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Show and save; who has not earned them yet reads when they will have."""
    member = member_of(request)
    initial: dict[str, str] = {}
    for link in member.links.all():
        initial |= {f"label_{link.position + 1}": link.label, f"url_{link.position + 1}": link.url}
    form = LinksForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            change_links(member, links=form.links(), by=member)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:links")
    later = LINKS_LATER % {"days": DAYS_FIRST, "posts": POSTS_FIRST, "links": MOST_LINKS}
    context = {"form": form, "earned": has_earned_links(member), "later": later}
    context["any"] = bool(initial)
    return render(request, "accounts/links.html", context, status=400 if form.errors else 200)

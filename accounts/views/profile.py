"""A member's page: who they are, and what they asked, answered and solved."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.providers import profile_facts, profile_panels, profile_tabs
from accounts.queries import member_named
from accounts.queries.links import shown_links
from accounts.queries.mutes import muted_by


@require_safe
def profile(request: HttpRequest, username: str) -> HttpResponse:
    """Old usernames and other spellings lead to the one address."""
    there = member_named(username)
    if there.username != username:
        return redirect(there, permanent=True)
    tabs = profile_tabs(request.user, there)
    shown = request.GET.get("show") or (tabs[0].section.key if tabs else "")
    tab = next((tab for tab in tabs if tab.section.key == shown), None)
    if tab is None and shown:
        raise Http404
    page = tab.section.page(request.user, there, request.GET.get("after", "")) if tab else None
    context = {"person": there, "tabs": tabs, "tab": tab, "page": page}
    context["facts"] = profile_facts(there)
    context["panels"] = profile_panels(request.user, there)
    context["links"] = shown_links(there)
    context["is_muted"] = there.pk in muted_by(request.user)
    return render(request, "accounts/profile.html", context)

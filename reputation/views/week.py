"""An ambassador thanks the member of the week."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.queries import member_named
from accounts.refusals import Refusal
from accounts.views.helpers import company_of, told
from reputation.actions.week import choose_member_of_the_week
from reputation.models.honours import EVIDENCE_LENGTH
from reputation.permissions import check_runs_programme
from reputation.queries.honours import member_of_the_week, week_candidates


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def member_of_week(request: HttpRequest) -> HttpResponse:
    """Who helped most this week, and a form; to everybody else there is no such page."""
    by = company_of(request, check_runs_programme)
    name, words = told(request.POST, "member").strip(), told(request.POST, "words")
    error = ""
    if request.method == "POST":
        try:
            member = member_named(name.removeprefix("@"))
            choose_member_of_the_week(member, words=words, by=by)
        except Refusal as refusal:
            error = str(refusal)
        except Http404:
            error = _("Nobody here has this name.")
        else:
            messages.success(request, _("Thanked on the home page, and told."))
            return redirect("reputation:leaders")
    context = {
        "candidates": week_candidates(),
        "thanked": member_of_the_week(),
        "error": error,
        "said": {"member": name, "words": words},
        "most": EVIDENCE_LENGTH,
    }
    return render(request, "reputation/member_of_week.html", context, status=400 if error else 200)

"""Where the company looks after the superuser programme. To others there is nothing here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from accounts.refusals import Refusal
from accounts.views.helpers import company_of
from reputation.actions.nominations import nominate_member, review_nomination
from reputation.forms.programme import NominateForm, ReviewForm
from reputation.permissions import check_can_review, check_runs_programme
from reputation.queries.desk import candidate_lists, opened_lists, shown_nominations
from reputation.queries.evidence import Evidence
from reputation.queries.programme import get_nomination, past_terms


@never_cache
@require_safe
def superusers_moderate(request: HttpRequest) -> HttpResponse:
    """Candidates, nominations that wait, terms now and before."""
    by, after = company_of(request, check_runs_programme), request.GET.get("after", "")
    context = {
        "place": "moderate",
        "nominations": shown_nominations(by),
        "lists": candidate_lists(by),
        "terms": opened_lists(),
        "past": past_terms(after),
        "after": after,
    }
    return render(request, "reputation/superusers_moderate.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest) -> HttpResponse:
    """Put somebody forward, with a reason."""
    by = company_of(request, check_runs_programme)
    start = {name: request.GET.get(name, "")[:60] for name in ("member", "tier")}
    form = NominateForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            nominate_member(form.cleaned_data.pop("member"), by=by, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Nominated. Two others review it now."))
            return redirect("reputation:superusers-moderate")
    context = {"place": "moderate", "form": form}
    return render(request, "reputation/nominate.html", context, status=400 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def nomination_review(request: HttpRequest, pk: int) -> HttpResponse:
    """One nomination with what speaks for it, and a reviewer's word."""
    by, nomination = company_of(request, check_runs_programme), get_nomination(pk)
    form = ReviewForm(request.POST if request.method == "POST" else None, auto_id="review-%s")
    if form.is_valid():
        try:
            words = form.cleaned_data["reason"]
            review_nomination(nomination, by=by, is_yes=form.is_yes, reason=words)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your word is noted."))
            return redirect("reputation:superusers-moderate")
    context = {**_about(by, nomination), "form": form}
    status = 400 if form.errors else 200
    return render(request, "reputation/nomination_review.html", context, status=status)


def _about(by: Member, nomination: Any) -> dict[str, Any]:
    reviews = list(nomination.reviews.select_related("by").order_by("pk"))
    refusal = ""
    try:
        reviewed = any(review.by_id == by.pk for review in reviews)
        check_can_review(by, nomination, reviewed=reviewed)
    except Refusal as no:
        refusal = str(no)
    return {
        "place": "moderate",
        "nomination": nomination,
        "evidence": Evidence.of_data(nomination.evidence),
        "reviews": reviews,
        "refusal": refusal,
    }

"""Votes that did not look independent: what the company decides, and what those concerned say."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal
from accounts.views.helpers import company_of, member_of
from reputation.actions.appeals import answer_appeal, appeal_finding
from reputation.actions.rings import (
    ask_for_ring_check,
    decide_finding,
    decide_group,
    told_title,
    told_words,
)
from reputation.forms.rings import AnswerForm, AppealForm, DecisionForm
from reputation.models import Finding
from reputation.queries.rings import (
    appeals_of,
    get_appeal,
    get_others_finding,
    get_own_finding,
    group_of,
    last_run,
    open_appeals,
    own_appeals,
    ring_page,
)
from reputation.rings.evidence import graph_of, sentence_of


@login_required
@never_cache
@require_safe
def rings(request: HttpRequest) -> HttpResponse:
    """What was found, by group."""
    by = company_of(request)
    show, after = request.GET.get("show", "waiting"), request.GET.get("after", "")
    page = ring_page(by, show=show, after=after)
    rows = [
        (group, [(finding, sentence_of(finding)) for finding in group.findings])
        for group in page.groups
    ]
    context = {
        "place": "moderate",
        "rows": rows,
        "next": page.next,
        "show": show,
        "after": after,
        "run": last_run(),
        "appeals": open_appeals(by),
    }
    return render(request, "reputation/rings.html", context)


@login_required
@require_POST
def rings_check(request: HttpRequest) -> HttpResponse:
    """Search now, and not only at night."""
    ask_for_ring_check(by=company_of(request))
    messages.success(request, _("The search has begun. Look here again in a minute."))
    return redirect("reputation:rings")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ring(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding with its group, and the decision."""
    by = company_of(request)
    finding = get_others_finding(by, pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
        try:
            if form.cleaned_data["whole"]:
                decide_group(finding, state=state, by=by, reason=reason)
            else:
                decide_finding(finding, state=state, by=by, reason=reason)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Decided. Both sides are told, and may say how it was."))
            return redirect(finding)
    return _ring_page(request, finding, form)


def _ring_page(request: HttpRequest, finding: Finding, form: DecisionForm) -> HttpResponse:
    group = group_of(finding)
    context = {
        "place": "moderate",
        "finding": finding,
        "sentence": sentence_of(finding),
        "rows": [(one, sentence_of(one)) for one in group],
        "graph": graph_of(group),
        "form": form,
        "appeals": [(one, AnswerForm(prefix=f"a{one.pk}")) for one in appeals_of(group)],
    }
    status = 400 if form.errors else 200
    return render(request, "reputation/ring.html", context, status=status)


@login_required
@require_POST
def ring_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what somebody said."""
    by = company_of(request)
    appeal = get_appeal(by, pk)
    form = AnswerForm(request.POST, prefix=f"a{appeal.pk}")
    try:
        if not form.is_valid():
            raise Refusal(_("Please answer in a few words."))
        answer_appeal(appeal, by=by, **form.cleaned_data)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The answer is on its way."))
    return redirect(appeal.finding)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found about one's own votes, or votes for oneself; and how it was."""
    by, finding = member_of(request), get_own_finding(request.user, pk)
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            appeal_finding(finding, by=by, text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Somebody of the company reads it and answers."))
            return redirect(finding.appeal_url)
    context = {
        "finding": finding,
        "title": told_title(finding.state),
        "words": told_words("author" if by.pk == finding.author_id else "voter"),
        "form": form,
        "appeals": own_appeals(finding, by),
    }
    status = 400 if form.errors else 200
    return render(request, "reputation/appeal.html", context, status=status)

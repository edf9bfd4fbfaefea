"""The page of one member's term: for the company, which looks after it, and for the member."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.queries import member_named
from accounts.refusals import Refusal
from reputation.actions.perks import record_perk
from reputation.actions.terms import (
    end_term,
    give_back_capability,
    set_term_end,
    step_down,
    withdraw_capability,
)
from reputation.forms.programme import ACTS, ActForm, StepDownForm
from reputation.models import Term
from reputation.permissions import sees_term
from reputation.queries.programme import last_term, opened_by, perks_of, trail_of

DO: dict[str, Callable[..., object]] = {
    "withdraw": withdraw_capability,
    "give_back": give_back_capability,
    "move_end": set_term_end,
    "end": end_term,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def member_programme(request: HttpRequest, username: str) -> HttpResponse:
    """To others than the member and the company, and without any term, there is nothing here."""
    by, person = request.user, member_named(username)
    term = last_term(person)
    if not isinstance(by, Member) or not sees_term(by, person) or term is None:
        raise Http404
    act = request.POST.get("act", "")
    forms = _forms(by, term, request.POST if request.method == "POST" else None, act)
    form = forms.get(act)
    if form is not None and form.is_valid():
        try:
            _do(act, term, by, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done, and written down."))
            return redirect("reputation:member-programme", person.username)
    wrong = request.method == "POST"
    context = {**_about(by, term), "forms": forms, "form": form}
    status = 400 if wrong else 200
    return render(request, "reputation/member_programme.html", context, status=status)


def _forms(by: Member, term: Term, sent: Any, act: str) -> dict[str, ActForm]:
    """What may be done, by whom: the company looks after terms, the member steps down."""
    kinds = dict(ACTS) if by.is_company else {}
    if term.ended_at is not None:
        kinds = {name: kind for name, kind in kinds.items() if name == "perk"}
    elif by.pk == term.member_id:
        kinds["step_down"] = StepDownForm
    return {name: kind(sent if name == act else None, act=name) for name, kind in kinds.items()}


def _do(act: str, term: Term, by: Member, data: dict[str, Any]) -> None:
    if act == "perk":
        record_perk(term.member, by=by, **data)
    elif act == "step_down":
        step_down(term.member, by=by)
    else:
        DO[act](term, by=by, **data)


def _about(by: Member, term: Term) -> dict[str, Any]:
    running = term.ended_at is None
    return {
        "person": term.member,
        "term": term,
        "running": running,
        "opened": opened_by(term) if running else [],
        "perks": perks_of(term.member),
        "trail": trail_of(term.member) if by.is_company else [],
    }

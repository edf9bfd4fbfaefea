"""What somebody does with a piece of work. Each view reads a form, calls one action and goes back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Member
from accounts.numbers import number_in
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item, keep_claim, release_item, take_over_item
from ambassadors.actions.promotions import attach_item, promote_item
from ambassadors.actions.replies import (
    answer_item,
    approve_outgoing,
    confirm_outgoing,
    preview_of,
    thank,
    withdraw_outgoing,
)
from ambassadors.actions.triage import correct_item, ignore_item, reopen_item, resolve_item
from ambassadors.drafting import BeCareful
from ambassadors.enums import OutgoingKind
from ambassadors.forms.work import (
    AnswerForm,
    AttachForm,
    CorrectionForm,
    IgnoreForm,
    PromoteForm,
    ReasonForm,
)
from ambassadors.models import Item
from ambassadors.queries.handoffs import get_ended_hand_off
from ambassadors.queries.items import get_item
from ambassadors.queries.outgoing import get_outgoing
from ambassadors.queries.queue import is_to_follow_up
from ambassadors.views.queue import desk_of, show_item

Act = Callable[[HttpRequest, Member, Item], HttpResponse | None]


def act(does: Act) -> Callable[..., HttpResponse]:
    """A change to an item: a Refusal is said on its page, which shows what is there now. `does` answers
    None to go back there."""

    @login_required
    @require_POST
    @wraps(does)
    def view(request: HttpRequest, item_id: int) -> HttpResponse:
        by = desk_of(request)
        item = get_item(by, item_id)
        try:
            answer = does(request, by, item)
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return show_item(request, by, item.pk, status=refusal.status)
        return answer or redirect("ambassadors:item", item.pk)

    return view


@act
def item_claim(request: HttpRequest, by: Member, item: Item) -> None:
    claim_item(item, by=by)


@login_required
@require_POST
def item_keep(request: HttpRequest, item_id: int) -> HttpResponse:
    """Asked by the page while somebody works on it: 204, or 409 with why not."""
    by = desk_of(request)
    try:
        keep_claim(get_item(by, item_id), by=by)
    except Refusal as refusal:
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain")
    return HttpResponse(status=204)


@act
def item_release(request: HttpRequest, by: Member, item: Item) -> HttpResponse:
    release_item(item, by=by)
    return redirect("ambassadors:desk")


@act
def item_take_over(request: HttpRequest, by: Member, item: Item) -> None:
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    take_over_item(item, by=by, reason=reason)


@act
def item_ignore(request: HttpRequest, by: Member, item: Item) -> HttpResponse:
    form = IgnoreForm(request.POST)
    ignore_item(item, by=by, why=form.cleaned_data["why"] if form.is_valid() else "")
    messages.success(request, _("It is off the queue. You find it under “ignored”."))
    return redirect("ambassadors:desk")


@act
def item_resolve(request: HttpRequest, by: Member, item: Item) -> HttpResponse:
    resolve_item(item, by=by)
    return redirect("ambassadors:desk")


@act
def item_reopen(request: HttpRequest, by: Member, item: Item) -> None:
    reopen_item(item, by=by)


@act
def item_correct(request: HttpRequest, by: Member, item: Item) -> None:
    form = CorrectionForm(request.POST)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {"kind": "?", "mood": ""}
    correct_item(item, by=by, kind=said["kind"], mood=said["mood"])


def _again(request: HttpRequest, by: Member, item: Item, name: str, form: Form) -> HttpResponse:
    return show_item(request, by, item.pk, status=400, **{name: form})


@act
def item_answer(request: HttpRequest, by: Member, item: Item) -> HttpResponse | None:
    """Written down; the worker sends it, or the page says where to. What is refused stays in the box."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _again(request, by, item, "answer_form", form)
    if "preview" in request.POST:
        text = preview_of(item, by=by, text=form.cleaned_data["text"])
        return show_item(request, by, item.pk, answer_form=form, preview=text)
    asked = "follow_up" in request.POST and is_to_follow_up(item)
    kind = OutgoingKind.FOLLOW_UP if asked else OutgoingKind.ANSWER
    told = get_ended_hand_off(item, number_in(request.POST.get("outcome", "")))
    try:
        answer_item(item, by=by, kind=kind, hand_off=told, **form.cleaned_data)
    except BeCareful as refusal:
        form.add_error("text", str(refusal))
        return show_item(request, by, item.pk, status=409, answer_form=form, careful=True)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return show_item(request, by, item.pk, status=refusal.status, answer_form=form)
    return None


@act
def item_thank(request: HttpRequest, by: Member, item: Item) -> None:
    """One press."""
    thank(item, by=by)


@act
def item_promote(request: HttpRequest, by: Member, item: Item) -> HttpResponse | None:
    form = PromoteForm(by, request.POST)
    if not form.is_valid():
        return _again(request, by, item, "promote_form", form)
    data = {name: value for name, value in form.cleaned_data.items() if name != "reply"}
    try:
        promoted = promote_item(item, by=by, **data)
    except Refusal as refusal:
        form.add_error("source", str(refusal))
        return show_item(request, by, item.pk, status=refusal.status, promote_form=form)
    messages.success(request, _("The thread is there. The answer with its link is in the box."))
    link = f"?link={promoted.thread_id}" if form.cleaned_data["reply"] else ""
    return redirect(f"/desk/{item.pk}/{link}")


@act
def item_attach(request: HttpRequest, by: Member, item: Item) -> HttpResponse | None:
    form = AttachForm(by, request.POST)
    if not form.is_valid():
        raise Refusal(_("There is no such thread."))
    promoted = attach_item(item, by=by, **form.cleaned_data)
    return redirect(f"/desk/{item.pk}/?link={promoted.thread_id}")


@login_required
@require_POST
def outgoing_settle(request: HttpRequest, outgoing_id: int) -> HttpResponse:
    """What becomes of a message that waits for a person."""
    by = desk_of(request)
    row, item = get_outgoing(by, outgoing_id)
    does = request.POST.get("do", "")
    try:
        if does == "approve":
            approve_outgoing(row, by=by)
        elif does == "withdraw":
            withdraw_outgoing(row, by=by)
        elif does in ("sent", "not_sent"):
            url = request.POST.get("url", "")
            confirm_outgoing(row, by=by, was_sent=does == "sent", url=url)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        if item is not None:
            return show_item(request, by, item.pk, status=refusal.status)
    return redirect("ambassadors:item", item.pk) if item else redirect("ambassadors:posts")

"""What is in the hands of departments: given, received, and back with an outcome."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.handoffs import end_hand_off, hand_off, receive
from ambassadors.forms.work import HandOffForm, OutcomeForm
from ambassadors.models import Item
from ambassadors.queries.handoffs import get_hand_off, open_hand_offs
from ambassadors.views.queue import desk_of, show_item
from ambassadors.views.work import act


@login_required
@never_cache
@require_safe
def hand_offs(request: HttpRequest) -> HttpResponse:
    """What is not back yet."""
    rows = open_hand_offs(desk_of(request))
    context = {"place": "desk", "rows": rows, "now": timezone.now()}
    return render(request, "ambassadors/hand_offs.html", context)


@act
def item_hand_off(request: HttpRequest, by: Member, item: Item) -> HttpResponse | None:
    form = HandOffForm(request.POST)
    if not form.is_valid():
        return show_item(request, by, item.pk, status=400, hand_off_form=form)
    try:
        hand_off(item, by=by, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("words", str(refusal))
        return show_item(request, by, item.pk, status=refusal.status, hand_off_form=form)
    messages.success(request, _("Handed off. It comes back to you with what came of it."))
    return None


@login_required
@require_POST
def hand_off_settle(request: HttpRequest, hand_off_id: int) -> HttpResponse:
    """The receipt (`do` is "receive"), or the outcome."""
    by = desk_of(request)
    row = get_hand_off(by, hand_off_id)
    form = OutcomeForm(request.POST)
    try:
        if request.POST.get("do") == "receive":
            receive(row, by=by)
        elif form.is_valid():
            end_hand_off(row, by=by, **form.cleaned_data)
        else:
            return show_item(request, by, row.item_id, status=400, outcome_form=form)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return show_item(request, by, row.item_id, status=refusal.status)
    return redirect("ambassadors:item", row.item_id)

"""Who is on duty: the roster and its notes at the desk, and a page for everybody."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from accounts.numbers import number_in
from accounts.refusals import Refusal
from ambassadors.actions.duty import (
    add_shift,
    end_shift,
    forget_view,
    hand_over,
    save_view,
    write_duty,
)
from ambassadors.forms.people import DutyForm, HandOverForm, ShiftForm, ViewForm
from ambassadors.models import Duty
from ambassadors.queries.duty import faces, hours, last_notes, on_duty, roster, zone
from ambassadors.queries.queue import Filter
from ambassadors.views.queue import desk_of

# What a form of the roster does, by its name.
DOES: dict[str, tuple[type[Form] | type[DutyForm], Callable[..., object]]] = {
    "duty": (DutyForm, write_duty),
    "shift": (ShiftForm, add_shift),
    "note": (HandOverForm, hand_over),
}


@require_safe
def on_duty_page(request: HttpRequest) -> HttpResponse:
    """For everybody: who answers, and when. The same for all."""
    return render(
        request, "ambassadors/on_duty.html", {"rows": faces(), "hours": hours(), "zone": zone()}
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest) -> HttpResponse:
    """The roster; POST writes one of its forms, which `form` names."""
    by = desk_of(request)
    if request.method != "POST":
        return _show(request, by)
    name = request.POST.get("form", "")
    if name not in DOES:
        return _show(request, by, status=400)
    kind, act = DOES[name]
    form = kind(request.POST)
    if not form.is_valid():
        return _show(request, by, status=400, **{name: form})
    try:
        act(by=by, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, by, status=refusal.status, **{name: form})
    messages.success(request, _("Written down."))
    return redirect("ambassadors:duty")


def _show(request: HttpRequest, by: Member, *, status: int = 200, **sent: object) -> HttpResponse:
    own = Duty.objects.filter(member=by).first() or Duty(member=by)
    forms = {"duty": DutyForm(instance=own), "shift": ShiftForm(), "note": HandOverForm()}
    context = {"place": "desk", "here": on_duty(), "roster": roster(), "notes": last_notes()}
    return render(request, "ambassadors/duty.html", context | forms | sent, status=status)


@login_required
@require_POST
def shift_end(request: HttpRequest, shift_id: int) -> HttpResponse:
    """One's own shift goes."""
    end_shift(shift_id, by=desk_of(request))
    return redirect("ambassadors:duty")


@login_required
@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the queue under a name, or forget one of them (`forget`)."""
    by, chosen = desk_of(request), Filter.of(request.POST.dict())
    if number := number_in(request.POST.get("forget", "")):
        forget_view(number, by=by)
        return redirect("ambassadors:desk")
    form = ViewForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(_("Please give the view a name."))
        save_view(by=by, query=chosen.query, **form.cleaned_data)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(f"/desk/?{chosen.query}" if chosen.query else "/desk/")

"""The library of canned answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refusal
from ambassadors.actions.macros import retire_macro, review_macro, write_macro
from ambassadors.forms.people import MacroForm
from ambassadors.models import Macro
from ambassadors.queries.macros import get_macro, macro_rows
from ambassadors.views.queue import desk_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def macros(request: HttpRequest) -> HttpResponse:
    """All of them with what they led to; POST writes a new one."""
    desk_of(request)
    return _edit(request, None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Other words for one."""
    desk_of(request)
    return _edit(request, get_macro(macro_id))


def _edit(request: HttpRequest, one: Macro | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        form, status = MacroForm(request.POST), 400
        if form.is_valid():
            try:
                write_macro(by=desk_of(request), macro=one, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, _("It is a draft until somebody else has read it."))
                return redirect("ambassadors:macros")
    else:
        form = MacroForm.of(one) if one is not None else MacroForm()
    context = {"place": "desk", "form": form, "one": one, "rows": macro_rows()}
    return render(request, "ambassadors/macros.html", context, status=status)


@login_required
@require_POST
def macro_settle(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Somebody has read it (`do` is "review", `text` what they read), or it retires."""
    by, one = desk_of(request), get_macro(macro_id)
    try:
        if request.POST.get("do") == "review":
            review_macro(one, by=by, text=request.POST.get("text", "").replace("\r\n", "\n"))
        elif request.POST.get("do") == "retire":
            retire_macro(one, by=by)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("ambassadors:macros")

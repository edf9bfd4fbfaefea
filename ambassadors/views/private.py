"""A form for what nobody should write in public: its own page for whoever has the link, and what the
desk does with it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.private import ask_privately, fill_private, forget_private, read_private
from ambassadors.forms.work import AskPrivatelyForm, PrivateAnswerForm
from ambassadors.models import Item
from ambassadors.queries.private import form_behind, get_private
from ambassadors.views.queue import desk_of, show_item
from ambassadors.views.work import act


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def private(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever has the link. One that was used, is over or is none is a missing page."""
    row = form_behind(token, at=timezone.now())
    if row is None:
        raise Http404
    form, status = PrivateAnswerForm(request.POST or None), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                fill_private(token, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error("text", str(refusal))
            else:
                return render(request, "ambassadors/private.html", {"thanks": True})
    context = {"form": form, "row": row}
    response = render(request, "ambassadors/private.html", context, status=status)
    # The address is the key: it goes to no other site. (With "no-referrer" browsers would not say
    # either where the form itself comes from, and it would be refused.)
    response["Referrer-Policy"] = "same-origin"
    return response


@act
def item_ask_privately(request: HttpRequest, by: Member, item: Item) -> HttpResponse | None:
    """The link is shown this once."""
    form = AskPrivatelyForm(request.POST)
    if not form.is_valid():
        return show_item(request, by, item.pk, status=400, private_form=form)
    _row, token = ask_privately(item, by=by, **form.cleaned_data)
    link = request.build_absolute_uri(f"/private/{token}/")
    return show_item(request, by, item.pk, private_link=link)


@login_required
@require_POST
def private_settle(request: HttpRequest, private_id: int) -> HttpResponse:
    """Read it (written down), or forget it (`do` is "forget")."""
    by = desk_of(request)
    row = get_private(by, private_id)
    try:
        if request.POST.get("do") == "forget":
            forget_private(row, by=by)
            messages.success(request, _("Forgotten."))
            return redirect("ambassadors:item", row.item_id)
        text = read_private(row, by=by)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return show_item(request, by, row.item_id, status=refusal.status)
    response = show_item(request, by, row.item_id, private_text=text, private_row=row.pk)
    response["Cache-Control"] = "no-store, private"
    return response

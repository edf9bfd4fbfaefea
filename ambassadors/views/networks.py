"""For everybody: which accounts on networks are theirs, and the threads that came of what they asked
there."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.numbers import number_in
from accounts.refusals import Refusal
from ambassadors.actions.handles import link_by_profile, link_by_sign_in, proof_of, unlink
from ambassadors.actions.promotions import claim_thread
from ambassadors.forms.people import AccountForm
from ambassadors.models import Promotion
from ambassadors.queries.handles import asked_networks, claimable, own_contacts, signs_in_from


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def networks(request: HttpRequest) -> HttpResponse:
    """What is linked, and what may be; POST does what `do` says."""
    by = request.user
    assert isinstance(by, Member)  # noqa: S101 (narrows the type)
    if request.method != "POST":
        return _show(request, by)
    try:
        return _act(request, by, request.POST.get("do", ""))
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return _show(request, by, status=refusal.status)


def _act(request: HttpRequest, by: Member, do: str) -> HttpResponse:
    if do == "link":
        return _link(request, by)
    if do == "sign-in":
        network, _sign, network_id = request.POST.get("account", "").partition(":")
        link_by_sign_in(by=by, network=network, network_id=network_id)
        messages.success(request, _("This account is linked to you."))
    elif do == "unlink":
        unlink(number_in(request.POST.get("contact", "")) or 0, by=by)
        messages.success(request, _("This account is not linked to you any more."))
    elif do == "claim":
        return _claim(request, by)
    else:
        return _show(request, by, status=400)
    return redirect("ambassadors:networks")


def _link(request: HttpRequest, by: Member) -> HttpResponse:
    form = AccountForm(request.POST, networks=asked_networks())
    if not form.is_valid():
        return _show(request, by, status=400, form=form)
    try:
        if not ratelimit.consume(request, action="proof", key="everybody"):
            raise Refusal(_("That was a lot in a short time. Please try again in an hour."))
        link_by_profile(by=by, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("handle", str(refusal))
        return _show(request, by, status=refusal.status, form=form)
    messages.success(request, _("This account is linked to you."))
    return redirect("ambassadors:networks")


def _claim(request: HttpRequest, by: Member) -> HttpResponse:
    pk = number_in(request.POST.get("promotion", ""))
    row = Promotion.objects.select_related("thread").filter(pk=pk).first() if pk else None
    if row is None:
        raise Http404
    claim_thread(row, by=by)
    messages.success(request, _("The thread is yours: you can say what solved it."))
    return redirect(row.thread.get_absolute_url())


def _show(
    request: HttpRequest, by: Member, *, status: int = 200, form: AccountForm | None = None
) -> HttpResponse:
    contacts, offered = own_contacts(by), asked_networks()
    context = {
        "contacts": contacts,
        "promotions": claimable(by),
        "houses": signs_in_from(by, contacts),
        "form": form or (AccountForm(networks=offered) if offered else None),
        "word": proof_of(by),
    }
    return render(request, "ambassadors/networks.html", context, status=status)

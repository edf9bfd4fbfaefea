"""What rules ignore, and the weekly look at whether they are right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Refusal
from ambassadors.actions.samples import judge_sampled
from ambassadors.queries.channels import channel_rows
from ambassadors.queries.items import get_item
from ambassadors.queries.noise import rules_with_precision, sampled_weeks, to_judge
from ambassadors.views.queue import desk_of


@login_required
@never_cache
@require_safe
def noise(request: HttpRequest) -> HttpResponse:
    """The rules with their precision, the weeks' miss rates, and what waits to be judged."""
    desk_of(request)
    weeks = sampled_weeks()
    context = {
        "place": "desk",
        "rules": rules_with_precision(),
        "weeks": weeks,
        "waiting": to_judge(weeks[0].week) if weeks else [],
    }
    return render(request, "ambassadors/noise.html", context)


@login_required
@require_POST
def noise_judge(request: HttpRequest, item_id: int) -> HttpResponse:
    """One verdict."""
    by = desk_of(request)
    item = get_item(by, item_id)
    was_noise = request.POST.get("noise") == "1"
    try:
        judge_sampled(item, by=by, was_noise=was_noise)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        if not was_noise:
            messages.success(request, _("Thank you. It is back on the queue."))
    return redirect("ambassadors:noise")


@login_required
@never_cache
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Where the desk listens."""
    desk_of(request)
    context = {"place": "desk", "rows": channel_rows(at=timezone.now())}
    return render(request, "ambassadors/channels.html", context)

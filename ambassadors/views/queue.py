"""The queue, and one piece of work."""

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.numbers import number_in
from accounts.providers import Words
from accounts.views.helpers import company_of
from ambassadors.actions.claims import claim_item
from ambassadors.middleware import PATH, etag_of
from ambassadors.permissions import check_can_use_desk
from ambassadors.queries.duty import on_duty
from ambassadors.queries.items import get_item, work_on
from ambassadors.queries.queue import SHOWS, Filter, chosen_items, queue_page
from ambassadors.queries.saved import saved_views
from ambassadors.views.forms_of_work import forms_of

NAMES: dict[str, Words] = {
    "waiting": _("All"),
    "mine": _("Mine"),
    "free": _("Free"),
    "late": _("Late"),
    "routed": _("For me"),
    "talking": _("Sending"),
    "follow": _("Tell them"),
    "done": _("Done"),
    "ignored": _("Ignored"),
}
# What a press on the order leads to, and what it is called now.
ORDERS: dict[str, tuple[str, Words]] = {
    "need": ("clock", _("By need")),
    "clock": ("newest", _("By clock")),
    "newest": ("need", _("Newest first")),
}


def desk_of(request: HttpRequest) -> Member:
    """Who is at the desk; for everybody else it does not exist."""
    return company_of(request, check_can_use_desk)


def queue_context(request: HttpRequest, by: Member, *, current: int = 0) -> dict[str, object]:
    """The queue that an address asks for, as every page of the desk shows it; `current` is the item
    that stands beside it."""
    at, chosen = timezone.now(), Filter.of(request.GET.dict())
    page = queue_page(by, chosen, after=request.GET.get("after", ""), at=at)
    current = current or number_in(request.GET.get("item", "")) or 0
    order, name = ORDERS[chosen.order]
    rows = f"{PATH}?{chosen.query}{f'&item={current}' if current else ''}"
    return {
        "place": "desk",
        "chosen": chosen,
        "page": page,
        "views": saved_views(by),
        "counts": page.counts,
        "current": current,
        "tabs": [tab_of(chosen, show, page.counts) for show in SHOWS],
        "other_order": chosen.but(order=order),
        "order_name": name,
        "rows_url": rows,
        "etag": etag_of(request, rows),
    }


def tab_of(
    chosen: Filter, show: str, counts: Mapping[str, int]
) -> tuple[str, Words, int | None, bool]:
    """A view of the queue: its address, its name, how many are in it where that is known, whether it
    is this one."""
    return chosen.but(show=show).query, NAMES[show], counts.get(show), show == chosen.show


@login_required
@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits."""
    by = desk_of(request)
    context = queue_context(request, by) | {"duty": on_duty()}
    return render(request, "ambassadors/desk.html", context)


@login_required
@require_safe
def desk_rows(request: HttpRequest) -> HttpResponse:
    """The queue alone, for a page that asks whether something is new (ambassadors.middleware answers
    when nothing is)."""
    by = desk_of(request)
    response = render(request, "ambassadors/_queue.html", queue_context(request, by))
    response["ETag"] = f'"{etag_of(request, request.get_full_path())}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@login_required
@never_cache
@require_safe
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """One piece of work, with what is needed to answer it."""
    return show_item(request, desk_of(request), item_id)


def show_item(
    request: HttpRequest, by: Member, pk: int, *, status: int = 200, **forms: object
) -> HttpResponse:
    """The page of an item as it is now, with the forms that were sent and not taken."""
    work = work_on(by, get_item(by, pk), at=timezone.now())
    context = queue_context(request, by, current=pk) | {"work": work, "duty": on_duty()}
    context |= forms_of(by, work, sent=request.GET.dict()) | forms
    return render(request, "ambassadors/item.html", context, status=status)


@login_required
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Claim what needs us most of all that is free."""
    by = desk_of(request)
    found = chosen_items(by, Filter(show="free"), at=timezone.now()).first()
    if found is None:
        return redirect("ambassadors:desk")
    claim_item(found, by=by)
    return redirect("ambassadors:item", found.pk)

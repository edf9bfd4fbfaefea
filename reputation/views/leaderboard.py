"""Leaderboards, and one's own choice to be on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.views.helpers import back_to, member_of
from reputation.actions.listing import set_listed
from reputation.providers import boards_for
from reputation.queries.honours import member_of_the_week
from reputation.queries.leaderboard import Asked, leaderboard
from reputation.queries.standing import standing_of

PERIODS = {
    "week": _("This week"),
    "month": _("This month"),
    "quarter": _("This quarter"),
    "year": _("This year"),
    "all": _("All time"),
}
GROUPS = {"customers": _("Customers"), "superusers": _("Superusers"), "employees": _("Employees")}
ORDERS = {"solutions": _("By Solutions"), "points": _("By points")}


def asked_of(request: HttpRequest) -> Asked:
    """What the query string asks for; `leaderboard` refuses what it does not know."""
    get = request.GET.get
    return Asked(
        period=get("period", "month"),
        group=get("of", "customers"),
        order=get("by", "solutions"),
        board=get("board", ""),
        tag=get("tag", ""),
        after=get("after", ""),
    )


@dataclass(frozen=True)
class Tab:
    """A link to the same list asked otherwise."""

    words: object
    query: str
    is_current: bool


NAMES = {"period": "period", "group": "of", "order": "by", "board": "board", "tag": "tag"}


def tab(words: object, asked: Asked, **changes: str) -> Tab:
    """What `asked` with `changes` is asked by; what is so anyway is left out of the address."""
    wanted = replace(asked, after="", **changes)
    plain = Asked()
    said = {
        name: getattr(wanted, field)
        for field, name in NAMES.items()
        if getattr(wanted, field) != getattr(plain, field)
    }
    return Tab(words, f"?{urlencode(said)}", wanted == replace(asked, after=""))


def tabs_of(asked: Asked, field: str, known: Mapping[str, object]) -> list[Tab]:
    return [tab(words, asked, **{field: value}) for value, words in known.items()]


def shelves_of(request: HttpRequest, asked: Asked) -> list[Tab]:
    """The whole community and each board, for a list that is of no tag."""
    everything = tab(_("All boards"), asked, board="", tag="")
    boards = boards_for(request.user)
    return [everything, *(tab(one.name, asked, board=one.slug, tag="") for one in boards)]


@require_safe
def leaders(request: HttpRequest) -> HttpResponse:
    """Who helped most, with the viewer's own row."""
    viewer, asked = request.user, asked_of(request)
    own = standing_of(viewer) if isinstance(viewer, Member) else None
    context = {
        "place": "leaderboard",
        "asked": asked,
        "board": leaderboard(viewer, asked),
        "periods": tabs_of(asked, "period", PERIODS),
        "groups": tabs_of(asked, "group", GROUPS),
        "orders": tabs_of(asked, "order", ORDERS),
        "shelves": shelves_of(request, asked),
        "start": tab("", asked).query,
        "own_standing": own,
        "thanked": member_of_the_week(),
    }
    return render(request, "reputation/leaders.html", context)


@login_required
@require_POST
def listed(request: HttpRequest) -> HttpResponse:
    """`on` is 1 to be named on leaderboards, and 0 not to be."""
    set_listed(by=member_of(request), listed=request.POST.get("on") == "1")
    return redirect(back_to(request))

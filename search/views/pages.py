"""The search page, what is offered while somebody types, and what a member looked for last."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forum.models.threads import TITLE_LENGTH
from forum.views.helpers import member_action, member_of, see_other
from search.actions import forget_searches, keep_search
from search.asked import Query
from search.facets import facets_of
from search.forms import FILTERS, chosen_of, query_of
from search.learning import shown_mark
from search.queries import recent_searches, search_everything, titles_begun
from search.words import QUERY_LENGTH

SORTED = (("", _("Best match")), ("newest", _("Newest")), ("helped", _("Most helped")))
# Seconds for which a visitor's browser keeps what it was offered: one types back and forth.
OFFERS_KEPT = 60
# A longer value of a filter is nobody's, so it is not carried along either.
VALUE_LENGTH = 120


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = query_of(request.GET, request.user)
    context: dict[str, Any] = {
        "place": "search",
        "query": query,
        "ask_words": urlencode({"title": query.plain[:TITLE_LENGTH]}),
        "query_length": QUERY_LENGTH,
    }
    if query.is_empty:
        context["recent"] = recent_searches(request.user)
    else:
        context |= _found(request, query)
    return render(request, "search/search.html", context)


def _found(request: HttpRequest, query: Query) -> dict[str, Any]:
    results, chosen = search_everything(request.user, query), chosen_of(request.GET)
    known, sort = _known(request.GET, query), chosen.sort
    return {
        "results": results,
        # Where nothing was found there is nothing to narrow, unless it is what narrows it.
        "facets": facets_of(request.user, query, chosen, results.facets)
        if results.total or len(known) > 1
        else [],
        "sort": sort,
        "sorted": [(key, words, _address(known, sort=key)) for key, words in SORTED],
        "more": _address(known, sort=sort, page=str(query.page + 1)),
        "meant": _address([("q", results.meant), *known[1:]], sort=sort),
        "is_narrowed": len(known) > 1,
        "shown": shown_mark(query.plain, results.total) if query.page == 1 else "",
    }


def _known(data: QueryDict, query: Query) -> list[tuple[str, str]]:
    """The words and filters of this search: only what the page knows is carried along."""
    filters = ((name, value) for name in FILTERS for value in data.getlist(name)[:50])
    return [("q", query.text), *((n, v) for n, v in filters if 0 < len(v) <= VALUE_LENGTH)]


def _address(known: list[tuple[str, str]], **more: str) -> str:
    """This search with something else."""
    return "?" + urlencode([*known, *((k, v) for k, v in more.items() if v)], errors="ignore")


@require_safe
def search_instant(request: HttpRequest) -> HttpResponse:
    """At most six threads for words that are being typed; what a member looked for last where none
    are. A visitor's answer is everyone's, and their own browser may keep it for a while."""
    typed = request.GET.get("q", "")
    context: dict[str, Any] = {"offers": titles_begun(request.user, typed)}
    if not typed.strip():
        context = {"recent": recent_searches(request.user)}
    response = render(request, "search/_instant.html", context)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        response["Cache-Control"] = f"private, max-age={OFFERS_KEPT}"
    return response


@member_action
def search_keep(request: HttpRequest) -> HttpResponse:
    """Keep what was looked for: the page's script asks it by itself, the button without one."""
    text = request.POST.get("text", "")
    keep_search(text, by=member_of(request))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return see_other(reverse("search:search") + _address([("q", text[:QUERY_LENGTH])]))


@member_action
def search_forget(request: HttpRequest) -> HttpResponse:
    forget_searches(by=member_of(request))
    return see_other(reverse("search:search"))

"""The search page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forum.enums import Kind
from forum.models.threads import TITLE_LENGTH
from forum.queries import visible_boards
from search.forms import query_of
from search.queries import search_everything
from search.words import QUERY_LENGTH

KINDS = (
    (Kind.QUESTION, _("Questions")),
    (Kind.PROBLEM, _("Problems")),
    (Kind.IDEA, _("Ideas")),
    (Kind.PRAISE, _("Praise")),
    (Kind.TALK, _("Talk")),
)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    boards = visible_boards(request.user)
    query = query_of(request.GET, boards)
    context = {
        "place": "search",
        "query": query,
        "results": search_everything(request.user, query) if query.words else None,
        "boards": boards,
        "kinds": KINDS,
        "ask_words": urlencode({"title": query.text[:TITLE_LENGTH]}),
        "more": _address_of_page(request, query.page + 1),
        "query_length": QUERY_LENGTH,
    }
    return render(request, "search/search.html", context)


def _address_of_page(request: HttpRequest, page: int) -> str:
    """This search, further on; only what the page knows is carried along."""
    known = [
        (name, value[:QUERY_LENGTH])
        for name in ("q", "kind", "board", "state")
        for value in request.GET.getlist(name)[:50]
    ]
    return "?" + urlencode([*known, ("page", str(page))], errors="ignore")

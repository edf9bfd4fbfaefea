"""Home, boards and lists of threads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Member
from forum.enums import Kind
from forum.models import Watch
from forum.providers import home_section
from forum.queries import get_board, visible_boards
from forum.queries.kinds import kinds_taken
from forum.queries.lists import (
    PERSONAL,
    Asked,
    boards_with_counts,
    list_threads,
    watched_boards,
)
from forum.queries.people import helpers_here
from forum.queries.tags import get_tag
from forum.views.helpers import member_page
from reputation.queries.honours import member_of_the_week


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    viewer = request.user
    boards = boards_with_counts(visible_boards(viewer))
    context = {
        "place": "home",
        "boards": boards,
        "solved": list_threads(viewer, Asked("solved"), size=5).rows,
        "unanswered": list_threads(viewer, Asked("unanswered"), size=5).rows,
        "helpers": helpers_here(),
        "thanked": member_of_the_week(),
        "howtos": home_section(viewer),
    }
    return render(request, "forum/home.html", context)


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    found = boards_with_counts(visible_boards(request.user))
    return render(request, "forum/boards.html", {"place": "boards", "boards": found})


def asked_of(request: HttpRequest, tag: str = "") -> Asked:
    """What the query string asks for; `list_threads` refuses what it does not know."""
    get = request.GET.get
    return Asked(get("show", "active"), get("kind", ""), tag, get("after", ""))


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_board(request.user, slug)
    asked = asked_of(request)
    page = list_threads(request.user, asked, board=found)
    watches = (
        isinstance(request.user, Member)
        and Watch.objects.filter(board=found, member=request.user).exists()
    )
    context = {
        "place": "boards",
        "board": boards_with_counts([found])[0],
        "asked": asked,
        "page": page,
        "kinds": [kind for kind in Kind if kind in kinds_taken(found)],
        "watches": watches,
    }
    return render(request, "forum/board.html", context)


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    if asked.show in PERSONAL and not request.user.is_authenticated:
        return member_page(threads)(request)
    page = list_threads(request.user, asked)
    place = asked.show if asked.show in PERSONAL else "threads"
    boards = watched_boards(request.user) if asked.show == "watched" and not asked.after else []
    context = {"place": place, "asked": asked, "page": page, "kinds": list(Kind), "boards": boards}
    return render(request, "forum/threads.html", context)


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_tag(request.user, slug)
    asked = asked_of(request, found.slug)
    page = list_threads(request.user, asked)
    context = {"tag": found, "asked": asked, "page": page, "kinds": list(Kind)}
    return render(request, "forum/tag.html", context)

"""Error pages for people. Missing and forbidden read the same."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from blog.queries.redirects import moved_to


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        400,
        _("That request did not make sense to us"),
        _("Please go back and try once more."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = str(exception) if isinstance(exception, PermissionDenied) and exception.args else ""
    return _page(
        request,
        403,
        _("That is not open to you"),
        words or _("If you followed a link here, that is ours to fix."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is missing, or not for the viewer. A page that stood at this address and has moved is
    looked for here and nowhere else: no page that is there costs a query for it."""
    moved = moved_to(request.path_info) if request.method in ("GET", "HEAD") else ""
    if moved:
        return HttpResponsePermanentRedirect(moved)
    return _page(
        request,
        404,
        _("We looked, and there is nothing at this address"),
        _(
            "It may have moved, or it may be for members of a closed board. If you followed a link here, that is ours to fix."
        ),
    )


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405 for people: pages are read, and changed by their buttons only."""
    response = _page(
        request,
        405,
        _("This page cannot be used that way"),
        _("Please go back and use the buttons of the page."),
    )
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token. What was written in it is shown, so that nobody's words are lost."""
    return _page(
        request,
        403,
        _("Nothing was sent"),
        _(
            "This form came from another place, or your browser did not keep our cookie. Go back, load the page again and send it once more."
        ),
        kept=_words_of(request),
    )


def _words_of(request: HttpRequest) -> list[str]:
    """Title and text of a form of ours; never what another site sent, which would speak here."""
    own = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin", own) != own:
        return []
    return [words for name in ("title", "source") if (words := request.POST.get(name, ""))]


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page: a file without context, so that nothing in it can fail again."""
    return render(request, "500.html", status=500, using=None)


def _page(
    request: HttpRequest, status: int, title: str, words: str, *, kept: Sequence[str] = ()
) -> HttpResponse:
    context = {"title": title, "words": words, "status": status, "kept": kept}
    return render(request, "error.html", context, status=status)

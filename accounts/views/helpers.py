"""What views share, of this room and of those above."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Member
from accounts.permissions import check_is_company
from accounts.refusals import Refusal


def member_of(request: HttpRequest) -> Member:
    """The signed-in member; views under `login_required` have one."""
    assert isinstance(request.user, Member)  # noqa: S101 (narrows the type; visitors went to sign in)
    return request.user


def company_of(
    request: HttpRequest, check: Callable[[Member], object] = check_is_company
) -> Member:
    """Who asks, if `check` lets them pass; for all others the company's pages do not exist. Raises
    Http404."""
    if not isinstance(request.user, Member):
        raise Http404
    try:
        check(request.user)
    except Refusal as refusal:
        raise Http404 from refusal
    return request.user


def told(sent: QueryDict, name: str) -> str:
    """One field of what was sent, where no form reads it: without NUL, which PostgreSQL cannot keep
    nor look for, and no form takes."""
    return str(sent.get(name, "")).replace("\x00", "")


def back_to(request: HttpRequest) -> str:
    """The page that the form stood on, if it is ours; else the home page."""
    referrer = request.META.get("HTTP_REFERER", "")
    own = f"{request.scheme}://{request.get_host()}/"
    path = referrer[len(own) - 1 :] if referrer.startswith(own) else "/"
    return own_path(path)


def own_path(path: str) -> str:
    """`path` if it leads to a page of ours; else the home page."""
    # "//elsewhere" is a path to us and another host to a browser.
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else "/"

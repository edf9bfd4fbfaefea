"""The company's pages, and the doors of /cms/ that lead to the one sign-in."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.views.decorators.http import require_safe

from blog.queries import get_document, get_public_page
from blog.views.help import help_page


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A live, public page; of the help blog, or one of whose class Wagtail answers."""
    if path.startswith("help/"):
        return help_page(request, path)
    answer: HttpResponse = get_public_page(path).serve(request)
    return answer


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A document of a post, to be saved and not to be opened here: whatever is in it does nothing
    with this site."""
    file = get_document(request.user, pk, name).file
    response = FileResponse(file.open(), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    # What follows a post is kept by no cache between us and a reader, and goes when the post goes.
    response["Cache-Control"] = "private, max-age=30"
    return response


def cms_sign_in(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail's own sign-in, whatever it is asked: the one sign-in, and back. The address to come
    back to is checked there."""
    back = request.GET.get("next") or resolve_url("wagtailadmin_home")
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}")


def cms_sign_out(request: HttpRequest) -> HttpResponse:
    """Wagtail's sign-out button posts here; the one sign-out asks once more."""
    return redirect("account_logout")


def cms_password(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail's forgotten password, every step of it: the one way to a new password."""
    return redirect("account_reset_password")


def cms_members(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail's list of users, which expects other users than ours: members are kept in /admin/."""
    return redirect("admin:accounts_member_changelist")


def cms_group_delete(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Wagtail's way of deleting a group, which knows nothing of the boards that it opens."""
    return redirect("admin:auth_group_changelist")

"""Files that people brought: clean pictures, shown to who may see what they belong to."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.files import is_lasting
from accounts.providers import may_see_file

NAME = re.compile(r"[a-z]+/[A-Za-z0-9_-][A-Za-z0-9_.-]{0,119}(?<!\.)\.webp")
A_DAY = 86_400


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """One picture, with a policy that lets it do nothing. Missing and forbidden are the same."""
    public = may_see_file(request.user, name) if NAME.fullmatch(name) else None
    if public is None or not default_storage.exists(name):
        raise Http404
    # A name never stands for other bytes, so a copy that is still allowed need not travel again.
    etag = quote_etag(name)
    response = get_conditional_response(request, etag=etag) or FileResponse(
        default_storage.open(name), content_type="image/webp"
    )
    # Also where nothing changed: browsers keep the later headers with the copy that they have.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = etag
    response["Cache-Control"] = _kept(name, public)
    return response


def _kept(name: str, public: bool) -> str:
    """How long browsers keep a copy. What follows a post is never kept by caches between us and
    a reader, and must be gone within a minute of the post: it is asked for again."""
    if is_lasting(name):
        return f"public, max-age={365 * A_DAY}, immutable"
    return f"public, max-age={A_DAY}" if public else "private, max-age=30"

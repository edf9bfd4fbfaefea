"""Addresses of the places that threads were brought over from."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from forum.importers.fields import is_key
from forum.queries.old import get_imported


@require_safe
def old_address(request: HttpRequest, source: str, external_id: str) -> HttpResponse:
    """`/old/<source>/<id>` leads to the thread or reply for good, only for those who may see it."""
    if not (is_key(source) and is_key(external_id)):
        raise Http404
    post = get_imported(request.user, source, external_id)
    return HttpResponsePermanentRedirect(post.get_absolute_url())

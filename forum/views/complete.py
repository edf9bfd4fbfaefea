"""@names, #tags and #numbers, offered while a member writes (static/js/complete.js)."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Member
from accounts.sign_in import within_limits
from forum.queries.complete import Offer, Where, where_of
from forum.queries.complete import complete_hash as hash_for
from forum.queries.complete import complete_members as members_for


@never_cache
@require_safe
def complete_members(request: HttpRequest) -> JsonResponse:
    return _offers(request, lambda _viewer, where, typed: members_for(where, typed))


@never_cache
@require_safe
def complete_hash(request: HttpRequest) -> JsonResponse:
    return _offers(request, hash_for)


def _offers(
    request: HttpRequest, find: Callable[[Member, Where, str], list[Offer]]
) -> JsonResponse:
    """What fits `?q=` in the form `?key=` (and the board that it names). For members only, so that
    nobody can read the list of members by trying."""
    if not isinstance(request.user, Member):
        return JsonResponse({"offers": []}, status=401)
    if not within_limits(request, "complete", request.user.username, reads_too=True):
        return JsonResponse({"offers": []}, status=429)
    typed, key = request.GET.get("q", ""), request.GET.get("key", "")
    where = where_of(request.user, key, request.GET.get("board", ""))
    found = find(request.user, where, typed.replace("\x00", ""))
    return JsonResponse({"offers": [offer.as_dict() for offer in found]})

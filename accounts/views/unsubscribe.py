"""Stopping mail from the mail itself: a page with a button, or one POST by the mail program."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.actions.members import unsubscribe as stop
from accounts.enums import Channel, NotificationKind
from accounts.models import Member
from accounts.tokens import read_unsubscribe_token


# RFC 8058: mail programs send this form without cookies. The token in the address is signed for
# this one purpose (design rule 5).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST does; a token that we did not make is a missing page."""
    asked = read_unsubscribe_token(token)
    member = Member.objects.filter(pk=asked.member_id, is_active=True).first() if asked else None
    if asked is None or member is None:
        raise Http404
    if request.method == "POST":
        stop(member, what=asked.what)
    names = {**dict(NotificationKind.choices), **dict(Channel.choices)}
    context = {"what": names.get(asked.what, ""), "done": request.method == "POST"}
    return render(request, "accounts/unsubscribe.html", context)

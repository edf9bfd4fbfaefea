"""What pages tell of how a search or an offer went; and what the company reads of it."""

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.shared_forms import shared_form
from accounts.views.helpers import company_of
from forum.queries.visibility import get_thread
from forum.views.helpers import see_other
from search.actions.learning import note_asked, note_click, note_offer, note_search
from search.desk import desk_of
from search.documents import thread_of_key
from search.engines.base import MOST_HITS
from search.models import OfferOutcome
from search.models.log import TOKEN_LENGTH

SHOWN = Signer(salt="search.shown")


def shown_mark(text: str, hits: int) -> str:
    """What a page of a search carries about itself: the same for everybody who is shown the same."""
    return SHOWN.sign_object({"text": text, "hits": hits})


@shared_form
def seen(request: HttpRequest) -> HttpResponse:
    """A page of a search was shown (`shown`), a hit was chosen (`position`), or somebody went to ask."""
    token = _token(request)
    position = request.POST.get("position", "")
    if not token:
        return HttpResponse(status=400)
    if position.isascii() and position.isdigit() and 0 < int(position[:6]) <= MOST_HITS:
        note_click(token, position=int(position))
    elif request.POST.get("asked"):
        note_asked(token)
    else:
        try:
            shown = SHOWN.unsign_object(request.POST.get("shown", "")[:4_000])
        except (BadSignature, ValueError):
            return HttpResponse(status=400)
        note_search(shown["text"], language=get_language() or "", hits=shown["hits"], token=token)
    return HttpResponse(status=204)


@require_POST
def solved(request: HttpRequest) -> HttpResponse:
    """“This solved it”, said of a thread that was offered on the form to ask."""
    thread = get_thread(request.user, thread_of_key(f"t{request.POST.get('solved', '')[:18]}"))
    note_offer(
        _token(request, "offer"),
        f"{request.POST.get('title', '')[:300]}",
        language=get_language() or "",
        outcome=OfferOutcome.SOLVED,
        thread_id=thread.pk,
        refused=_refused(request),
    )
    return see_other(reverse("search:helped", args=[thread.pk]))


@require_POST
def left(request: HttpRequest) -> HttpResponse:
    """The form to ask was left, or sent, and nothing that was offered was said to have solved it."""
    asked = request.POST.get("outcome") == OfferOutcome.ASKED
    token = _token(request, "offer")
    if not token:
        return HttpResponse(status=400)
    note_offer(
        token,
        request.POST.get("title", "")[:300],
        language=get_language() or "",
        outcome=OfferOutcome.ASKED if asked else OfferOutcome.LEFT,
        refused=_refused(request),
    )
    return HttpResponse(status=204)


@require_safe
def helped(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Thanks, and what one may do now: read it again, or ask after all."""
    thread = get_thread(request.user, thread_id)
    return render(request, "search/helped.html", {"thread": thread})


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What people looked for in the last days, for the company."""
    company_of(request)
    return render(request, "search/desk.html", {"desk": desk_of(request.GET.get("days", ""))})


def _token(request: HttpRequest, name: str = "token") -> str:
    token = request.POST.get(name, "")
    return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""


def _refused(request: HttpRequest) -> int:
    count = request.POST.get("refused", "")[:3]
    return int(count) if count.isascii() and count.isdigit() else 0

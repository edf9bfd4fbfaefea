"""What pages tell of how a search or an offer went; and what the company reads of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from accounts.shared_forms import shared_form
from accounts.views.helpers import company_of
from blog.models import Post
from forum.queries.visibility import get_thread
from forum.views.helpers import see_other
from search.actions.learning import note_asked, note_click, note_offer, note_search
from search.desk import desk_of, howto_address
from search.documents import post_of_key, thread_of_key
from search.engines.base import MOST_HITS
from search.learning import shown_of
from search.models import OfferOutcome
from search.models.log import TOKEN_LENGTH
from search.posts import titled_posts


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
        shown = shown_of(request.POST.get("shown", ""))
        if shown is None:
            return HttpResponse(status=400)
        note_search(shown.text, language=get_language() or "", hits=shown.hits, token=token)
    return HttpResponse(status=204)


@require_POST
def solved(request: HttpRequest) -> HttpResponse:
    """“This solved it”, said of a thread or how-to that was offered on the form to ask: a thread by
    its number, a how-to by the key of its document."""
    said = request.POST.get("solved", "")[:18]
    if post_of_key(said):
        post = _post(post_of_key(said))
        _note_solved(request, post_id=post.pk)
        return see_other(reverse("search:helped-howto", args=[post.pk]))
    thread = get_thread(request.user, thread_of_key(f"t{said}"))
    _note_solved(request, thread_id=thread.pk)
    return see_other(reverse("search:helped", args=[thread.pk]))


def _note_solved(
    request: HttpRequest, *, thread_id: int | None = None, post_id: int | None = None
) -> None:
    note_offer(
        _token(request, "offer"),
        f"{request.POST.get('title', '')[:300]}",
        language=get_language() or "",
        outcome=OfferOutcome.SOLVED,
        thread_id=thread_id,
        post_id=post_id,
        refused=_refused(request),
    )


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
def helped_howto(request: HttpRequest, post_id: int) -> HttpResponse:
    """The same for a how-to."""
    return render(request, "search/helped.html", {"thread": _post(post_id), "is_howto": True})


def _post(pk: int) -> Post:
    found = titled_posts([pk]).first()
    if found is None:
        raise Http404
    return found


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What people looked for in the last days, for the company."""
    member = company_of(request)
    context = {"desk": desk_of(request.GET.get("days", "")), "howto": howto_address(member)}
    return render(request, "search/desk.html", context)


def _token(request: HttpRequest, name: str = "token") -> str:
    token = request.POST.get(name, "")
    return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""


def _refused(request: HttpRequest) -> int:
    count = request.POST.get("refused", "")[:3]
    return int(count) if count.isascii() and count.isdigit() else 0

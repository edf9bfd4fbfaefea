"""“Was this helpful?”, for everybody: no account, and nothing that tells who somebody is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Member
from accounts.numbers import number_in
from accounts.shared_forms import shared_form
from accounts.sign_in import address_of
from blog.actions.feedback import add_words, give_feedback, visitor_of
from blog.models import Feedback, Post
from blog.queries.posts import live_posts


def _post_of(request: HttpRequest, number: str) -> Post:
    pk = number_in(number, digits=17)
    if pk is None:
        raise Http404
    found = live_posts().select_related("rendering").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _edition_of(request: HttpRequest, post: Post) -> int:
    """The one that was read, which may have been replaced since."""
    said = number_in(request.POST.get("edition", ""), digits=9) or 0
    newest: int = post.rendering.edition
    return said if 1 <= said <= newest else newest


def _who(request: HttpRequest) -> dict[str, object]:
    if isinstance(request.user, Member):
        return {"member": request.user}
    return {"visitor": visitor_of(address_of(request), request.headers.get("User-Agent", ""))}


@shared_form
def feedback(request: HttpRequest) -> HttpResponse:
    """Yes or no of a post's edition; the page that follows thanks, and asks a no for words."""
    post = _post_of(request, request.POST.get("post", ""))
    said = request.POST.get("helpful", "")
    if said not in ("0", "1"):
        raise Http404
    edition = _edition_of(request, post)
    give_feedback(post, edition=edition, is_helpful=said == "1", **_who(request))  # type: ignore[arg-type]
    return redirect(f"{reverse('help-thanks', args=[post.pk])}?helpful={said}")


@shared_form
def feedback_words(request: HttpRequest) -> HttpResponse:
    """A private line to the author, from whoever said no today."""
    post = _post_of(request, request.POST.get("post", ""))
    rows = Feedback.objects.filter(post=post, is_helpful=False).order_by("-edition")
    row = rows.filter(**_who(request)).first()
    if row is not None and (words := request.POST.get("words", "").strip()):
        add_words(row, words)
    return redirect(f"{reverse('help-thanks', args=[post.pk])}?told=1")


@require_safe
@never_cache
def thanks(request: HttpRequest, post_id: int) -> HttpResponse:
    """Thanks, and what may be done now."""
    post = _post_of(request, str(post_id))
    context = {
        "place": "help",
        "post": post,
        "helped": request.GET.get("helpful") == "1",
        "asks": request.GET.get("helpful") == "0",
    }
    return render(request, "blog/thanks.html", context)

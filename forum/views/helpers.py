"""What the forum's views share: the way in for actions, and the way back."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.numbers import number_in
from accounts.refusals import Refusal
from accounts.views.helpers import back_to, member_of, own_path, told
from forum.forms.tags import TagsInput
from forum.kept import keep_words, let_go
from forum.models import Reply, Thread
from forum.queries import get_reply, get_thread
from forum.queries.history import history_of

__all__ = [
    "asks_for_a_part",
    "back_to",
    "history_page",
    "id_of",
    "member_action",
    "member_of",
    "member_page",
    "place_of",
    "reason_of",
    "refused",
    "reply_for",
    "say",
    "see_other",
    "thread_for",
    "title_of",
    "words_of",
]
SEE_OTHER = 303
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def member_action(view: View[P]) -> View[P]:
    """A change: POST only, signed-in only. A Refusal becomes a page with its sentence."""
    return require_POST(member_page(view))


def member_page(view: View[P]) -> View[P]:
    """A page for signed-in members; visitors sign in first and come back."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    @never_cache
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            away = redirect_to_login(_back_from_sign_in(request), settings.LOGIN_URL)
            # A part of a page must not be replaced by the sign-in page.
            return HttpResponseClientRedirect(away.url) if asks_for_a_part(request) else away
        try:
            answer = view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(request, refusal)
        if answer.status_code == SEE_OTHER:
            let_go(request, request.path)
        return answer

    return inner


def _back_from_sign_in(request: HttpRequest) -> str:
    """Where signing in leads back to. Words that were sent are kept meanwhile, and it leads to
    the form at the address that they were sent to."""
    if request.method != "POST":
        return request.get_full_path()
    sent = words_of(request.POST)
    if not sent.get("source", "").strip() or not keep_words(request, request.path, sent):
        return back_to(request)
    words = _("You were signed out meanwhile. Sign in, and your words are in the form again.")
    messages.info(request, words)
    return request.path


def words_of(sent: QueryDict) -> dict[str, str]:
    """What a form that is only looked at holds."""
    first = {name: told(sent, name) for name in sent}
    return {**first, "tags": TagsInput().value_from_datadict(sent, {}, "tags") or ""}


def reason_of(request: HttpRequest) -> str:
    """Why something is done, from a form of that one field."""
    return told(request.POST, "reason")


def asks_for_a_part(request: HttpRequest) -> bool:
    """Whether a press is to change a part of the page that it stands on."""
    return request.headers.get("HX-Request") == "true"


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says the rule and leads back; what was sent stands there to be copied. A press
    that changes a part of a page has the page read anew, with the sentence on it."""
    if asks_for_a_part(request):
        htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
        messages.warning(request, str(refusal), extra_tags="toast")
        # Without its fragment: a browser does not read the same page anew for one.
        path = (htmx.current_url_abs_path or "/").partition("#")[0]
        return HttpResponseClientRedirect(own_path(path))
    context = {"words": str(refusal), "back": back_to(request)}
    context |= {f"sent_{name}": request.POST.get(name, "") for name in ("title", "source")}
    return render(request, "forum/refused.html", context, status=refusal.status)


def history_page(request: HttpRequest, post: Thread | Reply, thread: Thread) -> HttpResponse:
    """A page of what a text was before each edit."""
    before = request.GET.get("before", "")
    page = history_of(post, request.user, before)
    context = {"thread": thread, "post": post, "page": page, "before": before}
    return render(request, "forum/history.html", context)


def id_of(request: HttpRequest, name: str) -> int:
    """An id from the query string; 0 when absent. Raises Http404 for anything else."""
    text = request.GET.get(name, "")
    if not text:
        return 0
    number = number_in(text)
    if number is None:
        raise Http404
    return number


def thread_for(request: HttpRequest, thread_id: int) -> Thread:
    """The thread that a text is for. Words sent to one that was deleted meanwhile are refused with
    a sentence, so that they are not lost on a missing page."""
    return get_thread(request.user, thread_id, deleted_too=request.method == "POST")


def reply_for(request: HttpRequest, reply_id: int) -> Reply:
    """The same for a reply."""
    return get_reply(request.user, reply_id, deleted_too=request.method == "POST")


def say(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """A word about a change that can be taken back, wherever on the page one arrives. `undo` is
    an address of ours that its button posts to."""
    if undo:
        button = '{} <button class="btn" form="undo" formaction="{}">{}</button>'
        words = format_html(button, words, undo, _("Undo"))
    messages.success(request, words, extra_tags="toast")


def title_of(thread: Thread) -> str:
    """The address of a thread at its title, for what happens to the thread itself."""
    return f"{thread.get_absolute_url()}#title"


def place_of(post: Thread | Reply) -> str:
    """Where a post stands: a thread at its title, a reply wherever its page is."""
    return title_of(post) if isinstance(post, Thread) else post.get_absolute_url()


def see_other(url: str) -> HttpResponse:
    """After a change, show the page that holds it (GET)."""
    response = HttpResponseRedirect(url)
    response.status_code = SEE_OTHER
    return response

"""Pictures on their way into a text: sent by the editor's script, or with the form itself."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import Member
from accounts.pictures import PictureRefused
from accounts.refusals import Refusal
from accounts.uploads import taken_files
from forum.actions.pictures import upload_picture
from forum.markup.pictures import markdown_of, url_of
from forum.models import Picture
from forum.queries.pictures import words_missing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@never_cache
@require_POST
def picture_upload(request: HttpRequest) -> JsonResponse:
    """Take the files of the field `picture`; answers in JSON with what was taken, and with the
    sentence that says why the rest was not."""
    if not isinstance(request.user, Member):
        words = _("You were signed out meanwhile. Your words are kept: sign in, then try again.")
        return JsonResponse({"pictures": [], "error": words}, status=403)
    taken, error = _take(request, request.user)
    if not taken and not error:
        error = _("Please choose a picture first.")
    pictures = [
        {"url": url_of(one.name), "width": one.width, "height": one.height} for one in taken
    ]
    answer = {"pictures": pictures, "error": error}
    return JsonResponse(answer, status=400 if error else 201)


def _take(request: HttpRequest, by: Member) -> tuple[list[Picture], str]:
    """What was taken, and the sentence of the first refusal."""
    taken: list[Picture] = []
    try:
        for data in taken_files(request, "picture"):
            taken.append(upload_picture(data, by=by))
    except (PictureRefused, Refusal) as refused:
        return taken, str(refused)
    return taken, ""


def takes_pictures(view: View[P]) -> View[P]:
    """For forms with words and a file: without scripts the picture comes with the words, and its
    Markdown is put behind them. What went wrong with it shows the form again, words and all."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and isinstance(request.user, Member):
            _put_into_text(request, request.user)
        return view(request, *args, **kwargs)

    return inner


def _put_into_text(request: HttpRequest, by: Member) -> None:
    taken, error = _take(request, by)
    if not taken and not error:
        return
    sent, words = request.POST.copy(), request.POST.get("picture_words", "")
    shown = [markdown_of(one.name, words) for one in taken]
    sent["source"] = "\n\n".join([str(sent.get("source", "")).rstrip(), *shown]).lstrip()
    if taken and not words.strip():
        error = error or words_missing()
    if error:
        messages.warning(request, error)
        sent["preview"] = "1"
    request.POST = sent  # type: ignore[assignment]

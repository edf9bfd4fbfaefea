"""Suggested edits: writing one, deciding on one, and the list of those that wait."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forum.actions.suggested import (
    accept_suggestion,
    refuse_suggestion,
    suggest_edit,
    withdraw_suggestion,
)
from forum.edit_permissions import (
    check_can_accept_edit,
    check_can_decide,
    check_can_suggest,
    check_can_withdraw_edit,
)
from forum.forms.suggested import DecideForm, SuggestForm
from forum.kept import kept_words
from forum.markup import IMPORT_CAP
from forum.models import Reply, Thread
from forum.permissions import may
from forum.queries import board_of
from forum.queries.previews import preview_of
from forum.queries.suggested import (
    Suggested,
    get_suggested,
    may_review,
    own_suggestion,
    suggested_page,
)
from forum.views.helpers import (
    member_of,
    member_page,
    place_of,
    reply_for,
    say,
    see_other,
    thread_for,
)


@member_page
def thread_suggest(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _suggest(request, thread_for(request, thread_id))


@member_page
def reply_suggest(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _suggest(request, reply_for(request, reply_id))


def _suggest(request: HttpRequest, post: Thread | Reply) -> HttpResponse:
    by = check_can_suggest(request.user, post)
    thread = post if isinstance(post, Thread) else post.thread
    board, preview = board_of(by, thread.board_id), ""
    own, looks = own_suggestion(by, post), "preview" in request.POST
    start = {**_words_of(own or post), **kept_words(request, request.path)}
    form = SuggestForm(
        request.POST or None, viewer=by, post=post, initial=start, note_needed=not looks
    )
    if request.method == "POST" and form.is_valid():
        if not looks:
            suggest_edit(post, by=by, **form.cleaned_data)
            say(request, _("Thank you. Its author is told, and somebody decides."))
            return see_other(place_of(post))
        preview = preview_of(form.cleaned_data["source"], board, by=by, cap=IMPORT_CAP)
    context = {"form": form, "post": post, "thread": thread, "board": board, "own": own}
    status = 400 if form.errors else 200
    return render(request, "forum/suggest.html", {**context, "preview": preview}, status=status)


def _words_of(words: object) -> dict[str, str]:
    names = ("title", "source", "note")
    return {name: getattr(words, name) for name in names if hasattr(words, name)}


@member_page
def suggested_edit(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """One suggestion, with what the viewer may do about it."""
    by, found = member_of(request), get_suggested(request.user, suggestion_id)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _decide(request, found, **form.cleaned_data)
    row, post = found.row, found.post
    context = {
        "found": found,
        "form": form,
        "board": board_of(by, found.thread.board_id),
        "may_accept": may(check_can_accept_edit, by, post, row),
        "may_decide": may(check_can_decide, by, post, row),
        "may_withdraw": may(check_can_withdraw_edit, by, row),
        "reviews": may_review(by),
        "back": place_of(post),
    }
    status = 400 if form.errors else 200
    return render(request, "forum/suggested_edit.html", context, status=status)


def _decide(request: HttpRequest, found: Suggested, *, act: str, reason: str) -> HttpResponse:
    by, row = member_of(request), found.row
    if act == "accept":
        accept_suggestion(row, by=by)
        say(request, _("Accepted. The history says who suggested it, and that you accepted it."))
    elif act == "refuse":
        refuse_suggestion(row, by=by, reason=reason)
        say(request, _("Not accepted. Whoever suggested it is told why."))
    else:
        withdraw_suggestion(row, by=by)
        say(request, _("Your suggestion is taken back."))
    found.post.refresh_from_db()
    return see_other(place_of(found.post))


@never_cache
@require_safe
def suggested_edits(request: HttpRequest) -> HttpResponse:
    """What waits for somebody to decide. To others than those who decide there is nothing here."""
    if not may_review(request.user):
        raise Http404
    by, after = member_of(request), request.GET.get("after", "")
    context = {"place": "moderate", "page": suggested_page(by, after=after), "after": after}
    return render(request, "forum/suggested_edits.html", context)

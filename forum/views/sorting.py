"""A member's page to keep order on another's thread: its tags, and what it is a duplicate of."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from forum.edit_permissions import SORTING, check_can_sort
from forum.enums import ACT_WORDS
from forum.forms.moderation import ActForm, RetagForm
from forum.models import Thread
from forum.permissions import check_stands, may
from forum.queries import board_of
from forum.views.acts import DO, sorting_forms
from forum.views.helpers import member_of, member_page, say, see_other, thread_for, title_of
from reputation.queries.schemes import scheme_now


@member_page
def thread_sort(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One page for the forms that the member's points open; `act` says which was sent."""
    thread, by = thread_for(request, thread_id), member_of(request)
    forms = _open_forms(request, by, thread)
    form = forms.get(request.POST.get("act", ""))
    if request.method == "POST" and form is None:
        raise Refusal(_("This was changed meanwhile. Look at it again."))
    if form is not None and form.is_valid():
        entry = DO[form.act](thread, by=by, **form.cleaned_data)
        say(request, f"{ACT_WORDS[form.act]}." if entry else _("It was so already."))
        return see_other(title_of(thread))
    board = board_of(by, thread.board_id)
    context: dict[str, Any] = {"thread": thread, "board": board, "forms": forms.values()}
    if isinstance(retag := forms.get("retag"), RetagForm):
        context |= retag.shown_tags([board])
    context["back"] = title_of(thread)
    return render(request, "forum/thread_sort.html", context, status=400 if form else 200)


def _open_forms(request: HttpRequest, by: Member, thread: Thread) -> dict[str, ActForm]:
    """Each act by its own privilege. Raises Refusal where none is open to them, with the nearest."""
    check_stands(thread)
    sent = request.POST if request.method == "POST" else None
    retags, marks = (may(check_can_sort, by, thread, needed) for needed in SORTING)
    if not (retags or marks):
        check_can_sort(by, thread, min(SORTING, key=scheme_now().privileges.__getitem__))
    return sorting_forms(by, thread, sent, retags=retags, marks=marks)

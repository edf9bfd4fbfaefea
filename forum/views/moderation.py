"""The pages of the people who keep order: flags and the log, which are the company's, and one page for
each post."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Refusal
from forum.actions.undo import undo_act
from forum.enums import ACT_WORDS
from forum.forms.moderation import RetagForm
from forum.models import Comment, Reply, Thread
from forum.permitted_acts import check_can_open_acts
from forum.queries import board_of, get_reply, get_thread
from forum.queries.comments import get_comment_to_moderate
from forum.queries.moderation import (
    Post,
    acts_on,
    check_is_company,
    flagged_posts,
    flags_on,
    get_entry,
    log_page,
)
from forum.queries.suggested import may_review
from forum.views.acts import DO, forms_for
from forum.views.helpers import (
    back_to,
    member_of,
    member_page,
    place_of,
    refused,
    say,
    see_other,
)


@never_cache
@require_safe
def moderate(request: HttpRequest) -> HttpResponse:
    """Open flags, by post, for the company; suggested edits for whoever decides on those. To others
    there is nothing here."""
    if getattr(request.user, "is_company", False) is False and may_review(request.user):
        return see_other(reverse("forum:suggested-edits"))
    check_is_company(request.user)
    sort, after = request.GET.get("sort", "newest"), request.GET.get("after", "")
    page = flagged_posts(sort=sort, after=after)
    context = {"place": "moderate", "page": page, "sort": sort, "after": after}
    return render(request, "forum/moderate.html", context)


@never_cache
@require_safe
def moderate_log(request: HttpRequest) -> HttpResponse:
    """What was done, by whom and why."""
    check_is_company(request.user)
    after = request.GET.get("after", "")
    context = {"place": "moderate", "page": log_page(after=after), "after": after}
    return render(request, "forum/moderate_log.html", context)


@never_cache
@require_POST
def moderate_undo(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Take an act back, and return to the page that its button stood on."""
    by, entry = check_is_company(request.user), get_entry(entry_id)
    try:
        undone = undo_act(entry, by=by)
    except Refusal as refusal:
        return refused(request, refusal)
    say(request, _("Undone: %(what)s.") % {"what": ACT_WORDS[entry.verb]})
    back = back_to(request)
    return see_other(back if back != "/" else undone.url)


@member_page
def thread_moderate(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _moderate(request, get_thread(request.user, thread_id))


@member_page
def reply_moderate(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _moderate(request, get_reply(request.user, reply_id))


@member_page
def comment_moderate(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _moderate(request, get_comment_to_moderate(request.user, comment_id))


def _moderate(request: HttpRequest, post: Thread | Reply | Comment) -> HttpResponse:
    """One page for all that somebody may do to a post; `act` says which form was sent. Flags and the
    log are the company's."""
    by = check_can_open_acts(request.user, post)
    flags = flags_on(post) if by.is_company else []
    sent = request.POST if request.method == "POST" else None
    forms = forms_for(by, post, sent, flagged=bool(flags))
    act = request.POST.get("act", "")
    form = forms.get(act)
    if sent is not None and form is None:
        raise Refusal(_("This was changed meanwhile. Look at it again."))
    if form is not None and form.is_valid():
        return _done(request, post, act, form.cleaned_data)
    context = {**_around(request, post), "forms": forms.values(), "flags": flags}
    if isinstance(retag := forms.get("retag"), RetagForm):
        context |= retag.shown_tags([context["board"]])
    return render(request, "forum/moderate_post.html", context, status=400 if form else 200)


def _around(request: HttpRequest, post: Post) -> dict[str, Any]:
    thread = post if isinstance(post, Thread) else post.thread
    return {
        "post": post,
        "thread": thread,
        "board": board_of(request.user, thread.board_id),
        "back": _place(post),
        "acts": acts_on(post) if member_of(request).is_company else [],
    }


def _place(post: Post) -> str:
    if isinstance(post, Comment):
        return place_of(post.reply or post.thread)
    return place_of(post)


def _done(request: HttpRequest, post: Post, act: str, data: dict[str, object]) -> HttpResponse:
    entry = DO[act](post, by=member_of(request), **data)
    if entry is None:
        say(request, _("It was so already."))
    else:
        may_undo = member_of(request).is_company and act != "restore"
        undo = reverse("forum:moderate-undo", args=[entry.pk]) if may_undo else ""
        say(request, f"{ACT_WORDS[act]}.", undo=undo)
    if act == "dismiss":
        return see_other(reverse("forum:moderate"))
    # What moved or was renamed is found at its new address.
    post.refresh_from_db()
    return see_other(_place(post))

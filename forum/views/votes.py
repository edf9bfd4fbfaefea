"""Votes, me-toos and watches. With htmx only the buttons come back, without it the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.sign_in import address_of
from forum.actions import votes
from forum.forms.posts import VoteForm
from forum.models import Reply, Thread, Watch
from forum.queries import get_board, get_reply, get_thread
from forum.views.helpers import asks_for_a_part, member_action, member_of, place_of, see_other
from reputation.actions.traces import note_traces


@member_action
def thread_vote(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _vote(request, get_thread(request.user, thread_id))


@member_action
def reply_vote(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _vote(request, get_reply(request.user, reply_id))


def _vote(request: HttpRequest, post: Thread | Reply) -> HttpResponse:
    form, by = VoteForm(request.POST), member_of(request)
    if not form.is_valid():
        return render(request, "forum/bad_form.html", {"form": form, "thread": post}, status=400)
    value: int = form.cleaned_data["value"]
    if value:
        votes.vote(post, by=by, value=value)
    else:
        votes.unvote(post, by=by)
    note_traces(by=by, address=address_of(request), device=request.headers.get("User-Agent", ""))
    return _answer(request, post, "forum/_vote.html", {"post": post, "my_vote": value})


@member_action
def thread_me_too(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread, by = get_thread(request.user, thread_id), member_of(request)
    has = request.POST.get("on") != "0"
    if has:
        votes.add_me_too(thread, by=by)
    else:
        votes.remove_me_too(thread, by=by)
    # Who has it too watches: that button comes back as well.
    watches = Watch.objects.filter(thread=thread, member=by).exists()
    context = {"thread": thread, "has_me_too": has, "watches": watches, "beside": True}
    return _answer(request, thread, "forum/_me_too.html", context)


@member_action
def thread_watch(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread, by = get_thread(request.user, thread_id), member_of(request)
    watches = request.POST.get("on") != "0"
    if watches:
        votes.watch_thread(thread, by=by)
    else:
        votes.unwatch_thread(thread, by=by)
    return _answer(request, thread, "forum/_watch.html", {"thread": thread, "watches": watches})


@member_action
def board_watch(request: HttpRequest, slug: str) -> HttpResponse:
    board, by = get_board(request.user, slug), member_of(request)
    if request.POST.get("on") != "0":
        votes.watch_board(board, by=by)
    else:
        votes.unwatch_board(board, by=by)
    return see_other(board.get_absolute_url())


def _answer(
    request: HttpRequest, post: Thread | Reply, template: str, context: dict[str, Any]
) -> HttpResponse:
    if not asks_for_a_part(request):
        return see_other(place_of(post))
    post.refresh_from_db()
    return render(request, template, context)

"""A member says that something is wrong with a post, and may take it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.sign_in import within_limits
from forum.actions.flags import flag_post, withdraw_flag
from forum.forms.moderation import FlagForm
from forum.models import Comment, Thread
from forum.permissions import check_can_flag
from forum.queries import board_of, get_reply, get_thread
from forum.queries.comments import get_comment
from forum.queries.moderation import Post, own_flag
from forum.views.helpers import member_of, member_page, place_of, say, see_other


@member_page
def thread_flag(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _flag(request, get_thread(request.user, thread_id))


@member_page
def reply_flag(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _flag(request, get_reply(request.user, reply_id))


@member_page
def comment_flag(request: HttpRequest, comment_id: int) -> HttpResponse:
    return _flag(request, get_comment(request.user, comment_id))


def _flag(request: HttpRequest, post: Post) -> HttpResponse:
    by = member_of(request)
    check_can_flag(by, post)
    place = place_of((post.reply or post.thread) if isinstance(post, Comment) else post)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_flag(post, by=by)
        say(request, _("Your flag is taken back."))
        return see_other(place)
    flag = own_flag(by, post)
    start = {"reason": flag.reason, "note": flag.note} if flag else {}
    form = FlagForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        if not within_limits(request, "flag", f"member-{by.pk}"):
            words = _("That was a lot of flags in a short time. Thank you; go on in an hour.")
            return _page(request, form, post, place, status=429, notice=words)
        flag_post(post, by=by, **form.cleaned_data)
        say(request, _("Thank you. Somebody of the company looks at it."))
        return see_other(place)
    return _page(request, form, post, place, flag=flag, status=400 if form.errors else 200)


def _page(
    request: HttpRequest, form: FlagForm, post: Post, place: str, *, status: int, **more: object
) -> HttpResponse:
    thread = post if isinstance(post, Thread) else post.thread
    board = board_of(request.user, thread.board_id)
    context = {"form": form, "post": post, "thread": thread, "board": board, "back": place, **more}
    return render(request, "forum/flag.html", context, status=status)

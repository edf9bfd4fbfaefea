"""The two marks: the asker's Solution, the company's Recommendation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum.actions import recommendations, solutions
from forum.forms.posts import RecommendForm
from forum.permissions import check_can_recommend
from forum.queries import get_reply, get_thread
from forum.views.helpers import member_action, member_of, member_page, place_of, say, see_other


@member_action
def solution_accept(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = get_reply(request.user, reply_id)
    workaround = request.POST.get("workaround") == "1"
    solutions.accept_solution(reply, by=member_of(request), is_workaround=workaround)
    return see_other(f"{reply.thread.get_absolute_url()}?solved=1#solution")


@member_action
def solution_confirm(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = get_reply(request.user, reply_id)
    solutions.confirm_solution(reply, by=member_of(request))
    return see_other(f"{reply.thread.get_absolute_url()}?solved=1#solution")


@member_action
def solution_without(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    solutions.solve_without_answer(thread, by=member_of(request))
    return see_other(thread.get_absolute_url())


@member_action
def solution_withdraw(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    was = thread.solution
    solutions.withdraw_solution(thread, by=member_of(request))
    thread.refresh_from_db(fields=["is_solved"])
    unsolved, fixed = (
        _("Taken back: this counts as unsolved again."),
        _("Taken back. It stays fixed."),
    )
    say(request, fixed if thread.is_solved else unsolved)
    return see_other(place_of(was or thread))


@member_page
def reply_recommend(request: HttpRequest, reply_id: int) -> HttpResponse:
    """The reason is asked for on a page of its own; `withdraw` takes the mark back."""
    reply, by = get_reply(request.user, reply_id), member_of(request)
    check_can_recommend(by, reply)
    standing = reply.recommendations.filter(withdrawn_at=None).first()
    start = {"reason": standing.reason} if standing else {}
    form = RecommendForm(request.POST or None, initial=start)
    if request.method == "POST" and "withdraw" in request.POST:
        recommendations.withdraw_recommendation(reply, by=by)
        say(request, _("The Recommendation is taken back."))
        return see_other(reply.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        recommendations.recommend_reply(reply, by=by, reason=form.cleaned_data["reason"])
        say(request, _("Recommended, under your name."))
        return see_other(reply.get_absolute_url())
    context = {"form": form, "reply": reply, "thread": reply.thread, "standing": standing}
    status = 400 if form.errors else 200
    return render(request, "forum/recommend.html", context, status=status)

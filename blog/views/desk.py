"""/desk/howtos/: what to look at again, what waits for review, and what readers said."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.views.helpers import company_of
from blog.actions.checks import settle_check
from blog.models import Check
from blog.queries.desk import desk_for
from forum.views.helpers import member_action


@require_safe
def howtos(request: HttpRequest) -> HttpResponse:
    """The queues of one's own posts, or of everybody's (?of=all)."""
    member, everybody = company_of(request), request.GET.get("of") == "all"
    desk = desk_for(member, everybody=everybody)
    context = {"place": "howto_desk", "desk": desk, "everybody": everybody}
    return render(request, "blog/desk.html", context)


@member_action
def check_settle(request: HttpRequest, check_id: int) -> HttpResponse:
    """“It is right as it stands.”"""
    member = company_of(request)
    check = get_object_or_404(Check.objects.select_related("post"), pk=check_id)
    settle_check(check, by=member)
    back = "?of=all" if request.POST.get("of") == "all" else ""
    return redirect(f"/desk/howtos/{back}")

"""/help/make/<thread>/: a Solution becomes a how-to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.refusals import Refusal
from blog.actions.making import add_to_howto, make_howto
from blog.forms import MakeForm
from blog.models import HowTo
from blog.permissions import check_can_edit_pages, check_can_make_howto
from blog.queries.making import howto_of
from forum.queries import get_thread
from forum.views.helpers import member_of, member_page


@member_page
def howto_make(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Ask where it is to stand, then make a draft and go on to the editor."""
    try:
        check_can_edit_pages(request.user)
    except Refusal as refusal:
        raise Http404 from refusal
    thread, by = get_thread(request.user, thread_id), member_of(request)
    check_can_make_howto(by, thread)
    form = MakeForm(by, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if into := form.cleaned_data["howto"]:
            return _editor(add_to_howto(into, thread, by=by))
        return _editor(make_howto(thread, by=by, topic=form.cleaned_data["topic"]))
    context = {"form": form, "thread": thread, "made": howto_of(thread)}
    return render(request, "blog/make.html", context, status=400 if form.errors else 200)


def _editor(howto: HowTo) -> HttpResponse:
    return redirect("wagtailadmin_pages:edit", howto.pk)

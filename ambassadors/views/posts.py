"""What goes out to everybody: tips through the day, and who is on duty."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.posts import plan_tips, write_post
from ambassadors.forms.people import PostForm, TipsForm
from ambassadors.queries.duty import shift_words
from ambassadors.queries.outgoing import posts as posts_of
from ambassadors.queries.outgoing import speaking_channels, tips
from ambassadors.views.queue import desk_of

PLAN_ID = "plan_%s"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def posts(request: HttpRequest) -> HttpResponse:
    """What is planned and was posted; POST plans tips (`form` is "tips") or posts who is here."""
    by = desk_of(request)
    if request.method != "POST":
        return _show(request, by)
    if request.POST.get("form") == "tips":
        return _plan(request, by)
    form = PostForm(request.POST, channels=speaking_channels())
    if not form.is_valid():
        return _show(request, by, status=400, post=form)
    try:
        write_post(by=by, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return _show(request, by, status=refusal.status, post=form)
    messages.success(request, _("It goes out now."))
    return redirect("ambassadors:posts")


def _plan(request: HttpRequest, by: Member) -> HttpResponse:
    form = TipsForm(request.POST, channels=speaking_channels(), tips=tips(), auto_id=PLAN_ID)
    if not form.is_valid():
        return _show(request, by, status=400, plan=form)
    data = form.cleaned_data
    try:
        made = plan_tips(by=by, **{**data, "tips": list(data["tips"])})
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, by, status=refusal.status, plan=form)
    said = ngettext("%(n)s tip is planned.", "%(n)s tips are planned.", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("ambassadors:posts")


def _show(
    request: HttpRequest,
    by: Member,
    *,
    status: int = 200,
    post: PostForm | None = None,
    plan: TipsForm | None = None,
) -> HttpResponse:
    channels, library = speaking_channels(), tips()
    only = {"channel": channels[0].pk} if len(channels) == 1 else {}
    draft = {"text": shift_words(), **only}
    today = {"day": timezone.localdate(), **only}
    context = {
        "place": "desk",
        "rows": posts_of(),
        "channels": channels,
        "tips": library,
        "post": post or PostForm(channels=channels, initial=draft),
        # Two forms stand on the page, and both have a channel.
        "plan": plan or TipsForm(channels=channels, tips=library, initial=today, auto_id=PLAN_ID),
        "draft": draft["text"],
    }
    return render(request, "ambassadors/posts.html", context, status=status)

"""The inbox: what a member was told. Opening a line marks it as read, by a button and not a link:
following links changes nothing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.notifications import mark_all_read, mark_read
from accounts.numbers import number_in
from accounts.queries.inbox import inbox_page
from accounts.views.helpers import member_of

LARGEST_ID = 2**63 - 1


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of what was told; `show=new` leaves out what was read."""
    show, after = request.GET.get("show", ""), number_in(request.GET.get("after", "0"))
    if show not in ("", "new") or after is None:
        raise Http404
    page = inbox_page(member_of(request), only_new=show == "new", after=after)
    context = {"page": page, "show": show, "after": after, "place": "inbox"}
    return render(request, "accounts/inbox.html", context)


@login_required
@never_cache
@require_POST
def inbox_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one line, with all that was told of the same thing, as read and go there."""
    member = member_of(request)
    note = (
        member.notifications.filter(pk=pk, withdrawn_at=None).first() if pk <= LARGEST_ID else None
    )
    if note is None:
        raise Http404
    mark_read(member, source_kind=note.source_kind, source_id=note.source_id, by=member)
    return redirect(note.url)


@login_required
@never_cache
@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_all_read(member_of(request), by=member_of(request))
    return redirect("accounts:inbox")

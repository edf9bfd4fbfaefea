"""Issues: what has one cause, and what we say of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.numbers import number_in
from accounts.refusals import Refusal
from ambassadors.actions.issues import put_to_issue, take_from_issue, write_issue
from ambassadors.forms.people import IssueForm
from ambassadors.models import Issue, Item
from ambassadors.queries.issues import get_issue, issue_page, issues
from ambassadors.views.queue import desk_of
from ambassadors.views.work import act


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issues_page(request: HttpRequest) -> HttpResponse:
    """All of them; POST opens one."""
    return _write(request, desk_of(request), None)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """One with what was gathered for it; POST says something else of it."""
    by = desk_of(request)
    return _write(request, by, get_issue(issue_id))


def _write(request: HttpRequest, by: Member, one: Issue | None) -> HttpResponse:
    status, form = 200, IssueForm(instance=one)
    if request.method == "POST":
        form, status = IssueForm(request.POST, instance=one), 400
        if form.is_valid():
            try:
                made = write_issue(by=by, issue=one, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Written down."))
                return redirect("ambassadors:issue", made.pk)
        one = get_issue(one.pk) if one else None
    context = {"place": "desk", "form": form, "one": one}
    context |= {"page": issue_page(by, one)} if one else {"rows": issues()}
    return render(request, "ambassadors/issues.html", context, status=status)


@act
def item_issue(request: HttpRequest, by: Member, item: Item) -> None:
    """Put the item to an issue, or to none."""
    number = number_in(request.POST.get("issue", ""))
    if number:
        put_to_issue(item, get_issue(number), by=by)
    else:
        take_from_issue(item, by=by)

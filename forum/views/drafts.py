"""Saving drafts, by scripts and by a button, and the page that lists them."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from forum.actions import drafts as actions
from forum.models import Draft
from forum.queries.drafts import list_drafts
from forum.views.helpers import member_action, member_of, member_page, say, see_other, words_of


@member_action
def draft_save(request: HttpRequest) -> HttpResponse:
    """Keep a form's words. Scripts get JSON: the version that stands, or (409) the words that were
    saved elsewhere meanwhile; the button without scripts leads to the list."""
    sent, by_script = words_of(request.POST), "base" in request.POST
    base = request.POST.get("base", "")
    try:
        draft = actions.save_draft(
            request.POST.get("place", ""),
            by=member_of(request),
            words=sent,
            base=int(base[:10]) if base.isascii() and base.isdigit() else None,
            aside="aside" in request.POST,
        )
    except actions.NoDraft:
        return JsonResponse({}, status=400) if by_script else redirect("forum:drafts")
    except actions.DraftConflict as conflict:
        return JsonResponse(_told(conflict.draft), status=409)
    if by_script:
        return JsonResponse({"version": draft.version if draft else 0})
    say(request, _("The draft is saved. You can go on with it here, on any device."))
    return see_other("/drafts/")


def _told(draft: Draft) -> dict[str, object]:
    at = formats.date_format(timezone.localtime(draft.saved_at), "DATETIME_FORMAT")
    return {"version": draft.version, "words": draft.words, "at": at}


@member_page
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts: to go on with, or to throw away."""
    return render(request, "forum/drafts.html", {"rows": list_drafts(member_of(request))})


@member_action
def draft_delete(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = _own(request, draft_id)
    actions.throw_draft_away(draft)
    say(request, _("The draft is thrown away."), undo=f"/drafts/{draft.pk}/undelete/")
    return see_other("/drafts/")


@member_action
def draft_undelete(request: HttpRequest, draft_id: int) -> HttpResponse:
    actions.take_draft_back(_own(request, draft_id))
    say(request, _("It is back."))
    return see_other("/drafts/")


def _own(request: HttpRequest, draft_id: int) -> Draft:
    draft = Draft.objects.filter(member=member_of(request), pk=draft_id).first()
    if draft is None:
        raise Http404
    return draft

"""A thread's page, its addresses, editing and history."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from forum.actions import threads as actions
from forum.actions.edits import acts_for_company, edit_post, others_edit
from forum.actions.removals import delete_post
from forum.actions.undo import undelete_post
from forum.enums import ACT_WORDS, State
from forum.forms.posts import EditThreadForm, LockForm, StateForm
from forum.kept import kept_words
from forum.language import language_said
from forum.markup import IMPORT_CAP, to_markdown
from forum.models import Board, Thread
from forum.permissions import check_can_edit
from forum.providers import thread_acts, thread_aside
from forum.queries import board_of, get_reply, get_thread
from forum.queries.pages import load_thread, page_start, view_thread
from forum.queries.previews import preview_of
from forum.views.flags import thread_flags
from forum.views.folds import fold_muted
from forum.views.helpers import (
    history_page,
    id_of,
    member_action,
    member_of,
    member_page,
    reason_of,
    say,
    see_other,
    thread_for,
    title_of,
)
from forum.views.pictures import takes_pictures


@require_safe
def thread_page(request: HttpRequest, thread_id: int, slug: str) -> HttpResponse:
    thread = load_thread(request.user, thread_id)
    if slug != (thread.slug or "-"):
        return HttpResponsePermanentRedirect(thread.get_absolute_url())
    sort = request.GET.get("sort", "")
    after, at = id_of(request, "after"), id_of(request, "at")
    page = view_thread(request.user, thread, sort=sort, after=after, at=at)
    fold_muted(request.user, page)
    context = {
        "place": "boards",
        "page": page,
        "thread": thread,
        "board": board_of(request.user, thread.board_id),
        "can": thread_flags(request.user, page),
        "acts": thread_acts(request.user, thread),
        "related": thread_aside(request.user, thread),
        "is_part": bool(after or at),
        "states": actions.STATES[thread.kind],
    }
    return render(request, "forum/thread.html", context)


@require_safe
def thread_short(request: HttpRequest, thread_id: int) -> HttpResponse:
    """`/t/<id>/` leads to the full address, only for those who may see it."""
    return HttpResponsePermanentRedirect(get_thread(request.user, thread_id).get_absolute_url())


@require_safe
def reply(request: HttpRequest, thread_id: int, reply_id: int) -> HttpResponse:
    """A reply's permanent address: finds the page that holds it."""
    found = get_reply(request.user, reply_id)
    if found.thread_id != thread_id:
        raise Http404
    start = page_start(request.user, found.thread, found)
    query = QueryDict(mutable=True)
    if start:
        query["at"] = str(start)
    if "posted" in request.GET:
        query["posted"] = "1"
    tail = f"?{query.urlencode()}" if query else ""
    return redirect(f"{found.thread.get_absolute_url()}{tail}#r-{found.pk}")


@member_page
@takes_pictures
def thread_edit(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = thread_for(request, thread_id)
    check_can_edit(request.user, thread)
    start = {**_words_of(thread), **kept_words(request, request.path)}
    by = member_of(request)
    others, company = others_edit(by, thread), acts_for_company(by, thread)
    needed = {"note_needed": others and "preview" not in request.POST, "may_hide": company}
    form = EditThreadForm(by, request.POST or None, post=thread, initial=start, **needed)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        edit_post(thread, by=by, **form.cleaned_data)
        thread.refresh_from_db()
        return see_other(f"{thread.get_absolute_url()}?posted=1")
    board = board_of(request.user, thread.board_id)
    context = {"form": form, "thread": thread, "post": thread, "board": board}
    context |= {"preview": _preview_in(form, board), **form.shown_tags([board])}
    return render(request, "forum/edit.html", context, status=400 if form.errors else 200)


def _words_of(thread: Thread) -> dict[str, str]:
    tags = ", ".join(tag.slug for tag in thread.tags.all())
    words = {"title": thread.title, "source": markdown_of(thread), "tags": tags}
    return {**words, "language": language_said(thread)}


def markdown_of(post: Thread) -> str:
    """A text to edit: an imported one is offered as Markdown, its original stays in the history."""
    return to_markdown(post.source) if post.source_format == "html" else post.source


def _preview_in(form: EditThreadForm, board: Board) -> str:
    """The rendered text of a form that asked for a preview and has one within the cap."""
    if not (form.is_bound and "preview" in form.data and form.is_valid()):
        return ""
    return preview_of(form.cleaned_data["source"], board, by=form.viewer, cap=IMPORT_CAP)


@require_safe
def thread_history(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    return history_page(request, thread, thread)


@member_action
def thread_delete(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    delete_post(thread, by=member_of(request), reason=reason_of(request))
    undo = reverse("forum:thread-undelete", args=[thread.pk])
    say(request, _("Deleted. Only its author and the company see it."), undo=undo)
    return see_other(title_of(thread))


@member_action
def thread_undelete(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    undelete_post(thread, by=member_of(request), reason=reason_of(request))
    say(request, _("It is back."))
    return see_other(title_of(thread))


@member_action
def thread_state(request: HttpRequest, thread_id: int) -> HttpResponse:
    thread = get_thread(request.user, thread_id)
    form = StateForm(request.POST)
    if not form.is_valid():
        return render(request, "forum/bad_form.html", {"form": form, "thread": thread}, status=400)
    actions.set_state(thread, by=member_of(request), **form.cleaned_data)
    state = State(form.cleaned_data["state"]).label
    say(request, _("The state is set: %(state)s.") % {"state": state})
    return see_other(title_of(thread))


@member_action
def thread_lock(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Close to new replies with a reason, or open again (`locked` is "0")."""
    thread, by = get_thread(request.user, thread_id), member_of(request)
    form = LockForm(request.POST)
    if not form.is_valid():
        return render(request, "forum/bad_form.html", {"form": form, "thread": thread}, status=400)
    opens = form.cleaned_data["locked"] == "0"
    act = actions.unlock_thread if opens else actions.lock_thread
    entry = act(thread, by=by, reason=form.cleaned_data["reason"])
    if entry is not None:
        undo = reverse("forum:moderate-undo", args=[entry.pk])
        say(request, f"{ACT_WORDS[entry.verb]}.", undo=undo)
    return see_other(title_of(thread))

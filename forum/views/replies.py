"""Answering, commenting, editing and deleting what was written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.numbers import number_in
from accounts.queries.mutes import muted_by
from forum.actions.edits import acts_for_company, edit_post, others_edit
from forum.actions.once import comment_once, reply_once
from forum.actions.removals import delete_post
from forum.actions.undo import undelete_post
from forum.forms.posts import CommentForm, EditReplyForm, ReplyForm
from forum.kept import kept_words
from forum.markup import IMPORT_CAP, quote_of, to_markdown
from forum.models import Reply, Thread
from forum.permissions import check_can_comment, check_can_edit, check_can_reply
from forum.queries import board_of, get_reply, get_thread
from forum.queries.comments import get_comment, get_comment_or_deleted, list_comments
from forum.queries.previews import preview_of
from forum.views.folds import fold_posts
from forum.views.helpers import (
    history_page,
    id_of,
    member_action,
    member_of,
    member_page,
    place_of,
    reason_of,
    reply_for,
    say,
    see_other,
    thread_for,
)
from forum.views.kept import kept_at, say_left, sent_version, words_at
from forum.views.pictures import takes_pictures


@member_page
@takes_pictures
def reply_post(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Answer a thread. On a solved one, others than the asker and the company are first offered
    to ask a new, linked question with the same words."""
    thread, by = thread_for(request, thread_id), member_of(request)
    check_can_reply(by, thread)
    kept, start, version = _begin(request)
    form = ReplyForm(request.POST or None, viewer=by, initial={"source": start})
    sent = request.method == "POST" and "preview" not in request.POST
    quotes = "quote" in request.GET and not form.is_bound and not kept
    board = board_of(request.user, thread.board_id)
    context = {"form": form, "thread": thread, "board": board, "quotes": quotes}
    context["draft_version"] = version
    if sent and form.is_valid():
        outsider = by.pk != thread.author_id and not by.is_company
        if thread.is_solved and outsider and "anyway" not in request.POST:
            return render(request, "forum/reply_offer.html", context)
        reply = reply_once(thread, by=by, source=form.cleaned_data["source"], version=version)
        say_left(request, request.path)
        return see_other(f"{reply.get_absolute_url()}?posted=1")
    preview = ""
    if form.is_bound and not sent and form.is_valid():
        preview = preview_of(form.cleaned_data["source"], board, by=by)
    context["preview"] = preview
    return render(request, "forum/reply_form.html", context, status=400 if form.errors else 200)


def _begin(request: HttpRequest) -> tuple[str, str, int]:
    """The words that were kept, what the form begins with, and the version of the draft that this
    is; a form that comes back says which one it was written over."""
    # A quotation comes alone: the browser adds it to the draft that it holds.
    words, version = (kept_at if "quote" in request.GET else words_at)(request, request.path)
    kept = words.get("source", "")
    start = "\n\n".join(words for words in (kept, _quoted(request)) if words)
    return kept, start, sent_version(request) if request.method == "POST" else version


def _quoted(request: HttpRequest) -> str:
    """The Markdown quote of the reply named by ?quote=, else nothing."""
    wanted = number_in(request.GET.get("quote", ""))
    if wanted is None:
        return ""
    reply = get_reply(request.user, wanted)
    source = to_markdown(reply.source) if reply.source_format == "html" else reply.source
    return quote_of(source, by=reply.author.display_name)


@member_page
def thread_comment(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _comment(request, thread_for(request, thread_id))


@member_page
def reply_comment(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _comment(request, reply_for(request, reply_id))


def _comment(request: HttpRequest, post: Thread | Reply) -> HttpResponse:
    """Add a comment; the form of its own is for who was signed out while writing."""
    check_can_comment(request.user, post)
    thread = post.thread if isinstance(post, Reply) else post
    if request.method != "POST":
        kept = kept_words(request, request.path).get("source", "")
        context = {"post": post, "thread": thread, "source": kept}
        return render(request, "forum/comment_form.html", context)
    form = CommentForm(request.POST, viewer=request.user)
    if not form.is_valid():
        return render(request, "forum/bad_form.html", {"form": form, "thread": thread}, status=400)
    comment_once(post, by=member_of(request), source=form.cleaned_data["source"])
    return see_other(f"{post.get_absolute_url()}?posted=1")


@member_action
def comment_delete(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = get_comment(request.user, comment_id)
    delete_post(comment, by=member_of(request), reason=reason_of(request))
    undo = reverse("forum:comment-undelete", args=[comment.pk])
    say(request, _("The comment is deleted."), undo=undo)
    return see_other(place_of(comment.reply or comment.thread))


@member_action
def comment_undelete(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = get_comment_or_deleted(request.user, comment_id)
    undelete_post(comment, by=member_of(request), reason=reason_of(request))
    say(request, _("It is back."))
    return see_other(place_of(comment.reply or comment.thread))


@require_safe
def thread_comments(request: HttpRequest, thread_id: int) -> HttpResponse:
    return _comments(request, get_thread(request.user, thread_id))


@require_safe
def reply_comments(request: HttpRequest, reply_id: int) -> HttpResponse:
    return _comments(request, get_reply(request.user, reply_id))


def _comments(request: HttpRequest, post: Thread | Reply) -> HttpResponse:
    """All comments of a post, page by page; its own page shows the newest."""
    thread = post.thread if isinstance(post, Reply) else post
    page = list_comments(request.user, post, after=id_of(request, "after"))
    fold_posts(muted_by(request.user), page.comments)
    board = board_of(request.user, thread.board_id)
    context = {"post": post, "thread": thread, "board": board, "page": page}
    return render(request, "forum/comments.html", context)


@member_page
@takes_pictures
def reply_edit(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = reply_for(request, reply_id)
    check_can_edit(request.user, reply)
    source = to_markdown(reply.source) if reply.source_format == "html" else reply.source
    start = {"source": source, **kept_words(request, request.path)}
    by = member_of(request)
    others, company = others_edit(by, reply), acts_for_company(by, reply)
    needed = {"note_needed": others and "preview" not in request.POST, "may_hide": company}
    form = EditReplyForm(request.POST or None, viewer=by, post=reply, initial=start, **needed)
    board, preview = board_of(request.user, reply.thread.board_id), ""
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            edit_post(reply, by=by, **form.cleaned_data)
            return see_other(f"{reply.get_absolute_url()}?posted=1")
        words: str = form.cleaned_data["source"]
        preview = preview_of(words, board, by=request.user, cap=IMPORT_CAP)
    context = {"form": form, "thread": reply.thread, "post": reply, "preview": preview}
    context["board"] = board
    return render(request, "forum/edit.html", context, status=400 if form.errors else 200)


@require_safe
def reply_history(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = get_reply(request.user, reply_id)
    return history_page(request, reply, reply.thread)


@member_action
def reply_delete(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = get_reply(request.user, reply_id)
    delete_post(reply, by=member_of(request), reason=reason_of(request))
    undo = reverse("forum:reply-undelete", args=[reply.pk])
    say(request, _("Deleted. Only its author and the company see it."), undo=undo)
    return see_other(reply.get_absolute_url())


@member_action
def reply_undelete(request: HttpRequest, reply_id: int) -> HttpResponse:
    reply = get_reply(request.user, reply_id)
    undelete_post(reply, by=member_of(request), reason=reason_of(request))
    say(request, _("It is back."))
    return see_other(reply.get_absolute_url())

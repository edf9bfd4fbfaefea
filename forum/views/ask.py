"""Asking: everybody writes first; visitors say who they are at the end."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from accounts.numbers import number_in
from accounts.refusals import Refusal
from accounts.sign_in import begin_code, sign_in_by_link, within_limits
from forum.actions import asking
from forum.actions.once import ask_once
from forum.actions.texts import edit_cap
from forum.forms.ask import AskForm
from forum.kept import keep_words, let_go
from forum.markup import MEMBER_CAP
from forum.models import WaitingThread
from forum.permissions import check_can_edit, may
from forum.providers import ask_suggestions
from forum.queries import get_reply, get_thread
from forum.queries.previews import board_named, preview_of
from forum.queries.waiting import waiting_by_link, waiting_for_member, waiting_in_browser
from forum.views.helpers import id_of, words_of
from forum.views.kept import WordsKept, say_left, sent_version, words_at
from forum.views.pictures import takes_pictures
from forum.waiting import drop_token, held_tokens, hold_token, say_posted

no_store = cache_control(private=True, no_store=True)
page_or_post = require_http_methods(["GET", "HEAD", "POST"])
PREFILLED = ("title", "board", "kind", "tags", "follow_up_of")
# A text in the address names what the question is about; it is not put over words of a draft.
ABOUT_LENGTH = 500
# What one form is called while suggestions come and go.
OFFER_LENGTH = 32
MOST_SUGGESTIONS = 5


@no_store
@page_or_post
@takes_pictures
def thread_ask(request: HttpRequest) -> HttpResponse:
    """The form; its preview; a member's question at once; a visitor's after a code."""
    if request.method != "POST":
        return _begin(request)
    if "sign_in" in request.POST:
        return _sign_in_first(request)
    if "preview" in request.POST or "prefill" in request.POST:
        return _page(request, AskForm(request.user, initial=words_of(request.POST)))
    form = AskForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    if isinstance(request.user, Member):
        return _ask_now(request, form, request.user)
    return _ask_later(request, form)


def _begin(request: HttpRequest) -> HttpResponse:
    """An empty form, or one's draft. A title in the address begins another question: it is not put
    over the words of the draft, and whoever saves it is shown both."""
    start = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    kept = words_at(request, _place(start.get("follow_up_of", "")))
    title = start.get("title", "").strip()
    if title and title != kept.words.get("title", "").strip():
        kept = WordsKept({}, 0)
    if about := request.GET.get("source", "")[:ABOUT_LENGTH]:
        start |= {} if kept.words.get("source", "").strip() else {"source": about}
    form = AskForm(request.user, initial={**kept.words, **start})
    return _page(request, form, kept=kept, brings_title=bool(title))


def _page(
    request: HttpRequest,
    form: AskForm,
    status: int = 200,
    notice: str = "",
    kept: WordsKept | None = None,
    brings_title: bool = False,
) -> HttpResponse:
    board, kind = form.suggested()
    source = str(form["source"].value() or "")
    context = {
        "form": form,
        **form.shown_tags([board] if board else [], form.boards.values()),
        "draft": _draft(form),
        "draft_place": _draft_place(form),
        "brings_title": brings_title,
        "draft_version": kept.version if kept else sent_version(request),
        "notice": notice,
        "board": board,
        "kind": kind,
        "preview": preview_of(source, board, by=request.user),
        **_suggestions(request, f"{form['title'].value() or ''}\n{source}".strip()),
    }
    return render(request, "forum/ask.html", context, status=status)


def _suggestions(request: HttpRequest, words: str) -> dict[str, Any]:
    found = ask_suggestions(request.user, words)[:MOST_SUGGESTIONS]
    offer = request.POST.get("offer", "")[:OFFER_LENGTH] or secrets.token_hex(OFFER_LENGTH // 2)
    return {"suggestions": found, "one_solved": any(one.answers for one in found), "offer": offer}


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """For who has an account: the words are kept, and signing in leads back to them."""
    sent = words_of(request.POST)
    place = _place(sent.get("follow_up_of", ""))
    keep_words(request, place, sent)
    return redirect_to_login(place, settings.LOGIN_URL)


def _place(followed: str) -> str:
    """The address of the form, with the thread that it is asked after."""
    home = reverse("forum:ask")
    return home if number_in(followed) is None else f"{home}?follow_up_of={followed}"


def _draft(form: AskForm) -> str:
    """What is asked after a thread has a draft of its own."""
    after = form.followed()
    return f"ask:{after.pk}" if after else "ask"


def _draft_place(form: AskForm) -> str:
    """The same on the server, by the form's own address."""
    after = form.followed()
    return _place(str(after.pk) if after else "")


def _words_of(form: AskForm) -> dict[str, Any]:
    names = ("board", "kind", "title", "source", "tags", "follow_up_of")
    words = {name: form.cleaned_data[name] for name in names}
    return {**words, "language": form.cleaned_data.get("language", "")}


def _ask_now(request: HttpRequest, form: AskForm, by: Member) -> HttpResponse:
    place = _place(request.POST.get("follow_up_of", ""))
    try:
        version = sent_version(request)
        thread = ask_once(by=by, place=place, version=version, **_words_of(form))
    except Refusal as refusal:
        return _page(request, form, status=refusal.status, notice=str(refusal))
    let_go(request, place)
    say_left(request, place)
    say_posted(request, thread)
    return redirect(f"{thread.get_absolute_url()}?posted=1")


def _ask_later(request: HttpRequest, form: AskForm) -> HttpResponse:
    """Keep the question, then ask for the code; known and unknown addresses get the same page."""
    email, name = form.cleaned_data["email"], form.cleaned_data["display_name"]
    if not all(within_limits(request, limit, email) for limit in ("ask", "request_login_code")):
        words = _(
            "That was a lot of questions in a short time. Your words are safe: try in an hour."
        )
        return _page(request, form, status=429, notice=words)
    waiting = asking.keep_waiting(
        email=email, display_name=name, tokens=held_tokens(request), **_words_of(form)
    )
    hold_token(request, waiting.token)
    let_go(request, _place(request.POST.get("follow_up_of", "")))
    words = _("“%(title)s” is safe with us. It is posted as soon as you have typed the code.")
    messages.info(request, words % {"title": waiting.title})
    return begin_code(request, email=email, display_name=name)


@no_store
@require_POST
def ask_preview(request: HttpRequest) -> HttpResponse:
    """A fragment: the words rendered by the page's own renderer, for the readers of the board that
    they go to (`?board=` from a thread's forms); for the ask form also what may answer them, and
    the board and kind that fit."""
    form = AskForm(request.user, initial=words_of(request.POST))
    source = str(form["source"].value() or "")
    cap = _preview_cap(request)
    context: dict[str, Any] = {"too_long": len(source) > cap}
    board = board_named(request.user, request.GET.get("board", ""))
    if "title" in request.POST and board is None:
        board, kind = form.suggested()
        words = f"{request.POST['title']}\n{source}"[:2000].strip()
        context |= {"asking": True, "board": board, "kind": kind, **_suggestions(request, words)}
    context["preview"] = preview_of(source, board, by=request.user, cap=cap)
    return render(request, "forum/_preview_fragment.html", context)


def _preview_cap(request: HttpRequest) -> int:
    """A member's, or that of the post named by `?thread=` or `?reply=` for who may edit it: an
    imported text may be longer."""
    thread, reply = id_of(request, "thread"), id_of(request, "reply")
    if not thread and not reply:
        return MEMBER_CAP
    post = get_reply(request.user, reply) if reply else get_thread(request.user, thread)
    return edit_cap(post) if may(check_can_edit, request.user, post) else MEMBER_CAP


@no_store
@page_or_post
def ask_waiting(request: HttpRequest) -> HttpResponse:
    """What this person wrote and has not posted; a member posts it or throws it away."""
    member = request.user if isinstance(request.user, Member) else None
    tokens = held_tokens(request)
    rows = waiting_for_member(member, tokens) if member else waiting_in_browser(tokens)
    if request.method == "POST":
        chosen = str(request.POST.get("id", ""))
        row = rows.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
        if row is not None:
            return _decide(request, row, member)
    rows = rows.select_related("board")
    if not rows and member is None:
        return redirect("account_login")
    return render(request, "forum/ask_waiting.html", {"rows": rows})


def _decide(request: HttpRequest, row: WaitingThread, member: Member | None) -> HttpResponse:
    if "throw_away" in request.POST:
        asking.throw_away(row)
        drop_token(request, row.token)
        messages.success(request, _("Thrown away. Nobody has seen it."))
        return redirect("forum:ask-waiting" if member else "forum:home")
    if member is None:
        return redirect("account_login")
    try:
        thread = asking.post_waiting_thread(row, by=member)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("forum:ask-waiting")
    if thread is None:
        return redirect("forum:ask-waiting")
    say_posted(request, thread)
    return redirect(f"{thread.get_absolute_url()}?posted=1")


@no_store
@page_or_post
def ask_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link in the mail: shows the question and changes nothing; its button proves the
    address, signs in and posts. The link carries the token into this browser only then."""
    found = waiting_by_link(token)
    if found is None:
        return render(request, "forum/ask_link_spent.html", status=410)
    waiting, member = found
    other = request.user.is_authenticated and request.user.pk != member.pk
    if request.method == "POST" and not other:
        if "throw_away" in request.POST:
            asking.throw_away(waiting)
            drop_token(request, waiting.token)
            messages.success(request, _("Thrown away. Nobody has seen it."))
            return redirect("forum:home")
        if request.user.is_authenticated:
            return _decide(request, waiting, member)
        hold_token(request, waiting.token)
        done = sign_in_by_link(request, member)
        return done or render(request, "forum/ask_link_spent.html", status=410)
    context = {"waiting": waiting, "other": other}
    context["preview"] = preview_of(waiting.source, waiting.board, by=request.user)
    return render(request, "forum/ask_confirm.html", context)

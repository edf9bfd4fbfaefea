"""What the forum does when accounts signals, and what it shows on accounts' pages and mails."""

import logging
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import providers
from accounts.models import Member
from accounts.signals import email_proven
from forum.actions.asking import post_proven
from forum.actions.privacy import erase_from_forum
from forum.enums import Kind
from forum.models import Thread
from forum.queries import export, profiles
from forum.queries.visibility import visible_threads
from forum.queries.waiting import waiting_for_member, waiting_words
from forum.waiting import POSTED, held_tokens

log = logging.getLogger(__name__)


def post_for_proven(
    sender: Any, member: Member, email: str, first_time: bool, request: HttpRequest, **more: Any
) -> None:
    """Post what waited for this proof.

    Proven for the first time: everything that the address asked, wherever it was written (the
    mail with the code named it). Else only what this very browser wrote, so that nobody can put
    words into another's mouth: the rest is shown at /ask/waiting/ with a button.
    """
    try:
        tokens = None if first_time else held_tokens(request)
        posted = post_proven(member, email=email, tokens=tokens)
    except Exception:
        # Signing in goes on: what could not be posted waits, and its page offers it again.
        log.exception("posting what waited for member %s failed", member.pk)
        return
    if posted:
        request.session[POSTED] = posted[-1].pk


def after_sign_in(request: HttpRequest, member: Member) -> providers.Destination | None:
    """The question just posted, else the page of those that wait."""
    posted = request.session.pop(POSTED, None)
    thread = Thread.objects.filter(pk=posted).first() if posted else None
    if thread is not None:
        return providers.Destination(f"{thread.get_absolute_url()}?posted=1", insists=True)
    tokens = held_tokens(request)
    waiting = waiting_for_member(member, tokens)
    if not waiting.exists():
        return None
    insists = waiting.filter(token__in=tokens).exists()
    return providers.Destination(reverse("forum:ask-waiting"), insists=insists)


def threads_still_visible(member: Member, ids: Collection[int]) -> set[int]:
    """Asked when a mail about a thread goes out, and when an inbox is shown."""
    return set(visible_threads(member).filter(pk__in=ids).values_list("pk", flat=True))


def connect() -> None:
    """Called once, by ForumConfig.ready()."""
    email_proven.connect(post_for_proven, dispatch_uid="forum.post_for_proven")
    providers.register_after_sign_in(after_sign_in)
    providers.register_thread_kinds(Kind.choices)
    providers.register_waiting_for(waiting_words)
    providers.register_may_still_see("thread", threads_still_visible)
    for name, rows in (
        ("threads", export.threads_of),
        ("replies", export.replies_of),
        ("comments", export.comments_of),
        ("edits", export.edits_of),
        ("marks", export.marks_of),
    ):
        providers.register_export_part(name, rows)
    providers.register_erase_part(erase_from_forum)
    sections = (
        ("asked", _("Asked"), _("asked"), _("Has not asked anything yet."), profiles.ASKED),
        ("answered", _("Answered"), _("answered"), _("Has not answered yet."), profiles.ANSWERED),
        ("solved", _("Solved"), _("Solutions"), _("No Solutions yet."), profiles.SOLVED),
    )
    for key, name, figure, empty, shelf in sections:
        providers.register_profile_section(
            providers.ProfileSection(
                key, name, figure, empty, shelf.template, shelf.count, shelf.page
            )
        )

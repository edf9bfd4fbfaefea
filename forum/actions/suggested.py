"""Suggested edits: a member would have another's words otherwise, and the author, somebody with the
points for it, or the company decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.notifications import notify_many, withdraw_event
from accounts.actions.turns import take_turn
from accounts.enums import NotificationKind
from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.edits import acts_for_company
from forum.actions.moderated import lock_row, moderate, note, thread_of, versions_of
from forum.actions.points import settle_edits
from forum.actions.replies import rewrite_reply
from forum.actions.sources import tell_thread
from forum.actions.texts import edit_cap, event_of, plain_source, rendered_text, source_of
from forum.actions.threads import name_language, rewrite_thread
from forum.edit_permissions import (
    check_can_accept_edit,
    check_can_decide,
    check_can_suggest,
    check_can_withdraw_edit,
    check_has_room_to_suggest,
)
from forum.enums import SuggestionState
from forum.models import Reply, SuggestedEdit, Thread
from forum.models.threads import NOTE_LENGTH
from forum.queries.pictures import faults_in
from forum.queries.visibility import readers_among
from forum.signals import thread_changed

Post = Thread | Reply


def suggest_edit(
    post: Post,
    *,
    by: Member,
    source: str,
    note: str,
    title: str = "",
    at: datetime | None = None,
) -> SuggestedEdit:
    """Suggest other words for a post (`title` for a thread), and why. Suggesting again replaces
    what waits; its author is told once. Raises Refusal or TextTooLong."""
    at, source, note = at or timezone.now(), plain_source(source), note.strip()[:NOTE_LENGTH]
    with transaction.atomic():
        # The waiting suggestions are counted under this lock.
        take_turn(by)
        now = lock_row(post)
        check_can_suggest(by, now)
        title = title.strip() or now.title if isinstance(now, Thread) else ""
        if not note:
            raise Refusal(_("Please say why: people deserve to know."))
        if (title, source) == (getattr(now, "title", ""), now.source):
            raise Refusal(_("These are the same words. Change something first."))
        _check_words(now, source, by=by)
        words = {"title": title, "source": source, "note": note, "at": at}
        suggestion = _keep(now, by=by, based_on=now.edit_count, **words)
        _tell_author(suggestion, now, NotificationKind.EDIT_SUGGESTED, by=by, at=at)
    return suggestion


def _check_words(post: Post, source: str, *, by: Member) -> None:
    """The words have to be some that could be kept. They show no picture that the author could
    not show: an edit is another's word on theirs, and brings nothing along."""
    for who in (by, post.author):
        if fault := faults_in(source, who, post):
            raise Refusal(fault)
    rendered_text(source, board=thread_of(post).board, by=by, post=post, cap=edit_cap(post))


def _keep(post: Post, *, by: Member, **words: Any) -> SuggestedEdit:
    waiting = SuggestedEdit.objects.filter(by=by, state=SuggestionState.OPEN)
    same: dict[str, Any] = {str(post._meta.model_name): post}
    check_has_room_to_suggest(waiting.exclude(**same).count())
    kept, _made = SuggestedEdit.objects.update_or_create(
        by=by, state=SuggestionState.OPEN, **same, defaults=words
    )
    return kept


def accept_suggestion(
    suggestion: SuggestedEdit, *, by: Member, at: datetime | None = None
) -> AuditEntry | None:
    """Make the suggested words the post's: an edit by who suggested them, which says who accepted
    it. As an act of the company it has an audit entry. Raises Refusal, also where the post has newer
    words."""
    at, post = at or timezone.now(), suggestion.post

    def accept(now: Post) -> None:
        held = _hold(suggestion)
        check_can_accept_edit(by, now, held)
        _check_words(now, held.source, by=held.by)
        _rewrite(now, held, at=at)
        revision = versions_of(now).order_by("-number").first()
        _decide(held, SuggestionState.ACCEPTED, by=by, at=at, revision=revision)
        _tell_suggester(held, now, _accepted, by=by, at=at)
        _tell_author(held, now, NotificationKind.EDITED, by=by, at=at)
        settle_edits([held], at=at)

    if acts_for_company(by, post):
        return moderate(post, "accept", by=by, reason=suggestion.note, at=at, change=accept)
    with transaction.atomic():
        accept(lock_row(post))
    return None


def _rewrite(post: Post, held: SuggestedEdit, *, at: datetime) -> None:
    words: dict[str, Any] = {"source": held.source, "by": held.by, "note": held.note, "at": at}
    if isinstance(post, Reply):
        rewrite_reply(post, **words)
        return
    rewrite_thread(post, title=held.title, **words)
    name_language(post, None)
    tell_thread(post.pk)
    thread_changed.send(Thread, thread_id=post.pk)


def refuse_suggestion(
    suggestion: SuggestedEdit, *, by: Member, reason: str, at: datetime | None = None
) -> AuditEntry | None:
    """Leave the post as it is, and say why. The company's word stands in the audit log. Raises
    Refusal, also without a reason."""
    at, reason = at or timezone.now(), reason.strip()[:NOTE_LENGTH]
    with transaction.atomic():
        post = lock_row(suggestion.post)
        held = _hold(suggestion)
        check_can_decide(by, post, held)
        if not reason:
            raise Refusal(_("Please give the reason: people deserve to know why not."))
        _decide(held, SuggestionState.REFUSED, by=by, at=at, reason=reason)
        _tell_suggester(held, post, _refused, by=by, at=at)
        if not acts_for_company(by, post):
            return None
        return note("refuse", post, by=by, reason=reason, at=at)


def withdraw_suggestion(
    suggestion: SuggestedEdit, *, by: Member, at: datetime | None = None
) -> None:
    """Take one's own suggestion back while nobody has decided on it. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        held = _hold(suggestion)
        check_can_withdraw_edit(by, held)
        _decide(held, SuggestionState.WITHDRAWN, by=by, at=at)
        withdraw_event(event_of(held, "suggestion"), at=at)


def _hold(suggestion: SuggestedEdit) -> SuggestedEdit:
    """The row as it stands now; whoever changes the post holds that first."""
    rows = SuggestedEdit.objects.select_for_update(of=("self",)).select_related("by")
    return rows.get(pk=suggestion.pk)


def _decide(
    held: SuggestedEdit, state: SuggestionState, *, by: Member, at: datetime, **more: Any
) -> None:
    decided = {"state": state, "decided_by": by, "decided_at": at, **more}
    SuggestedEdit.objects.filter(pk=held.pk).update(**decided)
    for name, value in decided.items():
        setattr(held, name, value)


# Telling ------------------------------------------------------------------------------------------
def _accepted(held: SuggestedEdit) -> str:
    return _("Accepted.")


def _refused(held: SuggestedEdit) -> str:
    return f"{_('Not accepted.')} {held.reason}"


def _tell_author(
    held: SuggestedEdit, post: Post, kind: NotificationKind, *, by: Member, at: datetime
) -> None:
    """Tell the author what is suggested, and what was changed; not of what they decided themselves."""
    thread, author = thread_of(post), Member.objects.filter(pk=post.author_id).exclude(pk=by.pk)
    about = {"words": held.note, "actor": held.by, "at": at, **_place(held, post)}
    readers = readers_among(thread, author)
    notify_many(readers, kind=kind, event=event_of(held, "suggestion"), **about)


def _tell_suggester(
    held: SuggestedEdit,
    post: Post,
    words: Callable[[SuggestedEdit], str],
    *,
    by: Member,
    at: datetime,
) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        said = words(held)
    readers = readers_among(thread_of(post), Member.objects.filter(pk=held.by_id))
    about: dict[str, Any] = {
        "kind": NotificationKind.EDIT_DECIDED,
        "event": event_of(held, "decided"),
        "at": at,
    }
    notify_many(readers, actor=by, words=said, **about, **_place(held, post))


def _place(held: SuggestedEdit, post: Post) -> dict[str, Any]:
    """It is told of the thread, and leads to the suggestion."""
    url = reverse("forum:suggested-edit", args=[held.pk])
    return {**source_of(thread_of(post), post), "url": url}

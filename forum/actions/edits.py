"""Changing what was written, as author or in the company's name: the company says why, and its edit
stands in the audit log beside the history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.notifications import notify_many, reword_event, withdraw_event
from accounts.enums import NotificationKind, Role
from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.actions.moderated import event_of_act, lock_row, moderate, thread_of, versions_of
from forum.actions.pictures import bind_pictures
from forum.actions.points import settle_edits
from forum.actions.replies import edit_reply
from forum.actions.sources import tell_thread
from forum.actions.texts import (
    event_of,
    keep_revision,
    retell_title,
    source_of,
    text_fields,
)
from forum.actions.threads import edit_thread
from forum.enums import SuggestionState
from forum.markup import render
from forum.models import Reply, Revision, SuggestedEdit, Thread
from forum.models.threads import slug_for
from forum.permissions import check_can_edit, check_can_moderate, check_reason
from forum.queries.pictures import faults_in
from forum.queries.resolve import Resolver
from forum.queries.visibility import readers_among
from forum.signals import thread_changed

EDIT: dict[type[Any], Callable[..., Any]] = {Thread: edit_thread, Reply: edit_reply}


def edit_post(
    post: Thread | Reply, *, by: Member, note: str = "", hide_before: bool = False, **words: Any
) -> None:
    """Edit a post; the company may take the words of all earlier versions out of the public history
    with it. A member who edits another's words says why, and its author is told. Raises Refusal,
    also where a reason is missing; or TextTooLong."""
    edit, note = EDIT[type(post)], note.strip()
    if not acts_for_company(by, post):
        if hide_before:
            raise Refusal(_("Only an ambassador takes words out of the public history."))
        _edit_as_member(post, edit, by=by, note=note, **words)
        return

    def change(now: Thread | Reply) -> None:
        check_reason(by, now, note)
        edit(now, by=by, note=note, **words)
        if hide_before:
            versions_of(now).update(is_hidden=True)

    moderate(post, "edit", by=by, reason=note, change=change)


def _edit_as_member(
    post: Thread | Reply, edit: Callable[..., Any], *, by: Member, note: str, **words: Any
) -> None:
    """One's own words, or another's with the points for it: the history is enough of a record."""
    if by.pk == post.author_id:
        edit(post, by=by, note=note, **words)
        return
    with transaction.atomic():
        now = lock_row(post)
        before = now.edit_count
        check_can_edit(by, now)
        _check_pictures(now, words["source"])
        check_reason(by, now, note)
        edited = edit(now, by=by, note=note, **words)
        if edited.edit_count != before:
            _tell_edited(edited, by=by, note=note)


def _check_pictures(post: Thread | Reply, source: str) -> None:
    """Nobody brings pictures into another's words which that one could not show."""
    if fault := faults_in(source, post.author, post):
        raise Refusal(fault)


def _tell_edited(post: Thread | Reply, *, by: Member, note: str) -> None:
    thread = thread_of(post)
    notify_many(
        readers_among(thread, Member.objects.filter(pk=post.author_id)),
        kind=NotificationKind.EDITED,
        event=f"{event_of(post, 'edited')}:{post._meta.model_name}:{post.edit_count}",
        actor=by,
        words=note,
        **source_of(thread, post),
    )


def others_edit(by: Member, post: Thread | Reply) -> bool:
    """Whether an edit changes another's words, so that a reason is asked for."""
    return post.author_id != by.pk


def acts_for_company(by: Member, post: Thread | Reply) -> bool:
    """Whether an edit changes another's words in the company's name."""
    return by.is_company and post.author_id != by.pk


def put_back(post: Thread | Reply, number: int, *, by: Member, at: datetime) -> None:
    """Part of undoing an edit: the words of that version are the post's again, imported or long as
    they were, with the pictures of whoever wrote in it. The caller holds the post, and says that
    it changed. Raises Refusal."""
    check_can_edit(by, post)
    versions = versions_of(post)
    kept = versions.get(number=number)
    earlier = versions.filter(number__lt=number)
    writers = [post.author_id, *earlier.values_list("edited_by", flat=True)]
    thread = thread_of(post)
    resolve = Resolver(thread.board, by=post.author, post=post, writers=writers)
    rendered = render(
        kept.source,
        source_format=kept.source_format,
        cap=len(kept.source),
        resolve=resolve,
        base_url=thread.source_url or None,
    )
    keep_revision(post, by=by, note=_("Undone"), at=at)
    bind_pictures(post, rendered, at=at)
    fields = text_fields(rendered, kept.source, kept.source_format)
    if isinstance(post, Thread):
        fields |= {"title": kept.title, "slug": slug_for(kept.title)}
    rows: QuerySet[Any] = type(post)._default_manager.filter(pk=post.pk)
    rows.update(edited_at=at, edit_count=F("edit_count") + 1, **fields)
    if isinstance(post, Thread):
        retell_title(post)
        tell_thread(post.pk)
    reword_event(event_of(post), words=rendered.gist)
    _forget_accepted(post, number, at=at)


def _forget_accepted(post: Thread | Reply, number: int, *, at: datetime) -> None:
    """The edits that are gone with a version put back pay no more, and nobody is told of them."""
    rows = SuggestedEdit.objects.filter(**{str(post._meta.model_name): post})
    gone = list(rows.filter(state=SuggestionState.ACCEPTED, revision__number__gte=number))
    for edit in gone:
        SuggestedEdit.objects.filter(pk=edit.pk).update(state=SuggestionState.UNDONE)
        edit.state = SuggestionState.UNDONE
        for what in ("suggestion", "decided"):
            withdraw_event(event_of(edit, what), at=at)
    if gone:
        settle_edits(gone, at=at)


def revert_edit(
    post: Thread | Reply, *, by: Member, reason: str = "", at: datetime | None = None
) -> AuditEntry | None:
    """Take back the last edit of a post, where a member made it who did not write the post: whoever
    made it is told why. For the company. Raises Refusal."""
    at = at or timezone.now()
    edited = last_edit(post)

    def revert(now: Thread | Reply) -> None:
        check_can_moderate(by)
        if not reason.strip():
            raise Refusal(_("Please give the reason: people deserve to know why."))
        if edited is None or edited.number != now.edit_count:
            raise Refusal(_("There is no edit by another member to take back."))
        put_back(now, edited.number, by=by, at=at)
        thread_changed.send(Thread, thread_id=thread_of(now).pk)

    with transaction.atomic():
        entry = moderate(post, "revert", by=by, reason=reason.strip(), at=at, change=revert)
        if entry is not None and edited is not None:
            _tell_reverted(post, entry, edited.edited_by_id, by=by, at=at)
    return entry


def last_edit(post: Thread | Reply) -> Revision | None:
    """The last edit of a post, where a member made it who neither wrote the post nor speaks for the
    company."""
    last = versions_of(post).filter(number=post.edit_count).exclude(edited_by=post.author_id)
    return last.filter(edited_by__role=Role.MEMBER).select_related("edited_by").first()


def _tell_reverted(
    post: Thread | Reply, entry: AuditEntry, editor: int, *, by: Member, at: datetime
) -> None:
    thread = thread_of(post)
    notify_many(
        readers_among(thread, Member.objects.filter(pk=editor)),
        kind=NotificationKind.EDIT_DECIDED,
        event=event_of_act(entry),
        actor=by,
        words=entry.reason,
        at=at,
        **source_of(thread, post),
    )

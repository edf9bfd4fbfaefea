"""Changing what was written, as author or in the company's name: the company says why, and its edit
stands in the audit log beside the history."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.actions.notifications import reword_event
from accounts.models import Member
from accounts.refusals import Refusal
from forum.actions.moderated import moderate, thread_of, versions_of
from forum.actions.pictures import bind_pictures
from forum.actions.replies import edit_reply
from forum.actions.sources import tell_thread
from forum.actions.texts import event_of, keep_revision, retell_title, text_fields
from forum.actions.threads import edit_thread
from forum.markup import render
from forum.models import Reply, Thread
from forum.models.threads import slug_for
from forum.permissions import check_can_edit, check_reason
from forum.queries.resolve import Resolver

EDIT: dict[type[Any], Callable[..., Any]] = {Thread: edit_thread, Reply: edit_reply}


def edit_post(
    post: Thread | Reply, *, by: Member, note: str = "", hide_before: bool = False, **words: Any
) -> None:
    """Edit a post; the company may take the words of all earlier versions out of the public history
    with it. Raises Refusal, also where the company gives no reason; or TextTooLong."""
    edit, note = EDIT[type(post)], note.strip()
    if not acts_for_company(by, post):
        if hide_before:
            raise Refusal(_("Only an ambassador takes words out of the public history."))
        edit(post, by=by, note=note, **words)
        return

    def change(now: Thread | Reply) -> None:
        check_reason(by, now, note)
        edit(now, by=by, note=note, **words)
        if hide_before:
            versions_of(now).update(is_hidden=True)

    moderate(post, "edit", by=by, reason=note, change=change)


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

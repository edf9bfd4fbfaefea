"""Changing what was written, as author or in the company's name: the company says why, and its edit
stands in the audit log beside the history."""

from collections.abc import Callable
from typing import Any

from accounts.models import Member
from forum.actions.moderated import moderate
from forum.actions.replies import edit_reply
from forum.actions.threads import edit_thread
from forum.models import Reply, Thread
from forum.permissions import check_reason

EDIT: dict[type[Any], Callable[..., Any]] = {Thread: edit_thread, Reply: edit_reply}


def edit_post(post: Thread | Reply, *, by: Member, note: str = "", **words: Any) -> None:
    """Edit a post. Raises Refusal, also where the company gives no reason; or TextTooLong."""
    edit, note = EDIT[type(post)], note.strip()
    if not acts_for_company(by, post):
        edit(post, by=by, note=note, **words)
        return

    def change(now: Thread | Reply) -> None:
        check_reason(by, now, note)
        edit(now, by=by, note=note, **words)

    moderate(post, "edit", by=by, reason=note, change=change)


def acts_for_company(by: Member, post: Thread | Reply) -> bool:
    """Whether an edit changes another's words in the company's name."""
    return by.is_company and post.author_id != by.pk

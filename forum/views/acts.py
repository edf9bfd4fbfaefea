"""Which acts somebody may do to a post as it stands, with their forms and what they call."""

from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, Member
from forum.actions import moderation
from forum.actions.edits import last_edit, revert_edit
from forum.actions.flags import dismiss_flags
from forum.actions.removals import hide_post, remove_post
from forum.actions.threads import lock_thread, unlock_thread
from forum.actions.undo import bring_back
from forum.forms.moderation import ActForm, DuplicateForm, MoveForm, RetagForm
from forum.models import Comment, Reply, Thread
from forum.permissions import may
from forum.permitted_acts import acts_of, check_keeps_readers
from forum.queries import visible_boards
from forum.queries.kinds import kinds_taken
from forum.queries.moderation import Post, original_of
from forum.queries.visibility import may_see_thread

Sent = QueryDict | None


def _mark(thread: Any, *, by: Member, of: int, reason: str) -> AuditEntry | None:
    original = Thread.objects.get(pk=of)
    return moderation.mark_duplicate(thread, by=by, of=original, reason=reason)


DO: dict[str, Callable[..., AuditEntry | None]] = {
    "lock": lock_thread,
    "unlock": unlock_thread,
    "move": moderation.move_thread,
    "pin": moderation.pin_thread,
    "unpin": moderation.unpin_thread,
    "retag": moderation.retag_thread,
    "duplicate": _mark,
    "unduplicate": moderation.unmark_duplicate,
    "hide": hide_post,
    "delete": remove_post,
    "restore": bring_back,
    "dismiss": dismiss_flags,
    "revert": revert_edit,
}


def forms_for(viewer: Member, post: Post, sent: Sent, *, flagged: bool) -> dict[str, ActForm]:
    """The forms of the acts that fit, in the order of the page; what was sent fills its own."""
    forms = [*_dismissal(viewer, post, sent, flagged=flagged)]
    if isinstance(post, Thread) and post.deleted_at is None:
        forms += _of_thread(viewer, post, sent)
    if not isinstance(post, Comment) and post.deleted_at is None:
        forms += _revert(post, sent)
    forms += _removals(viewer, post, sent)
    mine = acts_of(viewer, post)
    return {form.act: form for form in forms if mine is None or form.act in mine}


def _form(act: str, sent: Sent, *, kind: type[ActForm] = ActForm, **more: Any) -> ActForm:
    """The form of an act; what was sent fills it where it was sent for this act."""
    data = sent if sent is not None and sent.get("act") == act else None
    return kind(data, act=act, **more)


def _dismissal(viewer: Member, post: Post, sent: Sent, *, flagged: bool) -> list[ActForm]:
    if not flagged:
        return []
    hint = _("The flags are settled, and the post stays as it is.")
    title = button = _("Nothing wrong here")
    needed = post.author_id != viewer.pk
    return [_form("dismiss", sent, title=title, button=button, hint=hint, needed=needed)]


def _revert(post: Thread | Reply, sent: Sent) -> list[ActForm]:
    if not post.edit_count or (edited := last_edit(post)) is None:
        return []
    hint = _("%(name)s edited this last. The words before are put back, and %(name)s is told why.")
    return [
        _form(
            "revert",
            sent,
            title=_("Take the last edit back"),
            button=_("Put the words before back"),
            hint=hint % {"name": edited.edited_by.display_name},
            needed=True,
        )
    ]


def _removals(viewer: Member, post: Post, sent: Sent) -> list[ActForm]:
    needed = post.author_id != viewer.pk
    hide = _form(
        "hide",
        sent,
        title=_("Hide"),
        button=_("Hide this"),
        hint=_("Only its author and the company see it, and only the company brings it back."),
        needed=needed,
    )
    if post.deleted_at is None:
        return [hide, _delete(sent, needed=needed)]
    title, button = _("Bring back"), _("Bring it back")
    back = _form("restore", sent, title=title, button=button, needed=needed)
    return [back] if post.is_hidden else [back, hide]


def _delete(sent: Sent, *, needed: bool) -> ActForm:
    return _form(
        "delete",
        sent,
        title=_("Delete"),
        button=_("Delete this"),
        hint=_("Only its author and the company see it. You can bring it back."),
        needed=needed,
    )


def _of_thread(viewer: Member, thread: Thread, sent: Sent) -> list[ActForm]:
    needed = thread.author_id != viewer.pk
    return [
        _lock(thread, sent, needed=needed),
        _move(viewer, thread, sent, needed=needed),
        _pin(thread, sent, needed=needed),
        _retag(viewer, thread, sent, needed=needed),
        _duplicate(viewer, thread, sent, needed=needed),
    ]


def sorting_forms(
    viewer: Member, thread: Thread, sent: Sent, *, retags: bool, marks: bool
) -> dict[str, ActForm]:
    """What members may do whose points open it: with `retags` the tags; with `marks` what it is a
    duplicate of."""
    needed = thread.author_id != viewer.pk
    forms = [_retag(viewer, thread, sent, needed=needed)] if retags else []
    if marks:
        forms.append(_duplicate(viewer, thread, sent, needed=needed))
    return {form.act: form for form in forms}


def _lock(thread: Thread, sent: Sent, *, needed: bool) -> ActForm:
    if thread.is_locked:
        title, button = _("Open to replies again"), _("Open it")
        return _form("unlock", sent, title=title, button=button, needed=needed)
    return _form(
        "lock",
        sent,
        title=_("Close to new replies"),
        button=_("Close it"),
        hint=_("Everybody reads the reason above the thread."),
        needed=True,
    )


def _move(viewer: Member, thread: Thread, sent: Sent, *, needed: bool) -> ActForm:
    seen = visible_boards(viewer)
    boards = [
        board
        for board in seen
        if board.pk != thread.board_id
        and thread.kind in kinds_taken(board)
        and may(check_keeps_readers, viewer, thread, board)
    ]
    hint = _(
        "On a closed board only its groups and the company see it from then on. An author who is "
        "not among them is told so, without the reason."
    )
    if any(board.is_closed for board in seen if board.pk == thread.board_id):
        more = _("On an open board everybody reads it from then on, with every reply and comment.")
        hint = f"{hint} {more}"
    return _form(
        "move",
        sent,
        kind=MoveForm,
        title=_("Move to another board"),
        button=_("Move it"),
        hint=hint,
        needed=needed,
        boards=boards,
    )


def _pin(thread: Thread, sent: Sent, *, needed: bool) -> ActForm:
    if thread.pinned_at is not None:
        title, button = _("Unpin"), _("Unpin it")
        return _form("unpin", sent, title=title, button=button, needed=needed)
    return _form(
        "pin",
        sent,
        title=_("Pin"),
        button=_("Pin it"),
        hint=_("It stands first on the list of its board."),
        needed=needed,
    )


def _retag(viewer: Member, thread: Thread, sent: Sent, *, needed: bool) -> ActForm:
    slugs = [tag.slug for tag in thread.tags.all()]
    return _form(
        "retag",
        sent,
        kind=RetagForm,
        title=_("Change the tags"),
        button=_("Set the tags"),
        needed=needed,
        viewer=viewer,
        kept=frozenset(slugs),
        initial={"tags": ", ".join(slugs)},
    )


def _duplicate(viewer: Member, thread: Thread, sent: Sent, *, needed: bool) -> ActForm:
    if original := original_of(thread):
        seen = may_see_thread(viewer, original)
        leads = _("Now it leads to “%(title)s”.") % {"title": original.title}
        return _form(
            "unduplicate",
            sent,
            title=_("No duplicate after all"),
            button=_("Take the link away"),
            hint=leads if seen else "",
            needed=needed,
        )
    return _form(
        "duplicate",
        sent,
        kind=DuplicateForm,
        title=_("Mark as a duplicate"),
        button=_("Lead readers there"),
        needed=needed,
        viewer=viewer,
    )

"""Which buttons a page shows: the same checks that the actions make."""

from dataclasses import dataclass, field

from accounts.models import Member
from forum import permissions as can
from forum.edit_permissions import SORTING
from forum.models import Reply, SuggestedEdit, Thread
from forum.permissions import may
from forum.permitted_acts import check_can_open_acts
from forum.queries.pages import ReplyView, ThreadView
from forum.queries.suggested import open_on
from forum.queries.visibility import Viewer
from reputation.enums import Capability, Privilege
from reputation.permissions import has_capability, opens


@dataclass
class ReplyFlags:
    accept: bool = False
    unaccept: bool = False
    confirm: bool = False
    recommend: bool = False
    edit: bool = False
    suggest: bool = False
    delete: bool = False
    undelete: bool = False
    vote: bool = False
    comment: bool = False
    moderate: bool = False
    flag: bool = False
    suggested: list[SuggestedEdit] = field(default_factory=list)


@dataclass
class ThreadFlags:
    reply: bool = False
    comment: bool = False
    edit: bool = False
    suggest: bool = False
    sort: bool = False
    delete: bool = False
    undelete: bool = False
    vote: bool = False
    me_too: bool = False
    state: bool = False
    solve_without: bool = False
    unsolve: bool = False
    moderate: bool = False
    flag: bool = False
    replies: dict[int, ReplyFlags] = field(default_factory=dict)
    suggested: list[SuggestedEdit] = field(default_factory=list)


NOTHING = ReplyFlags()


def thread_flags(viewer: Viewer, page: ThreadView) -> ThreadFlags:
    """Flags for a whole page, without a query; with one where suggested edits wait."""
    if not isinstance(viewer, Member):
        return ThreadFlags()
    thread = page.thread
    unsolve = may(can.check_can_withdraw_solution, viewer, thread, page.standing)
    flags = ThreadFlags(
        reply=may(can.check_can_reply, viewer, thread),
        comment=may(can.check_can_comment, viewer, thread),
        edit=_may_edit(viewer, thread, page.points),
        suggest=_may_suggest(viewer, thread, page.points),
        sort=_may_sort(viewer, thread, page.points),
        # What `check_can_delete` asks the database about the page has asked already. The company
        # deletes others' words on the page where it says why.
        delete=thread.author_id == viewer.pk and (viewer.is_company or not page.others_answered),
        undelete=may(can.check_can_return, viewer, thread),
        vote=may(can.check_can_vote, viewer, thread),
        me_too=may(can.check_can_me_too, viewer, thread),
        state=may(can.check_can_set_state, viewer, thread),
        solve_without=not thread.is_solved and may(can.check_can_solve_without, viewer, thread),
        unsolve=unsolve,
        moderate=may(check_can_open_acts, viewer, thread),
        flag=_may_flag(viewer, thread),
    )
    flags.replies |= _of_replies(viewer, page, unsolve=unsolve)
    return _with_suggested(viewer, page, flags) if page.suggested else flags


def _opens(viewer: Member, privilege: Privilege, points: int) -> bool:
    return opens(privilege, points, by=viewer)


def _may_edit(viewer: Member, post: Thread | Reply, points: int) -> bool:
    """As `check_can_edit`, with the points that the page has read."""
    if viewer.is_company or viewer.pk == post.author_id:
        return may(can.check_words_open, viewer, post)
    freely = _opens(viewer, Privilege.EDIT_FREELY, points) and may(can.check_not_the_companys, post)
    return freely and may(can.check_others_words, viewer, post)


def _may_suggest(viewer: Member, post: Thread | Reply, points: int) -> bool:
    """As `check_can_suggest`, for whom nothing more is open."""
    if viewer.pk == post.author_id or _may_edit(viewer, post, points):
        return False
    return _opens(viewer, Privilege.SUGGEST_EDIT, points) and may(
        can.check_others_words, viewer, post
    )


def _may_sort(viewer: Member, thread: Thread, points: int) -> bool:
    """The company has a page of its own for that."""
    stands = thread.deleted_at is None and not thread.is_locked
    if not stands or viewer.is_company:
        return False
    by_points = any(_opens(viewer, needed, points) for needed in SORTING)
    return by_points or has_capability(viewer, Capability.MARK_DUPLICATE)


def _with_suggested(viewer: Member, page: ThreadView, flags: ThreadFlags) -> ThreadFlags:
    """What waits on the posts of the page, for who suggested it, who wrote them, and who decides."""
    reviews = _opens(viewer, Privilege.REVIEW_EDITS, page.points)
    replies = {view.reply.pk: view.reply for view in shown_replies(page)}
    for row in open_on(page.thread, replies):
        post = replies[row.reply_id] if row.reply_id else page.thread
        if reviews or viewer.pk in (row.by_id, post.author_id):
            (flags.replies[post.pk] if row.reply_id else flags).suggested.append(row)
    return flags


def shown_replies(page: ThreadView) -> list[ReplyView]:
    return [*page.replies, *([page.solution] if page.solution else [])]


def _of_replies(viewer: Member, page: ThreadView, *, unsolve: bool) -> dict[int, ReplyFlags]:
    silent = may(can.check_is_silent, page.last_word)
    return {
        view.reply.pk: _reply_flags(viewer, page, view, unsolve=unsolve, silent=silent)
        for view in shown_replies(page)
    }


def _may_flag(viewer: Member, post: Thread | Reply) -> bool:
    """The company acts, members flag: one link beside each post."""
    return not viewer.is_company and may(can.check_can_flag, viewer, post)


def _reply_flags(
    viewer: Member, page: ThreadView, view: ReplyView, *, unsolve: bool, silent: bool
) -> ReplyFlags:
    reply, is_solution = view.reply, view is page.solution
    reply.thread = page.thread
    # A workaround, and what the company said in the asker's stead, may still become the Solution.
    standing = page.standing
    own = bool(standing and not standing.in_stead and not standing.is_workaround)
    return ReplyFlags(
        accept=not (is_solution and own) and may(can.check_can_accept, viewer, reply),
        unaccept=is_solution and unsolve,
        confirm=silent and may(can.check_can_confirm, viewer, reply),
        recommend=may(can.check_can_recommend, viewer, reply),
        edit=_may_edit(viewer, reply, page.points),
        suggest=_may_suggest(viewer, reply, page.points),
        delete=reply.author_id == viewer.pk and may(can.check_can_delete, viewer, reply),
        undelete=may(can.check_can_return, viewer, reply),
        vote=may(can.check_can_vote, viewer, reply),
        comment=may(can.check_can_comment, viewer, reply),
        moderate=viewer.is_company,
        flag=_may_flag(viewer, reply),
    )

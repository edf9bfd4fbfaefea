"""Which buttons a page shows: the same checks that the actions make."""

from dataclasses import dataclass, field

from accounts.models import Member
from forum import permissions as can
from forum.models import Reply, Thread
from forum.permissions import may
from forum.permitted_acts import check_can_open_acts
from forum.queries.pages import ReplyView, ThreadView
from forum.queries.visibility import Viewer


@dataclass
class ReplyFlags:
    accept: bool = False
    unaccept: bool = False
    confirm: bool = False
    recommend: bool = False
    edit: bool = False
    delete: bool = False
    undelete: bool = False
    vote: bool = False
    comment: bool = False
    moderate: bool = False
    flag: bool = False


@dataclass
class ThreadFlags:
    reply: bool = False
    comment: bool = False
    edit: bool = False
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


NOTHING = ReplyFlags()


def thread_flags(viewer: Viewer, page: ThreadView) -> ThreadFlags:
    """Flags for a whole page, without a query."""
    if not isinstance(viewer, Member):
        return ThreadFlags()
    thread = page.thread
    unsolve = may(can.check_can_withdraw_solution, viewer, thread, page.standing)
    flags = ThreadFlags(
        reply=may(can.check_can_reply, viewer, thread),
        comment=may(can.check_can_comment, viewer, thread),
        edit=may(can.check_can_edit, viewer, thread),
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
    return flags


def _of_replies(viewer: Member, page: ThreadView, *, unsolve: bool) -> dict[int, ReplyFlags]:
    silent = may(can.check_is_silent, page.last_word)
    return {
        view.reply.pk: _reply_flags(viewer, page, view, unsolve=unsolve, silent=silent)
        for view in [*page.replies, *([page.solution] if page.solution else [])]
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
        edit=may(can.check_can_edit, viewer, reply),
        delete=reply.author_id == viewer.pk and may(can.check_can_delete, viewer, reply),
        undelete=may(can.check_can_return, viewer, reply),
        vote=may(can.check_can_vote, viewer, reply),
        comment=may(can.check_can_comment, viewer, reply),
        moderate=viewer.is_company,
        flag=_may_flag(viewer, reply),
    )

"""Who may do which act that keeps order. The company does all of them; a term as Superuser opens some,
one by one. Checks raise a Refusal, as in forum.permissions."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.refusals import Refusal
from forum.models import Board, Comment, Reply, Thread
from forum.permissions import check_can_moderate, check_is_member
from forum.queries.visibility import Viewer, may_see_thread, readers_see
from reputation.enums import Capability
from reputation.permissions import has_capability

Post = Thread | Reply | Comment
# What a term as Superuser opens of the company's acts on a thread.
ACTS_OF_TERMS = {
    "move": Capability.MOVE,
    "retag": Capability.RETAG,
    "duplicate": Capability.MARK_DUPLICATE,
    "unduplicate": Capability.MARK_DUPLICATE,
}


def check_can_act(by: Viewer, act: str) -> Member:
    """The company does every act, a Superuser those on threads that their term opens."""
    member, opened = check_is_member(by), ACTS_OF_TERMS.get(act)
    if opened is not None and has_capability(member, opened):
        return member
    return check_can_moderate(member)


def acts_of(by: Member, post: Post) -> frozenset[str] | None:
    """The acts on a post that a member has the right to, None for all of them."""
    if by.is_company:
        return None
    mine = ACTS_OF_TERMS.items() if isinstance(post, Thread) else ()
    return frozenset(act for act, opened in mine if has_capability(by, opened))


def check_can_open_acts(by: Viewer, post: Post) -> Member:
    """Whether there is anything for them on the page where a post is moderated."""
    member = check_is_member(by)
    return member if acts_of(member, post) else check_can_moderate(member)


def same_readers(thread: Thread, board: Board) -> bool:
    """Whether a board has the very readers that a thread has."""
    there = Thread(board=board)
    return readers_see(thread, there) and readers_see(there, thread)


def check_keeps_readers(by: Member, thread: Thread, board: Board) -> None:
    """Who reads what is the company's to say: others move threads among boards that have the same
    readers."""
    if not by.is_company and not same_readers(thread, board):
        raise Refusal(_("Only an ambassador moves a thread to where others read than now."))


def check_sees(by: Member, thread: Thread) -> None:
    """What somebody may not see is to them no thread at all."""
    if not may_see_thread(by, thread):
        raise Refusal(_("There is no thread of ours at that address."))

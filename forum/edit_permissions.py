"""Who may touch what another wrote: suggest an edit, decide on one, sort a thread. Editing at once is in
forum.permissions, beside editing one's own."""

from django.utils.translation import gettext_lazy as _  # a page asks often, and reads few
from django.utils.translation import ngettext

from accounts.models import Member
from accounts.refusals import Refusal
from forum.models import Reply, SuggestedEdit, Thread
from forum.permissions import (
    check_is_member,
    check_not_the_companys,
    check_others_words,
    check_words_open,
)
from forum.queries.visibility import Viewer
from reputation.enums import Capability, Privilege
from reputation.permissions import check_privilege, has_capability

Post = Thread | Reply
# So many suggestions of one member wait at a time.
MOST_OPEN = 5
# What opens the page of a thread's order: its tags, and what it is a duplicate of.
SORTING = (Privilege.RETAG, Privilege.EDIT_FREELY)


def check_can_suggest(by: Viewer, post: Post) -> Member:
    member = check_is_member(by)
    if post.author_id == member.pk:
        raise Refusal(_("These are your own words. You can edit or delete them."))
    if member.is_company:
        raise Refusal(_("You can edit this at once."))
    check_privilege(member, Privilege.SUGGEST_EDIT)
    check_others_words(member, post)
    return member


def check_has_room_to_suggest(waiting: int) -> None:
    """`waiting` are the other suggestions of the same member that nobody has decided on."""
    if waiting >= MOST_OPEN:
        words = ngettext(
            "%(n)d edit that you suggested is still waiting. Please let somebody decide on it first.",
            "%(n)d edits that you suggested are still waiting. Please let somebody decide on one first.",
            waiting,
        )
        raise Refusal(words % {"n": waiting})


def check_can_decide(by: Viewer, post: Post, suggestion: SuggestedEdit) -> Member:
    """On suggestions for one's own words always; on others with the points for it. Nobody decides on
    their own."""
    member = check_is_member(by)
    if suggestion.by_id == member.pk:
        raise Refusal(_("You suggested this yourself, so somebody else decides."))
    if not suggestion.is_open:
        raise Refusal(_("This was decided already."))
    if post.author_id != member.pk:
        check_privilege(member, Privilege.REVIEW_EDITS)
        if not member.is_company:
            check_not_the_companys(post)
    return member


def check_can_accept_edit(by: Viewer, post: Post, suggestion: SuggestedEdit) -> Member:
    member = check_can_decide(by, post, suggestion)
    check_words_open(member, post)
    if post.edit_count != suggestion.based_on:
        raise Refusal(
            _("The text was edited since, so this would undo newer words. It can only be refused.")
        )
    return member


def check_can_withdraw_edit(by: Viewer, suggestion: SuggestedEdit) -> None:
    member = check_is_member(by)
    if suggestion.by_id != member.pk:
        raise Refusal(_("Only the person who suggested this can take it back."))
    if not suggestion.is_open:
        raise Refusal(_("This was decided already."))


def check_can_sort(by: Viewer, thread: Thread, privilege: Privilege) -> Member:
    """Change a thread's tags (RETAG), or mark it as a duplicate (EDIT_FREELY): by points, or by what a
    term as Superuser opens."""
    member = check_is_member(by)
    marks = privilege == Privilege.EDIT_FREELY
    if not (marks and has_capability(member, Capability.MARK_DUPLICATE)):
        check_privilege(member, privilege)
    if thread.is_locked and not member.is_company:
        raise Refusal(_("This thread is closed, so its words stay as they are."))
    return member

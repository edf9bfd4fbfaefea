"""What points open. The company needs none: it speaks for itself."""

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.enums import Privilege
from reputation.queries.schemes import scheme_now
from reputation.queries.standing import standing_of


def has_privilege(by: Member, privilege: Privilege) -> bool:
    """Whether a member's points open it; no query for what one point opens."""
    return opens(privilege, 1, by=by) or opens(privilege, standing_of(by).shown, by=by)


def opens(privilege: Privilege, points: int, *, by: Member) -> bool:
    """The same where a page has read the member's points with the rest."""
    return by.is_company or points >= scheme_now().privileges[privilege]


def check_privilege(by: Member, privilege: Privilege) -> None:
    """Raises Refusal that says what is needed and how far one is."""
    if has_privilege(by, privilege):
        return
    words = _("You need %(needed)s points to %(what)s. You have %(have)s so far.")
    needed = scheme_now().privileges[privilege]
    said = {"needed": needed, "what": privilege.label, "have": standing_of(by).shown}
    raise Refusal(words % said)


def pays_others(by: Member) -> bool:
    """Whether a vote of theirs pays its author. Everybody may vote from the first day, and every
    vote orders answers; what pays has to be earned."""
    return has_privilege(by, Privilege.VOTE_UP)

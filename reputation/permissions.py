"""What points open. The company needs none: it speaks for itself."""

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import check_is_company
from accounts.refusals import Refusal
from reputation.enums import FindingState, Privilege
from reputation.models import Appeal, Finding
from reputation.models.rings import APPEAL_LENGTH
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


# Vote rings -----------------------------------------------------------------------------------
def check_can_decide(by: Member, finding: Finding, state: str, reason: str) -> None:
    """Raises Refusal: nobody decides about themselves, and everybody says why."""
    check_is_company(by)
    if by.pk in (finding.voter_id, finding.author_id):
        raise Refusal(_("This is about you. Somebody else has to decide it."))
    if state not in FindingState.values or state == FindingState.OPEN:
        raise Refusal(_("Please choose what to do."))
    if not reason.strip():
        raise Refusal(_("Please give the reason: people deserve to know why."))


def check_can_appeal(by: Member, finding: Finding, text: str) -> None:
    """Raises Refusal for whom it does not concern, where all is well already, and for more than one
    word to one decision."""
    if by.pk not in (finding.voter_id, finding.author_id) or not by.is_active:
        raise Refusal(_("Only who it is about can answer this."))
    if finding.state == FindingState.CLEARED:
        raise Refusal(_("All is well already: the points count."))
    if not text.strip():
        raise Refusal(_("Please say in a few words how it was."))
    if len(text) > APPEAL_LENGTH:
        raise Refusal(_("Please say it in %(most)s characters.") % {"most": APPEAL_LENGTH})
    since = finding.decided_at or finding.at
    if Appeal.objects.filter(finding=finding, by=by, at__gte=since).exists():
        raise Refusal(_("You have told us how it was. Somebody of the company reads it."))


def check_can_answer_appeal(by: Member, appeal: Appeal, answer: str) -> None:
    """Raises Refusal: an appeal is answered once, in words, by somebody whom it does not concern."""
    check_is_company(by)
    if by.pk in (appeal.finding.voter_id, appeal.finding.author_id):
        raise Refusal(_("This is about you. Somebody else has to decide it."))
    if appeal.answered_at is not None:
        raise Refusal(_("Somebody has answered this already."))
    if not answer.strip():
        raise Refusal(_("Please answer in a few words."))

"""What points open, and what a term as Superuser does. The company needs neither: it speaks for
itself."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.permissions import check_is_company
from accounts.refusals import Refusal
from reputation.enums import Capability, FindingState, Privilege, Stage
from reputation.models import Appeal, Finding, Nomination
from reputation.models.rings import APPEAL_LENGTH
from reputation.queries.programme import capabilities_of
from reputation.queries.schemes import scheme_now
from reputation.queries.standing import standing_of

# An invitation waits so long.
ANSWER_WITHIN = timedelta(days=30)
# Privileges that a term opens whatever the points, by the value of the privilege.
OPENED_BY: Mapping[str, Capability] = {
    "suggest_edit": Capability.RECOMMEND,
    "retag": Capability.RETAG,
}


def has_capability(by: Member, capability: Capability) -> bool:
    """Whether the member's term opens it now. No query for whom the community does not honour."""
    return capability in capabilities_of(by)


def has_privilege(by: Member, privilege: Privilege) -> bool:
    """Whether a member's points or their term open it; no query for what one point opens."""
    return opens(privilege, 1, by=by) or opens(privilege, standing_of(by).shown, by=by)


def opens(privilege: Privilege, points: int, *, by: Member) -> bool:
    """The same where a page has read the member's points with the rest."""
    if by.is_company or points >= scheme_now().privileges[privilege]:
        return True
    opened = OPENED_BY.get(privilege.value)
    return opened is not None and has_capability(by, opened)


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


# The superuser programme ------------------------------------------------------------------------
def check_runs_programme(by: Member) -> None:
    """Ambassadors and staff nominate, review, and look after terms."""
    if not (by.is_active and by.is_company):
        raise Refusal(_("Only an ambassador can do this."))


def check_sets_programme(by: Member) -> None:
    """Tiers and guidelines are the staff's."""
    if not by.is_staff:
        raise Refusal(_("Only staff set the guidelines."))


def check_can_nominate(by: Member, member: Member, *, has_term: bool, has_open: bool) -> None:
    """`has_term` and `has_open` say that the member is a Superuser, or nominated, already."""
    if by.pk == member.pk:
        raise Refusal(_("You cannot nominate yourself."))
    check_runs_programme(by)
    check_can_be_superuser(member)
    if has_term:
        raise Refusal(_("They are a Superuser already."))
    if has_open:
        raise Refusal(_("They are nominated already."))


def check_can_be_superuser(member: Member) -> None:
    if not member.is_active:
        raise Refusal(_("This account is closed."))
    if member.is_company:
        raise Refusal(_("An employee cannot be a Superuser."))


def check_can_review(by: Member, nomination: Nomination, *, reviewed: bool) -> None:
    """Two others than the nominator look, each once. `reviewed` says that `by` has."""
    check_runs_programme(by)
    if nomination.member_id == by.pk:
        raise Refusal(_("You cannot review your own nomination."))
    if nomination.by_id == by.pk:
        raise Refusal(_("You nominated them yourself. Two others have to review it."))
    if reviewed:
        raise Refusal(_("You have reviewed this already. Somebody else has to be the second."))
    if nomination.stage != Stage.NOMINATED:
        raise Refusal(_("This nomination was decided already."))


def check_can_answer(by: Member, nomination: Nomination, *, at: datetime) -> None:
    """Only the invited member, while the invitation waits."""
    if nomination.member_id != by.pk:
        raise Refusal(_("This invitation is for somebody else."))
    lapsed = nomination.stage == Stage.INVITED and nomination.stage_at + ANSWER_WITHIN <= at
    if nomination.stage == Stage.LAPSED or lapsed:
        raise Refusal(_("This invitation has lapsed. Ask an ambassador if you still want to join."))
    if nomination.stage != Stage.INVITED:
        raise Refusal(_("This invitation was answered already."))


def sees_term(by: Member, member: Member) -> bool:
    """Whether what belongs to a member's term is for these eyes: theirs and the company's."""
    return by.is_active and (by.is_company or by.pk == member.pk)


def check_why(reason: str) -> str:
    """The reason without its margins. Raises Refusal where there is none."""
    if not reason.strip():
        raise Refusal(_("Please give the reason: people deserve to know why."))
    return reason.strip()

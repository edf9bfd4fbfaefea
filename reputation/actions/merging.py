"""Two accounts of one person become one: what reputation keeps beside the ledger. What was earned is
told anew by the rooms above, whose rows are its causes."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.ledger import hold_members
from reputation.actions.sources import wait_for_fold
from reputation.enums import FindingState, Stage
from reputation.models import (
    Appeal,
    Finding,
    MemberOfTheWeek,
    Nomination,
    Pending,
    Perk,
    Review,
    Standing,
    Term,
    Trace,
)
from reputation.queries.programme import open_of, running_term
from reputation.queries.standing import unlisted

WAITS = (FindingState.OPEN, FindingState.HELD)


def check_can_give_up(member: Member, into: Member) -> None:
    """Raises Refusal while something runs that is about this very account, or about both: a person
    decides that first."""
    if running_term(member) is not None:
        raise Refusal(_("The account that would close is a Superuser’s. End the term first."))
    if open_of(member).exists():
        raise Refusal(_("The account that would close is nominated. Decide that first."))
    about = Q(voter=member) | Q(author=member) | Q(voter=into, author=member)
    if Finding.objects.filter(about, state=FindingState.OPEN).exists():
        raise Refusal(
            _("Votes of the account that would close wait to be looked at. Do that first.")
        )


def merge_standing(member: Member, into: Member) -> None:
    """Part of merging two accounts (accounts.actions.merging). Ranks and badges follow when what was
    told is counted in; what was decided stays written under the account that decided."""
    hold_members({member.pk, into.pk})
    if unlisted().filter(member=member).exists():
        Standing.objects.filter(member=into).update(is_listed=False)
    Trace.objects.filter(member=member).delete()
    for model in (MemberOfTheWeek, Nomination, Perk, Term):
        model._default_manager.filter(member=member).update(member=into)
    # Two words of one person on a nomination are one.
    both = Review.objects.filter(by=into, nomination=OuterRef("nomination"))
    Review.objects.filter(~Exists(both), by=member).update(by=into)
    Nomination.objects.filter(by=member).update(by=into)
    # Nobody reviews whom they nominated. What was decided stays so.
    own = Review.objects.filter(by=into, nomination__by=into)
    own.filter(nomination__stage=Stage.NOMINATED).delete()
    _merge_findings(member, into)
    wait_for_fold([Pending(kind=Pending.MEMBER, what=pk) for pk in (member.pk, into.pk)])


def _merge_findings(member: Member, into: Member) -> None:
    """What waits goes on waiting under the account that stays. Between the two nothing is left to
    find; where both have a finding with the same person, the older name keeps its own."""
    for mine, other in (("voter", "author"), ("author", "voter")):
        rows = Finding.objects.filter(**{mine: member}).exclude(**{other: into})
        same = Finding.objects.filter(
            state__in=WAITS, **{mine: into, other: OuterRef(f"{other}_id")}
        )
        rows.filter(~Q(state__in=WAITS) | ~Exists(same)).update(**{mine: into})
    twice = Appeal.objects.filter(by=into, finding=OuterRef("finding"), answered_at=None)
    Appeal.objects.filter(~Exists(twice) | Q(answered_at__isnull=False), by=member).update(by=into)

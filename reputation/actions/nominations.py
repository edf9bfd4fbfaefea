"""From a nomination with its reason, over two different reviewers, to an invitation."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.turns import take_turn
from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.steps import (
    company,
    concerned_with,
    desk_url,
    invitation_url,
    note_step,
    own_url,
    tell_step,
)
from reputation.enums import OPEN_STAGES, Stage, Step
from reputation.models import Nomination, Review, Term, Tier
from reputation.models.programme import REASON_LENGTH
from reputation.permissions import (
    ANSWER_WITHIN,
    check_can_be_superuser,
    check_can_nominate,
    check_can_review,
    check_why,
)
from reputation.queries.evidence import evidence_of
from reputation.queries.programme import open_of, running_term

REVIEWERS = 2
# So long before a term ends its renewal is reviewed.
RENEW_BEFORE = timedelta(days=30)


def nominate_member(
    member: Member, *, tier: str, by: Member, reason: str, at: datetime | None = None
) -> Nomination:
    """Put somebody forward for the tier called `tier`, with what the ledger says of them now. The
    company is told, and two others than `by` review it. Raises Refusal."""
    at, reason = at or timezone.now(), reason[:REASON_LENGTH]
    with transaction.atomic():
        take_turn(member)
        member = Member.objects.get(pk=member.pk)
        has_term = running_term(member) is not None
        check_can_nominate(by, member, has_term=has_term, has_open=open_of(member).exists())
        kind = Tier.objects.filter(key=tier).first()
        if kind is None:
            raise Refusal(_("There is no tier named %(name)s.") % {"name": tier[:40]})
        reason = check_why(reason)
        made = _put_forward(member, kind, by=by, at=at, reason=reason)
        note_step("nominate", member, by=by, at=at, reason=reason, tier=kind.key)
    return made


def _put_forward(
    member: Member,
    tier: Tier,
    *,
    by: Member | None,
    at: datetime,
    reason: str = "",
    renews: Term | None = None,
) -> Nomination:
    # What the nominator sees; without one, what everybody may see.
    known = evidence_of(by or member, [member.pk], tier, at=at)[member.pk]
    made = Nomination.objects.create(
        member=member,
        tier=tier,
        renews=renews,
        reason=reason,
        by=by,
        at=at,
        stage_at=at,
        evidence=known.as_data(),
    )
    step = Step.RENEWAL if renews else Step.NOMINATED
    others = company(but_for=[member.pk])
    tell_step(step, made, others, by=by, at=at, url=desk_url(), words=reason)
    return made


def review_nomination(
    nomination: Nomination, *, by: Member, is_yes: bool, reason: str, at: datetime | None = None
) -> Review:
    """One reviewer's word. The second yes invites the member; a no of either closes it. Raises
    Refusal, also where the member could not be a Superuser any more."""
    at, reason = at or timezone.now(), reason[:REASON_LENGTH]
    with transaction.atomic():
        nomination = locked(nomination)
        said = nomination.reviews.filter(by=by)
        check_can_review(by, nomination, reviewed=said.exists())
        reason = check_why(reason)
        if is_yes:
            check_can_be_superuser(nomination.member)
        review = Review.objects.create(
            nomination=nomination, by=by, is_yes=is_yes, reason=reason, at=at
        )
        note_step("review", nomination.member, by=by, at=at, reason=reason, is_yes=is_yes)
        _after_review(nomination, by=by, is_yes=is_yes, reason=reason, at=at)
    return review


def _after_review(
    nomination: Nomination, *, by: Member, is_yes: bool, reason: str, at: datetime
) -> None:
    told = concerned_with(nomination)
    if not is_yes:
        set_stage(nomination, Stage.DECLINED, at=at)
        step, desk = Step.DECLINED, desk_url()
        tell_step(step, nomination, told, by=by, at=at, url=desk, words=reason)
        if nomination.renews is not None:
            url = own_url(nomination.member)
            tell_step(Step.NOT_RENEWED, nomination, [nomination.member], by=None, at=at, url=url)
    elif nomination.reviews.count() < REVIEWERS:
        tell_step(Step.REVIEWED, nomination, told, by=by, at=at, url=desk_url(), words=reason)
    else:
        set_stage(nomination, Stage.INVITED, at=at)
        note_step("invite", nomination.member, by=by, at=at, tier=nomination.tier.key)
        member, url = nomination.member, invitation_url()
        tell_step(Step.INVITED, nomination, [member], by=None, at=at, url=url)
        tell_step(Step.APPROVED, nomination, told, by=by, at=at, url=desk_url())


def locked(nomination: Nomination) -> Nomination:
    """The nomination as it stands now. Its member is held first, as everywhere in the programme, so
    that one step at a time is taken with each."""
    take_turn(Member(pk=nomination.member_id))
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("member", "tier")
    found = rows.get(pk=nomination.pk)
    found.renews = Term.objects.filter(pk=found.renews_id).first() if found.renews_id else None
    return found


def set_stage(nomination: Nomination, stage: Stage, *, at: datetime) -> None:
    Nomination.objects.filter(pk=nomination.pk).update(stage=stage, stage_at=at)
    nomination.stage, nomination.stage_at = stage, at


def lapse_invitations(*, at: datetime | None = None) -> int:
    """Close what nobody answered in time, and what is meant for somebody who cannot be a Superuser
    any more; returns how many. Once is as often as many times."""
    at = at or timezone.now()
    waited = Nomination.objects.filter(stage=Stage.INVITED, stage_at__lte=at - ANSWER_WITHIN)
    open_ = Nomination.objects.filter(stage__in=OPEN_STAGES)
    lost = open_.exclude(member__is_active=True, member__role="member")
    return sum(_lapse(row, at=at) for row in (waited | lost).order_by("pk"))


def _lapse(row: Nomination, *, at: datetime) -> bool:
    with transaction.atomic():
        nomination = locked(row)
        # Somebody may have answered while the list was read.
        if (nomination.stage, nomination.stage_at) != (row.stage, row.stage_at):
            return False
        close_nomination(nomination, at=at)
    return True


def close_nomination(nomination: Nomination, *, at: datetime) -> None:
    """Part of ending what is open; the caller holds it. Whoever was invited is told as well."""
    invited = nomination.stage == Stage.INVITED
    set_stage(nomination, Stage.LAPSED, at=at)
    note_step("lapse", nomination.member, by=None, at=at, tier=nomination.tier.key)
    told = concerned_with(nomination)
    tell_step(Step.LAPSED, nomination, told, by=None, at=at, url=desk_url())
    if invited and not nomination.member.is_company:
        url = own_url(nomination.member)
        tell_step(Step.LAPSED, nomination, [nomination.member], by=None, at=at, url=url)


def close_open(member: Member, *, at: datetime) -> None:
    """Part of a term's or an account's end: nothing of theirs is open any more."""
    for nomination in open_of(member):
        close_nomination(locked(nomination), at=at)


def open_renewals(*, at: datetime | None = None) -> int:
    """Put everybody forward again whose term ends within RENEW_BEFORE, once for each term, and once
    more where its end was moved away since; returns how many."""
    at = at or timezone.now()
    due = Term.objects.filter(ended_at=None, ends__lte=at + RENEW_BEFORE, ends__gt=at)
    looked = Nomination.objects.filter(
        renews=OuterRef("pk"), at__gte=OuterRef("ends") - RENEW_BEFORE
    )
    due = due.filter(~Exists(looked)).order_by("ends", "pk")
    return sum(_renew(pk, at=at) for pk in due.values_list("pk", flat=True))


def _renew(pk: int, *, at: datetime) -> bool:
    with transaction.atomic():
        term = Term.objects.select_related("member", "tier").get(pk=pk)
        take_turn(term.member)
        term.refresh_from_db(fields=["ended_at", "ends"])
        known = term.renewals.filter(at__gte=term.ends - RENEW_BEFORE).exists()
        over = term.ended_at is not None or term.ends > at + RENEW_BEFORE
        if over or known or open_of(term.member).exists():
            return False
        made = _put_forward(term.member, term.tier, by=None, at=at, renews=term)
        note_step("renewal", term.member, by=None, at=at, tier=term.tier.key)
        url = own_url(term.member)
        tell_step(Step.RENEWAL, made, [term.member], by=None, at=at, url=url)
    return True

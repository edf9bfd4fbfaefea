"""Terms: they begin with the acceptance of the guidelines, open things one by one, and end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.honours import set_honour
from accounts.actions.turns import take_turn
from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.nominations import close_open, locked, set_stage
from reputation.actions.steps import (
    company,
    concerned_with,
    desk_url,
    note_step,
    own_url,
    tell_step,
)
from reputation.enums import Capability, End, Stage, Step
from reputation.models import Grant, Nomination, Term
from reputation.models.programme import MOST_DAYS, REASON_LENGTH
from reputation.permissions import (
    check_can_answer,
    check_can_be_superuser,
    check_runs_programme,
    check_why,
)
from reputation.queries.programme import guidelines_now, running_term

# The group whose boards are the superusers' own.
GROUP = "superusers"


def accept_invitation(
    nomination: Nomination, *, by: Member, guidelines: int, at: datetime | None = None
) -> Term:
    """The invited member agrees to the guidelines of that number, and the term begins. A renewal
    adds its days to the end of the term before. Raises Refusal, also where the guidelines were
    changed meanwhile."""
    at = at or timezone.now()
    with transaction.atomic():
        nomination = locked(nomination)
        check_can_answer(by, nomination, at=at)
        check_can_be_superuser(nomination.member)
        if guidelines != guidelines_now().number:
            raise Refusal(_("The guidelines were changed meanwhile. Please read them once more."))
        set_stage(nomination, Stage.ACCEPTED, at=at)
        term = _begin(nomination, guidelines=guidelines, at=at)
        note_step("accept", by, by=by, at=at, guidelines=guidelines, ends=term.ends.isoformat())
        told = concerned_with(nomination)
        tell_step(Step.ACCEPTED, nomination, told, by=by, at=at, url=desk_url())
    return term


def _begin(nomination: Nomination, *, guidelines: int, at: datetime) -> Term:
    member, tier = nomination.member, nomination.tier
    before = running_term(member)
    start, shut = at, dict[str, Grant]()
    if before is not None:
        start = max(at, before.ends)
        shut = {one.capability: one for one in before.grants.exclude(withdrawn_at=None)}
        Term.objects.filter(pk=before.pk).update(ended_at=at, end=End.RENEWED)
    term = Term.objects.create(
        member=member,
        tier=tier,
        nomination=nomination,
        guidelines=guidelines,
        begins=at,
        ends=start + timedelta(days=tier.term_days),
    )
    # What was withdrawn stays so: a renewal is no pardon.
    for capability in Capability.values:
        old = shut.get(capability)
        kept = {"withdrawn_at": old.withdrawn_at, "reason": old.reason} if old else {}
        Grant.objects.create(term=term, capability=capability, **kept)
    set_honour(member, honoured=True, group=GROUP)
    return term


def turn_down_invitation(nomination: Nomination, *, by: Member, at: datetime | None = None) -> None:
    """The invited member would rather not; nobody asks why. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        nomination = locked(nomination)
        check_can_answer(by, nomination, at=at)
        set_stage(nomination, Stage.TURNED_DOWN, at=at)
        note_step("turn_down", by, by=by, at=at, tier=nomination.tier.key)
        told = concerned_with(nomination)
        tell_step(Step.TURNED_DOWN, nomination, told, by=by, at=at, url=desk_url())


def step_down(member: Member, *, by: Member, at: datetime | None = None) -> None:
    """A Superuser stops, at any time and without a reason. Raises Refusal."""
    if by.pk != member.pk:
        raise Refusal(_("Only they themselves can step down."))
    with transaction.atomic():
        _end(_running(member), End.STEPPED_DOWN, by=by, at=at or timezone.now())


def end_term(term: Term, *, by: Member, reason: str, at: datetime | None = None) -> None:
    """The company ends a term before its time, and says why. Raises Refusal."""
    with transaction.atomic():
        check_runs_programme(by)
        reason = check_why(reason)[:REASON_LENGTH]
        running = _running(term.member)
        _end(running, End.WITHDRAWN, by=by, at=at or timezone.now(), reason=reason)


def set_term_end(
    term: Term, *, by: Member, ends: datetime, reason: str, at: datetime | None = None
) -> None:
    """Let a term end on another day. Raises Refusal for an end before the term begins, or one that
    is past or very far."""
    at = at or timezone.now()
    with transaction.atomic():
        check_runs_programme(by)
        term, reason = _running(term.member), check_why(reason)[:REASON_LENGTH]
        if ends <= term.begins:
            raise Refusal(_("A term cannot end before it begins."))
        if ends <= at:
            raise Refusal(_("That day is past. End the term instead."))
        if ends > at + timedelta(days=MOST_DAYS):
            raise Refusal(_("That is too far away. A term is looked at again from time to time."))
        if ends == term.ends:
            return
        Term.objects.filter(pk=term.pk).update(ends=ends)
        what = {"was": term.ends.isoformat(), "became": ends.isoformat()}
        entry = note_step("move_end", term.member, by=by, at=at, reason=reason, **what)
        url, again = own_url(term.member), str(entry.pk)
        told = [term.member]
        tell_step(Step.MOVED_END, term, told, by=by, at=at, url=url, words=reason, again=again)


def withdraw_capability(
    term: Term, *, capability: str, by: Member, reason: str, at: datetime | None = None
) -> None:
    """Take one thing away that a term opens, and say why. Twice is once. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        grant = _grant(term, capability, by=by)
        reason = check_why(reason)[:REASON_LENGTH]
        if grant.withdrawn_at is None:
            Grant.objects.filter(pk=grant.pk).update(withdrawn_at=at, reason=reason)
            _note_grant(Step.WITHDRAWN, grant, by=by, at=at, reason=reason)


def give_back_capability(
    term: Term, *, capability: str, by: Member, reason: str = "", at: datetime | None = None
) -> None:
    """Open again what was withdrawn. Twice is once. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        grant = _grant(term, capability, by=by)
        if grant.withdrawn_at is not None:
            Grant.objects.filter(pk=grant.pk).update(withdrawn_at=None, reason="")
            reason = reason.strip()[:REASON_LENGTH]
            _note_grant(Step.GIVEN_BACK, grant, by=by, at=at, reason=reason)


def _grant(term: Term, capability: str, *, by: Member) -> Grant:
    check_runs_programme(by)
    if capability not in Capability.values:
        raise Refusal(_("There is nothing named %(name)s to open.") % {"name": capability[:40]})
    running = _running(term.member)
    return Grant.objects.get_or_create(term=running, capability=capability)[0]


def _note_grant(step: Step, grant: Grant, *, by: Member, at: datetime, reason: str) -> None:
    term = _running(grant.term.member)
    entry = note_step(
        step.value, term.member, by=by, at=at, reason=reason, capability=grant.capability
    )
    url, again = own_url(term.member), str(entry.pk)
    tell_step(step, term, [term.member], by=by, at=at, url=url, words=reason, again=again)


def _running(member: Member) -> Term:
    """The member's term, held. Raises Refusal where there is none."""
    take_turn(member)
    found = running_term(member)
    if found is None:
        raise Refusal(_("They are in no term now."))
    return found


def _end(term: Term, end: End, *, by: Member | None, at: datetime, reason: str = "") -> None:
    """The honour goes, and what the term opened with it; a renewal that is open is closed. The
    caller holds the member."""
    Term.objects.filter(pk=term.pk).update(ended_at=at, end=end)
    set_honour(term.member, honoured=False, group=GROUP)
    # Where a term only ran out, an answer to its renewal may still come.
    if end != End.RUN_OUT:
        close_open(term.member, at=at)
    note_step("end", term.member, by=by, at=at, reason=reason, end=end.value)
    url, words = own_url(term.member), reason
    tell_step(Step.ENDED, term, [term.member], by=by, at=at, url=url, words=words)
    others = company(but_for=[term.member_id])
    tell_step(Step.ENDED, term, others, by=by, at=at, url=desk_url(), words=words)


def end_due_terms(*, at: datetime | None = None) -> int:
    """End the terms that ran out, and those of members who became employees or whose account was
    closed; returns how many. Once is as often as many times."""
    at = at or timezone.now()
    running = Term.objects.filter(ended_at=None)
    due = running.filter(ends__lte=at) | running.exclude(
        member__is_active=True, member__role="member"
    )
    members = Member.objects.filter(pk__in=due.values("member")).order_by("pk")
    return sum(end_where_due(member, at=at) for member in members)


def end_where_due(member: Member, *, at: datetime | None = None) -> bool:
    """End the member's term where it has to end by now, and what is open of their nominations where
    they could not be a Superuser; says whether a term ended."""
    at = at or timezone.now()
    with transaction.atomic():
        take_turn(member)
        found = running_term(member)
        end = _why_now(found, at=at) if found else None
        if found and end:
            _end(found, end, by=None, at=at)
        if member.is_company or not member.is_active:
            close_open(member, at=at)
        return bool(found and end)


def close_account(member: Member, *, at: datetime) -> None:
    """Part of erasing a member: their term ends, and nothing of theirs stays open."""
    term = running_term(member)
    if term is not None:
        _end(term, End.CLOSED, by=None, at=at)
    close_open(member, at=at)


def _why_now(term: Term, *, at: datetime) -> End | None:
    if not term.member.is_active:
        return End.CLOSED
    if term.member.is_company:
        return End.EMPLOYED
    return End.RUN_OUT if term.ends <= at else None

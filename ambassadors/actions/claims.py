"""Having a piece of work for a while, so that two people never answer one customer.

A claim is a lease: it runs out by itself, and only then, or with a reason, is it somebody else's. That
one is open at a time the database says (claim_open_once).
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.enums import State, Step
from ambassadors.models import Claim, Item
from ambassadors.permissions import (
    MovedOn,
    check_can_claim,
    check_can_take_over,
    check_has_claim,
)
from ambassadors.queries.claims import open_claim

LEASE = timedelta(minutes=10)


def claim_item(item: Item, *, by: Member, at: datetime | None = None) -> Claim:
    """Have the item for LEASE from now; one's own claim begins anew. Raises MovedOn where somebody
    else has it."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            item = held(item)
            claim = open_claim(item)
            check_can_claim(by, item, claim, at=at)
            if claim is not None and claim.by_id == by.pk and claim.until > at:
                return _extended(claim, at=at)
            return _begin(item, claim, by=by, at=at, step=Step.CLAIMED)
    except IntegrityError:
        raise MovedOn(_("Somebody else was quicker. Here is what there is now.")) from None


def take_over_item(item: Item, *, by: Member, reason: str, at: datetime | None = None) -> Claim:
    """Take the item from whoever has it, who reads the reason. Raises Refusal without one."""
    at = at or timezone.now()
    try:
        with transaction.atomic():
            item = held(item)
            reason = check_can_take_over(by, item, reason)
            claim = open_claim(item)
            return _begin(item, claim, by=by, at=at, step=Step.TAKEN_OVER, reason=reason)
    except IntegrityError:
        raise MovedOn(_("Somebody else was quicker. Here is what there is now.")) from None


def _begin(
    item: Item, before: Claim | None, *, by: Member, at: datetime, step: Step, reason: str = ""
) -> Claim:
    if before is not None:
        ended = min(before.until, at)
        Claim.objects.filter(pk=before.pk).update(ended_at=max(ended, before.at))
    claim = Claim.objects.create(item=item, by=by, at=at, until=at + LEASE, reason=reason)
    state = State.TRIAGED if item.state == State.NEW else item.state
    detail = {"from": before.by_id} if before and step == Step.TAKEN_OVER else {}
    note_step(item, step, by=by, at=at, reason=reason, detail=detail, moves=False, state=state)
    return claim


def _extended(claim: Claim, *, at: datetime) -> Claim:
    claim.until = max(claim.until, at + LEASE)
    Claim.objects.filter(pk=claim.pk).update(until=claim.until)
    desk_moved()
    return claim


def keep_claim(item: Item, *, by: Member, at: datetime | None = None) -> Claim:
    """The page that somebody works on says that they still do. Raises MovedOn where they have it no
    more: a claim that ran out is not brought back by a page in the background."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        claim = open_claim(item)
        check_has_claim(by, item, claim, at=at)
        assert claim is not None  # noqa: S101 - check_has_claim raises
        return _extended(claim, at=at)


def release_item(item: Item, *, by: Member, at: datetime | None = None) -> None:
    """Give it back. Nothing happens where it is not one's own any more."""
    at = at or timezone.now()
    with transaction.atomic():
        item = held(item)
        claim = open_claim(item)
        if claim is not None and claim.by_id == by.pk:
            end_claim(item, at=at)
            note_step(item, Step.RELEASED, by=by, at=at, moves=False)


def end_claim(item: Item, *, at: datetime) -> None:
    """The work is done, or gone: nobody has it any more. The caller holds the item."""
    claim = open_claim(item)
    if claim is not None:
        Claim.objects.filter(pk=claim.pk).update(ended_at=max(min(claim.until, at), claim.at))

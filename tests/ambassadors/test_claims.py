"""Two people never work on one customer: a claim is a lease, and one holds at a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import (
    LEASE,
    claim_item,
    keep_claim,
    release_item,
    take_over_item,
)
from ambassadors.actions.compliance import bury_mention
from ambassadors.enums import Gone, State, Step
from ambassadors.models import Channel, Claim, Item, ItemEvent
from ambassadors.permissions import MovedOn
from ambassadors.queries.claims import holder_of
from tests.ambassadors.hearing import NOW, hear, heard, mention_of


@pytest.fixture
def item(channel: Channel) -> Item:
    return hear(channel, heard("1"))[0]


def test_customers_claim_nothing(item: Item, noor: Member, tomasz: Member) -> None:
    for by in (noor, tomasz):
        with pytest.raises(Refusal):
            claim_item(item, by=by, at=NOW)
    assert not Claim.objects.exists()


def test_what_somebody_has_nobody_else_claims(item: Item, maren: Member, saoirse: Member) -> None:
    claim_item(item, by=maren, at=NOW)
    with pytest.raises(MovedOn, match="Maren Jost has this until 12:10 UTC"):
        claim_item(item, by=saoirse, at=NOW + timedelta(minutes=9))
    item.refresh_from_db()
    assert (item.state, item.version) == (State.TRIAGED, 1)
    assert [(row.step, row.by) for row in ItemEvent.objects.all()] == [(Step.CLAIMED, maren)]


def test_a_claim_runs_out(item: Item, maren: Member, saoirse: Member) -> None:
    claim_item(item, by=maren, at=NOW)
    later = NOW + LEASE
    assert holder_of(item, at=later) is None
    with pytest.raises(MovedOn, match="run out"):
        keep_claim(item, by=maren, at=later)
    claim_item(item, by=saoirse, at=later)
    held = holder_of(item, at=later)
    assert held is not None and held.by == saoirse
    first, _second = Claim.objects.order_by("pk")
    assert first.ended_at == NOW + LEASE  # when it ran out, not when somebody noticed


def test_who_works_keeps_it(item: Item, maren: Member, saoirse: Member) -> None:
    claim_item(item, by=maren, at=NOW)
    kept = keep_claim(item, by=maren, at=NOW + timedelta(minutes=9))
    assert kept.until == NOW + timedelta(minutes=19)
    with pytest.raises(MovedOn):
        claim_item(item, by=saoirse, at=NOW + timedelta(minutes=18))


def test_taking_over_wants_a_reason(item: Item, maren: Member, saoirse: Member) -> None:
    claim_item(item, by=maren, at=NOW)
    with pytest.raises(Refusal, match="say why"):
        take_over_item(item, by=saoirse, reason="  ", at=NOW)
    take_over_item(item, by=saoirse, reason="Maren has gone home", at=NOW + timedelta(minutes=1))
    with pytest.raises(MovedOn, match="Saoirse Quinn has taken this over"):
        keep_claim(item, by=maren, at=NOW + timedelta(minutes=2))
    event = ItemEvent.objects.get(step=Step.TAKEN_OVER)
    assert (event.reason, event.detail) == ("Maren has gone home", {"from": maren.pk})


def test_giving_back(item: Item, maren: Member, saoirse: Member) -> None:
    claim_item(item, by=maren, at=NOW)
    release_item(item, by=saoirse, at=NOW)  # not theirs: nothing happens
    assert holder_of(item, at=NOW) is not None
    release_item(item, by=maren, at=NOW)
    assert holder_of(item, at=NOW) is None
    claim_item(item, by=saoirse, at=NOW)


def test_what_is_gone_is_claimed_by_nobody(item: Item, maren: Member) -> None:
    bury_mention(mention_of(item), why=Gone.DELETED, at=NOW)
    with pytest.raises(MovedOn, match="gone from its network"):
        claim_item(item, by=maren, at=NOW)


def test_the_database_keeps_one(item: Item, maren: Member, saoirse: Member) -> None:
    until = NOW + LEASE
    Claim.objects.create(item=item, by=maren, at=NOW, until=until)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.create(item=item, by=saoirse, at=NOW, until=until)

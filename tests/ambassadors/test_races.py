"""Fifty at once: one has it, one thread is made, one answer goes out, one message is taken in."""

from datetime import timedelta

import pytest

from accounts.models import Member
from ambassadors.actions.claims import claim_item, take_over_item
from ambassadors.actions.intake import take_in
from ambassadors.actions.promotions import promote_item
from ambassadors.actions.replies import answer_item
from ambassadors.actions.sending import send_due
from ambassadors.channels.base import Fetched
from ambassadors.enums import OutgoingState
from ambassadors.models import Channel, Claim, Contact, Item, Mention, Outgoing, Promotion
from forum.models import Board, Thread
from tests.ambassadors.hearing import NOW, FakeNetwork, hear, heard
from tests.conftest import make_member
from tests.forum.test_races import MANY, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(channel: Channel) -> Item:
    return hear(channel, heard("1"))[0]


def test_claims_at_once(item: Item) -> None:
    people = [make_member(f"a{n}", role="ambassador") for n in range(MANY)]
    assert at_once(lambda n: claim_item(item, by=people[n], at=NOW)) == []
    (claim,) = Claim.objects.all()
    # And fifty who take it over one from another: one has it in the end.
    wrong = at_once(lambda n: take_over_item(item, by=people[n], reason="mine", at=NOW))
    assert wrong == []
    assert Claim.objects.filter(ended_at=None).count() == 1
    claim.refresh_from_db()
    assert claim.ended_at is not None


def test_promotions_at_once(item: Item, board: Board, maren: Member) -> None:
    claim_item(item, by=maren, at=NOW)

    def promote(n: int) -> None:
        words = {"kind": "question", "title": f"The house is cold {n}", "source": "What helps?"}
        promote_item(item, by=maren, version=item.version, board=board, at=NOW, **words)

    assert at_once(promote) == []
    assert (Promotion.objects.count(), Thread.objects.count()) == (1, 1)


def test_answers_at_once(item: Item, maren: Member, network: FakeNetwork) -> None:
    claim_item(item, by=maren, at=NOW)
    text = "Hold the dial for 8 s."
    assert (
        at_once(lambda n: answer_item(item, by=maren, text=f"{text} {n}", version=1, at=NOW)) == []
    )
    assert Outgoing.objects.count() == 1
    later = NOW + timedelta(minutes=1)
    assert at_once(lambda _n: send_due(at=later)) == []
    assert len(network.posts) == 1
    assert Outgoing.objects.get().state == OutgoingState.SENT


def test_the_same_page_at_once(channel: Channel) -> None:
    """Two channels hear the same people at the same moment."""
    other = Channel.objects.create(kind="x", name="Search", source="ostrel")
    page = Fetched([heard(str(n), author=str(n % 5)) for n in range(30)])
    assert at_once(lambda n: take_in((channel, other)[n % 2], page, at=NOW), 20) == []
    assert (Mention.objects.count(), Item.objects.count(), Contact.objects.count()) == (30, 30, 5)

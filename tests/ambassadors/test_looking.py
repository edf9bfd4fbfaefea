"""All messages of a channel looked up at once: begun every hour, ended once, and paid looks are few."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ambassadors.actions.compliance import bury_waiting
from ambassadors.actions.listening import EDITED_FOR, LOOK_AGAIN, look_again
from ambassadors.actions.looking import EACH, LONGEST
from ambassadors.channels.base import ChannelDown, JobLost, Vanished
from ambassadors.enums import Gone, Network
from ambassadors.models import Channel, Look, Mention, Spend
from tests.ambassadors.hearing import NOW, FakeNetwork, hear, heard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_bulk(network: FakeNetwork) -> None:
    network.looks_in_bulk = True


def gone(network_id: str) -> Vanished:
    return Vanished(Network.X, Gone.DELETED, NOW, network_id=network_id)


def test_without_messages_nothing_is_asked(channel: Channel, network: FakeNetwork) -> None:
    assert look_again(at=NOW) == 0
    assert network.looked_up == []


def test_a_look_is_begun_once_an_hour_and_ended_once(
    channel: Channel, network: FakeNetwork
) -> None:
    hear(channel, heard("1"), heard("2"))
    assert look_again(at=NOW) == 0
    assert [sorted(ids) for ids in network.looked_up] == [["1", "2"]]
    soon = NOW + timedelta(minutes=10)
    assert look_again(at=soon) == 0  # no answer yet
    network.found = [[gone("2")], []]
    assert look_again(at=soon) == 1
    assert bury_waiting() == 1
    assert {row.network_id: row.gone for row in Mention.objects.all()} == {"1": "", "2": "deleted"}
    assert look_again(at=NOW + EACH - timedelta(seconds=1)) == 0
    assert len(network.looked_up) == 1
    assert look_again(at=NOW + EACH) == 0
    assert network.looked_up[1:] == [["1"]]
    assert list(Look.objects.order_by("pk").values_list("gone", flat=True)) == [1, None]


@pytest.mark.parametrize("error", [ChannelDown("no route"), JobLost("lost")])
def test_trouble_is_no_answer(channel: Channel, network: FakeNetwork, error: ChannelDown) -> None:
    hear(channel, heard("1"))
    network.fails = [error]
    assert look_again(at=NOW) == 0
    assert not Look.objects.exists()
    look_again(at=NOW)
    network.fails = [error]
    assert look_again(at=NOW) == 0
    row = Look.objects.get()
    assert (row.ended_at is not None) is isinstance(error, JobLost)
    assert row.gone is None


def test_an_answer_that_never_comes_is_asked_for_anew(
    channel: Channel, network: FakeNetwork
) -> None:
    hear(channel, heard("1"))
    look_again(at=NOW)
    assert look_again(at=NOW + LONGEST) == 0
    assert Look.objects.get().ended_at == NOW + LONGEST
    look_again(at=NOW + LONGEST)
    assert len(network.looked_up) == 2


def test_one_look_at_a_time(channel: Channel, network: FakeNetwork) -> None:
    Look.objects.create(channel=channel, name="a", begun_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(channel=channel, name="b", begun_at=NOW)


def test_what_is_paid_for_are_edits_once_each(channel: Channel, network: FakeNetwork) -> None:
    network.prices, network.look_price = {"post_read": 5_000}, "post_read"
    Channel.objects.update(monthly_budget=1_000_000)
    hear(channel, heard("1", published_at=NOW), heard("old", published_at=NOW - 2 * EDITED_FOR))
    answered = NOW + timedelta(hours=90)
    Look.objects.create(channel=channel, name="x", begun_at=NOW, ended_at=answered, gone=0)
    network.vanished = [Vanished(Network.X, Gone.EDITED, NOW, network_id="1")]
    assert look_again(at=NOW + EDITED_FOR) == 0
    after = NOW + EDITED_FOR + timedelta(minutes=1)
    assert look_again(at=after) == 1
    assert [row.resource for row in Spend.objects.all()] == ["1"]
    for hours in (1, 25, 100):
        look_again(at=after + timedelta(hours=hours))
    assert Spend.objects.count() == 1
    network.looks_in_bulk = False
    Look.objects.all().delete()
    look_again(at=after + LOOK_AGAIN + timedelta(hours=1))
    assert Spend.objects.count() == 3


def test_where_no_answer_comes_each_is_looked_up_by_itself(
    channel: Channel, network: FakeNetwork
) -> None:
    """As with a token that may not ask in bulk."""
    hear(channel, heard("1"))
    network.vanished = [gone("1")]
    network.fails = [ChannelDown("It does not take our keys (403).")]
    assert look_again(at=NOW + timedelta(hours=1)) == 0
    network.fails = [ChannelDown("It does not take our keys (403).")]
    assert look_again(at=NOW + LOOK_AGAIN + timedelta(hours=1)) == 1


def test_what_can_never_be_fetched_is_asked_for_anew(
    channel: Channel, network: FakeNetwork
) -> None:
    hear(channel, heard("1"))
    look_again(at=NOW)
    network.fails = [ChannelDown("The address has run out.")]
    look_again(at=NOW + LONGEST)
    row = Look.objects.get()
    assert (row.ended_at, row.gone) == (NOW + LONGEST, None)

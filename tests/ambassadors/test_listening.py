"""Channels are asked in turn, within their budget, and go on where they stopped."""

from datetime import timedelta

import pytest

from ambassadors.actions.listening import EACH, REST, listen, listen_everywhere
from ambassadors.channels.base import ChannelDown, Cost, Fetched, NoKeys, TryLater
from ambassadors.models import Channel, Mention, Spend
from tests.ambassadors.hearing import NOW, FakeNetwork, heard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _due(channel: Channel) -> None:
    Channel.objects.update(next_fetch_at=NOW)


def test_pages_until_there_are_no_more(channel: Channel, network: FakeNetwork) -> None:
    network.pages = [
        Fetched([heard("1")], is_more=True),
        Fetched([heard("2")]),
        Fetched([heard("3")]),
    ]
    assert listen(channel, at=NOW) == 2
    channel.refresh_from_db()
    assert (channel.cursor, channel.next_fetch_at, channel.trouble) == ({"n": 2}, NOW + EACH, "")
    assert listen(channel, at=NOW) == 0  # not due
    assert listen_everywhere(at=NOW + EACH) == 1


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (ChannelDown("no route"), REST),
        (TryLater(NOW + timedelta(minutes=15)), timedelta(minutes=15)),
        (TryLater(NOW - timedelta(minutes=15)), EACH),  # a clock that is behind
        (NoKeys("No keys: EMBASSY_X_TOKEN is not set."), timedelta(minutes=10)),
    ],
)
def test_trouble_is_said_and_the_cursor_stays(
    channel: Channel, network: FakeNetwork, error: ChannelDown, rest: timedelta
) -> None:
    network.pages = [Fetched([heard("1")], is_more=True), error]
    listen(channel, at=NOW)
    channel.refresh_from_db()
    assert (channel.cursor, channel.trouble) == ({"n": 1}, str(error))
    assert channel.next_fetch_at == NOW + rest
    assert Mention.objects.count() == 1


def test_what_is_off_is_not_asked(channel: Channel, network: FakeNetwork) -> None:
    network.pages = [Fetched([heard("1")])]
    Channel.objects.update(is_on=False)
    assert listen_everywhere(at=NOW) == 0
    assert len(network.pages) == 1


def test_a_spent_month_reads_nothing(channel: Channel, network: FakeNetwork) -> None:
    network.prices = {"post_read": 5_000}
    costs = [Cost("post_read", "1")]
    network.pages = [Fetched([heard("1")], is_more=True, costs=costs), Fetched([heard("2")])]
    Channel.objects.update(monthly_budget=9_000)
    assert listen(channel, at=NOW) == 1
    channel.refresh_from_db()
    assert channel.trouble == "The month's budget is spent, so nothing more is read."
    assert len(network.pages) == 1
    # The first of the next month it goes on.
    december = NOW.replace(month=12, day=1)
    assert listen(channel, at=december) == 1
    assert Spend.objects.count() == 1


def test_paid_for_without_a_budget_is_not_asked(channel: Channel, network: FakeNetwork) -> None:
    network.prices, network.pages = {"owned_read": 1_000}, [Fetched([heard("1")])]
    assert listen(channel, at=NOW) == 0
    assert len(network.pages) == 1

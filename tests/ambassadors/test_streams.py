"""Streams: what they tell is taken in or buried, one process listens to each, and nothing stays there
that is gone."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ambassadors.actions import streams
from ambassadors.actions.compliance import bury_waiting
from ambassadors.actions.listening import LOOK_AGAIN
from ambassadors.actions.streams import (
    LEASE,
    OVERLAP,
    REST,
    bury_known,
    hear_stream,
    lease_stream,
    wanted_streams,
)
from ambassadors.channels.base import ChannelDown, Cost, Fetched, TryLater, Vanished
from ambassadors.enums import Gone, Network
from ambassadors.listener import Listener
from ambassadors.models import Burial, Channel, Mention, Spend, Stream
from ambassadors.queries.channels import channel_rows
from config import places
from tests.ambassadors.hearing import FakeNetwork, hear, heard

pytestmark = pytest.mark.django_db
HOLDER = uuid4()


@pytest.fixture
def stream(channel: Channel, network: FakeNetwork) -> Stream:
    network.stream_names = ["told"]
    [row] = wanted_streams()
    assert lease_stream(row, holder=HOLDER, at=timezone.now())
    return row


def gone(network_id: str = "", author: str = "") -> Fetched:
    at = timezone.now()
    one = Vanished(Network.X, Gone.DELETED, at, network_id=network_id, author=author)
    return Fetched(vanished=[one])


def test_only_channels_that_are_on_and_each_stream_once(
    channel: Channel, network: FakeNetwork
) -> None:
    network.stream_names = ["told", "x" * 600]
    Channel.objects.create(kind=channel.kind, name="The same again")
    Channel.objects.create(kind="file", name="Another kind", is_on=False)
    assert [(row.channel, row.name) for row in wanted_streams()] == [(channel, "told")]
    Channel.objects.update(is_on=False)
    assert wanted_streams() == []


def test_one_listens_at_a_time(stream: Stream, channel: Channel) -> None:
    other, now = uuid4(), timezone.now()
    assert not lease_stream(stream, holder=other, at=now)
    assert lease_stream(stream, holder=HOLDER, at=now)
    # Whoever was killed does not keep it.
    assert lease_stream(stream, holder=other, at=now + LEASE + timedelta(seconds=1))
    assert not lease_stream(stream, holder=HOLDER, at=now + LEASE)
    Channel.objects.update(is_on=False)
    assert not lease_stream(stream, holder=other, at=now + LEASE)


def test_what_is_told_is_taken_in_and_moves_no_cursor(
    stream: Stream, channel: Channel, network: FakeNetwork
) -> None:
    Channel.objects.update(cursor={"n": 7})
    network.pieces = [["post", "", "post"]]
    network.said = {"post": Fetched([heard("1")])}
    assert hear_stream(stream, holder=HOLDER) == REST
    channel.refresh_from_db()
    assert (channel.cursor, channel.fetched_at) == ({"n": 7}, None)
    assert [row.network_id for row in Mention.objects.all()] == ["1"]


def test_what_is_told_is_paid_for_until_the_budget_is_spent(
    stream: Stream, channel: Channel, network: FakeNetwork
) -> None:
    network.prices, network.one_stream = {"post_read": 5_000}, "told"
    Channel.objects.update(monthly_budget=7_000)
    stream.channel.refresh_from_db()
    network.pieces = [["1", "2"], ["2"]]
    network.said = {
        name: Fetched([heard(name)], costs=[Cost("post_read", name)]) for name in ("1", "2")
    }
    hear_stream(stream, holder=HOLDER)
    assert [row.resource for row in Spend.objects.all()] == ["1"]
    assert [row.network_id for row in Mention.objects.all()] == ["1"]
    stream.refresh_from_db()
    assert stream.trouble == "The month's budget is spent, so nothing more is read."
    # It is not even asked again, while it would be charged for what it says.
    hear_stream(stream, holder=HOLDER)
    assert len(network.followed) == 1


def test_what_is_gone_is_told_though_the_budget_is_spent(
    stream: Stream, channel: Channel, network: FakeNetwork
) -> None:
    network.prices, network.one_stream = {"post_read": 5_000}, "search:"
    hear(channel, heard("1"))
    network.pieces, network.said = [["gone"]], {"gone": gone("1")}
    hear_stream(stream, holder=HOLDER)
    assert bury_waiting() == 1


def test_whoever_is_behind_goes_on_where_it_was(
    stream: Stream, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was missed is said again first; the connection breaks off in the middle of that."""
    monkeypatch.setattr(streams, "EACH", timedelta(0))
    long_ago = timezone.now() - timedelta(hours=9)
    network.pieces = [["old"], ["old", ""]]
    network.said = {"old": Fetched(told_at=long_ago)}
    hear_stream(stream, holder=HOLDER)
    stream.refresh_from_db()
    assert stream.heard_until == long_ago
    hear_stream(stream, holder=HOLDER)
    assert network.followed[1][2] == long_ago - OVERLAP
    stream.refresh_from_db()
    assert stream.heard_until is not None
    assert timezone.now() - stream.heard_until < timedelta(minutes=1)


def test_what_is_not_said_again_is_looked_up(
    stream: Stream, channel: Channel, network: FakeNetwork
) -> None:
    hear(channel, heard("1"), at=timezone.now())
    assert not Mention.objects.filter(checked_at__lt=timezone.now() - LOOK_AGAIN).exists()
    hear_stream(stream, holder=HOLDER)
    assert not Mention.objects.filter(checked_at__lt=timezone.now() - LOOK_AGAIN).exists()
    network.repeats = False
    hear_stream(stream, holder=HOLDER)
    assert Mention.objects.filter(checked_at__lt=timezone.now() - LOOK_AGAIN).count() == 1


def test_streams_that_share_a_connection(channel: Channel, network: FakeNetwork) -> None:
    network.stream_names, network.one_stream = ["search:a", "search:b", "posts:1"], "search:"
    assert [row.name for row in wanted_streams()] == ["search:a", "posts:1"]


def test_of_many_that_vanish_a_few_questions_are_asked(
    channel: Channel, network: FakeNetwork
) -> None:
    hear(channel, heard("1"), heard("2", author="a2"))
    at = timezone.now()
    many = [Vanished(Network.X, Gone.DELETED, at, network_id=f"{n}") for n in range(2, 2_000)]
    many += [Vanished(Network.X, Gone.SUSPENDED, at, author=f"a{n}") for n in range(3, 2_000)]
    with CaptureQueriesContext(connection) as queries:
        assert bury_known(many) == many[:1]
    assert len(queries) <= 16


@pytest.mark.parametrize("which", [{"network_id": "1"}, {"author": "a1"}])
def test_what_is_gone_is_buried_within_the_minute(
    stream: Stream, channel: Channel, network: FakeNetwork, which: dict[str, str]
) -> None:
    hear(channel, heard("1"), heard("2"))
    network.pieces = [["gone"]]
    network.said = {"gone": gone(**which)}
    hear_stream(stream, holder=HOLDER)
    assert bury_waiting() == 1
    assert {row.network_id: row.gone for row in Mention.objects.all()} == {
        "1": Gone.DELETED,
        "2": "",
    }


@pytest.mark.parametrize("which", [{"network_id": "77"}, {"author": "a77"}])
def test_of_what_is_not_here_nothing_is_written_down(
    stream: Stream, network: FakeNetwork, which: dict[str, str]
) -> None:
    network.pieces = [["gone"]]
    network.said = {"gone": gone(**which)}
    hear_stream(stream, holder=HOLDER)
    assert not Burial.objects.exists()


def test_what_is_gone_before_it_is_here(
    stream: Stream, channel: Channel, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its deletion is told while the page with it is on its way."""
    monkeypatch.setattr(streams, "EACH", timedelta(0))
    network.pieces = [["gone", "page", ""]]
    network.said = {"gone": gone("1"), "page": Fetched([heard("1")])}
    hear_stream(stream, holder=HOLDER)
    bury_waiting()
    assert [row.gone for row in Mention.objects.all()] == [Gone.DELETED]


def test_where_it_goes_on(
    stream: Stream, channel: Channel, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "EACH", timedelta(0))
    hear(channel, heard("1"), heard("2"))
    network.pieces = [[""], []]
    hear_stream(stream, holder=HOLDER)
    stream.refresh_from_db()
    assert stream.heard_until is not None
    hear_stream(stream, holder=HOLDER)
    name, authors, since = network.followed[1]
    assert (name, sorted(authors)) == ("told", ["a1", "a2"])
    assert since == stream.heard_until - OVERLAP


def test_other_authors_want_another_connection(
    stream: Stream, channel: Channel, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "EACH", timedelta(0))
    network.pieces = [["page", "never"]]
    network.said = {"page": Fetched([heard("1")]), "never": Fetched([heard("2")])}
    hear_stream(stream, holder=HOLDER)
    assert [row.network_id for row in Mention.objects.all()] == ["1"]


@pytest.mark.parametrize(
    ("made", "rest"),
    [
        (lambda: ChannelDown("It broke off."), REST),
        (lambda: TryLater(timezone.now() - timedelta(hours=1)), REST),
        (lambda: TryLater(timezone.now() + timedelta(hours=1)), timedelta(hours=1)),
    ],
)
def test_trouble_is_said_and_rests(
    stream: Stream, network: FakeNetwork, made: Callable[[], ChannelDown], rest: timedelta
) -> None:
    error = made()
    network.pieces = [[error], [""]]
    found = hear_stream(stream, holder=HOLDER)
    assert rest - timedelta(minutes=1) < found <= rest
    stream.refresh_from_db()
    assert stream.trouble == str(error)
    hear_stream(stream, holder=HOLDER)
    stream.refresh_from_db()
    assert stream.trouble == ""


@pytest.mark.parametrize("end", [lambda: True, None])
def test_it_ends_when_told_to_or_when_another_has_it(
    stream: Stream,
    network: FakeNetwork,
    monkeypatch: pytest.MonkeyPatch,
    end: Callable[[], bool] | None,
) -> None:
    monkeypatch.setattr(streams, "EACH", timedelta(0))
    if end is None:
        Stream.objects.update(holder=uuid4(), leased_until=timezone.now() + LEASE)
    network.pieces = [["", "post"]]
    network.said = {"post": Fetched([heard("1")])}
    hear_stream(stream, holder=HOLDER, is_over=end or (lambda: False))
    assert not Mention.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_listener_has_a_thread_for_each_stream(channel: Channel, network: FakeNetwork) -> None:
    network.stream_names = ["told", "more"]
    network.pieces = [["post"], []]
    network.said = {"post": Fetched([heard("1")])}
    listener, other = Listener(), Listener()
    listener.over.set()  # so that no thread rests after its connection
    listener.over.clear()
    listener.look()
    first = dict(listener.threads)
    assert len(first) == 2
    listener.over.set()
    for thread in first.values():
        thread.join(20)
        assert not thread.is_alive()
    assert sorted(name for name, _, _ in network.followed) == ["more", "told"]
    # What ended is free for another.
    assert {row.holder for row in Stream.objects.all()} == {None}
    other.over.set()
    other.look()
    assert len(other.threads) == 2
    for thread in other.threads.values():
        thread.join(20)


def test_the_page_of_channels_says_whether_it_is_told(
    stream: Stream, channel: Channel, network: FakeNetwork
) -> None:
    now = timezone.now()
    other = Channel.objects.create(kind=channel.kind, name="Z")
    Stream.objects.create(channel=channel, name="of other words", trouble="Long ago.")
    with CaptureQueriesContext(connection) as queries:
        [first, second] = channel_rows(at=now)
    assert len(queries) == 5
    assert (first.streams, first.is_told, first.stream_trouble) == ([stream], True, "")
    assert (second.channel, second.streams) == (other, [])
    Stream.objects.update(leased_until=None, trouble="It broke off.")
    [first, _second] = channel_rows(at=now)
    assert (first.is_told, first.stream_trouble) == (False, "It broke off.")


def test_a_process_is_started_where_there_are_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in places.STREAM_KEYS:
        monkeypatch.delenv(name, raising=False)
    assert not places.hears_streams()
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", " ")
    assert not places.hears_streams()
    monkeypatch.setenv("MASTODON_ACCESS_TOKEN", "token")
    assert places.hears_streams()

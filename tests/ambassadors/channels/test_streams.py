"""What the networks tell by themselves, on streams that break off, fall silent and say too much."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from ambassadors.channels import streams
from ambassadors.channels.base import Adapter, ChannelDown, TryLater
from ambassadors.channels.bluesky import MOST_AUTHORS
from ambassadors.channels.registry import adapter_for
from ambassadors.channels.streams import events_of
from ambassadors.channels.x_streams import tag_of
from tests.ambassadors.channels.conftest import NETWORKS
from tests.ambassadors.fake.streams import END, FakeStreams, fake_streams

SINCE = datetime(2026, 11, 27, 9, tzinfo=UTC)
NOOR = "did:plc:noor"


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStreams]:
    with fake_streams() as made:
        for name, value in made.environment().items():
            monkeypatch.setenv(name, value)
        yield made


def follow(adapter: Adapter, name: str, number: int = 1) -> list[str]:
    """The first pieces that say something."""
    pieces = adapter.follow(name, authors=[NOOR], since=SINCE)
    return list(islice((piece for piece in pieces if piece.strip()), number))


@pytest.mark.parametrize("network", NETWORKS)
def test_without_keys_there_are_no_streams(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("X_API_KEY", "X_BEARER_TOKEN", "BLUESKY_APP_PASSWORD", "MASTODON_ACCESS_TOKEN")
    for name in names:
        monkeypatch.delenv(name, raising=False)
    for source in ("", "valve"):
        assert list(adapter_for(network).streams(source)) == []


@pytest.mark.parametrize("kind", ["feed", "file"])
def test_feeds_and_files_tell_nothing(kind: str) -> None:
    adapter = adapter_for(kind)
    assert list(adapter.streams("x")) == []
    assert list(adapter.follow("x", authors=[], since=SINCE)) == []


def test_which_streams_a_channel_has(fake: FakeStreams, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        (network, source): list(adapter_for(network).streams(source))
        for network in NETWORKS
        for source in ("", "valve boiler", "+valve -advert")
    }
    parts = ["posts:1", "posts:2", "accounts:1", "accounts:2"]
    assert found == {
        ("x", ""): parts,
        ("x", "valve boiler"): ["search:valve boiler"],
        ("x", "+valve -advert"): ["search:+valve -advert"],
        ("bluesky", ""): ["jetstream"],
        ("bluesky", "valve boiler"): ["jetstream"],
        ("bluesky", "+valve -advert"): ["jetstream"],
        ("mastodon", ""): ["user"],
        ("mastodon", "valve boiler"): ["hashtag:valve", "hashtag:boiler"],
        ("mastodon", "+valve -advert"): [],
    }
    monkeypatch.setenv("BLUESKY_JETSTREAM_URL", "off")
    assert list(adapter_for("bluesky").streams("")) == []


@pytest.mark.parametrize("name", ["search:valve", "posts:1"])
def test_x_refuses(fake: FakeStreams, name: str) -> None:
    fake.rules = [{"id": "1", "value": "valve", "tag": tag_of("valve")}]
    fake.refuses = True
    with pytest.raises(TryLater):
        follow(adapter_for("x"), name)


def test_x_does_not_take_a_rule(fake: FakeStreams) -> None:
    fake.refuses = True
    with pytest.raises(ChannelDown, match="does not take this search"):
        follow(adapter_for("x"), "search:valve")


def test_x_says_what_its_rule_finds_and_nothing_else(fake: FakeStreams) -> None:
    fake.rules = [
        {"id": "1", "value": "other", "tag": "embassy:older"},
        {"id": "2", "value": "theirs", "tag": "of another program"},
    ]
    other = json.dumps({"data": {"id": "1"}, "matching_rules": [{"id": "2", "tag": "other"}]})
    fake.tell("", other, '{"broken', END)
    adapter = adapter_for("x")
    pieces = adapter.follow("search:valve", authors=[], since=SINCE)
    assert [next(pieces) for _ in range(3)] == ["", "", '{"broken']
    values = [rule["value"] for rule in fake.rules]
    assert values == ["theirs", "valve"]
    ours = json.dumps({"data": {"id": "1"}, "matching_rules": [{"tag": fake.rules[1]["tag"]}]})
    with pytest.raises(ChannelDown, match="came to an end"):
        list(pieces)
    fake.tell(ours)
    assert follow(adapter, "search:valve") == [ours]
    assert [rule["value"] for rule in fake.rules] == values  # and no second one


def test_x_compliance_from_where_it_was_left(fake: FakeStreams) -> None:
    now = datetime.now(UTC)
    fake.tell("one")
    pieces = adapter_for("x").follow("accounts:2", authors=[], since=now - timedelta(hours=2))
    assert next(pieces) == "one"
    pieces = adapter_for("x").follow("posts:1", authors=[], since=now - timedelta(days=9))
    fake.coming = ["two"]
    assert next(pieces) == "two"
    [(first, asked, _), (second, late, _)] = fake.asked
    assert [first, second] == ["/x/2/users/compliance/stream", "/x/2/tweets/compliance/stream"]
    assert asked == {
        "partition": ["2"],
        "start_time": [f"{now - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}"],
    }
    # Of what is older than a day X says nothing more, and would refuse to be asked.
    assert late["start_time"][0] > f"{now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"


def test_mastodon_events(fake: FakeStreams) -> None:
    thump = ":thump"
    read = ["event: update", "data: {}", ""]
    gone = ["event: delete", "data: 115580000000000001", ""]
    fake.tell(thump, *read, *gone)
    adapter = adapter_for("mastodon")
    # What our account reads of others is not for the desk.
    assert follow(adapter, "user") == ["event: delete\ndata: 115580000000000001"]
    fake.coming = [*read]
    assert follow(adapter, "hashtag:valve") == ["event: update\ndata: {}"]
    assert [asked[:2] for asked in fake.asked] == [
        ("/mastodon/api/v1/streaming/user", {}),
        ("/mastodon/api/v1/streaming/hashtag", {"tag": ["valve"]}),
    ]


def test_mastodon_streams_stand_where_the_server_says(fake: FakeStreams) -> None:
    """Its name for it is that of a WebSocket; in clear it may only be the server itself."""
    fake.streaming = f"{fake.url}/mastodon".replace("http:", "ws:")
    fake.tell("event: delete", "data: 1", "")
    assert follow(adapter_for("mastodon"), "user") == ["event: delete\ndata: 1"]
    fake.streaming = "ws://evil.example"
    fake.coming = ["event: delete", "data: 2", ""]
    assert follow(adapter_for("mastodon"), "user") == ["event: delete\ndata: 2"]


def test_an_event_without_an_end() -> None:
    with pytest.raises(ChannelDown, match="no end"):
        list(events_of(f"data: {number}" for number in range(60)))


def test_bluesky_is_asked_for_our_authors_alone(fake: FakeStreams) -> None:
    fake.tell("gone")
    adapter = adapter_for("bluesky")
    names = [NOOR, NOOR, "no-did", *[f"did:plc:{n}" for n in range(MOST_AUTHORS)]]
    pieces = adapter.follow("jetstream", authors=names, since=SINCE)
    assert next(pieces) == "gone"
    [(path, asked, hello)] = fake.asked
    assert (path, asked) == (
        "/subscribe",
        {"cursor": [str(int(SINCE.timestamp()) * 1_000_000)], "requireHello": ["true"]},
    )
    wanted = json.loads(hello)["payload"]
    assert wanted["wantedCollections"] == ["app.bsky.feed.post"]
    assert wanted["wantedDids"] == [NOOR, *[f"did:plc:{n}" for n in range(MOST_AUTHORS - 1)]]
    fake.tell(END)
    with pytest.raises(ChannelDown, match="broke off"):
        list(pieces)


def test_bluesky_of_nobody_is_not_asked(fake: FakeStreams) -> None:
    """Without names it would tell of everybody."""
    assert list(adapter_for("bluesky").follow("jetstream", authors=["x"], since=SINCE)) == []
    assert fake.asked == []


def test_silence_is_told_from_an_end(fake: FakeStreams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "QUIET", 0.02)
    pieces = adapter_for("bluesky").follow("jetstream", authors=[NOOR], since=SINCE)
    assert next(pieces) == ""
    monkeypatch.setattr(streams, "LONGEST_SILENCE", 0.1)
    with pytest.raises(ChannelDown, match="broke off"):
        list(adapter_for("mastodon").follow("user", authors=[], since=SINCE))


def test_a_line_without_an_end(fake: FakeStreams, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.fetching.MOST_LINE", 1_000)
    fake.tell("x" * 200_000)
    with pytest.raises(ChannelDown, match="broke off"):
        list(adapter_for("mastodon").follow("user", authors=[], since=SINCE))


@pytest.mark.parametrize("url", ["ws://10.0.0.8", "http://127.0.0.1:1", "ws://127.0.0.1:1", "ws:"])
def test_a_jetstream_elsewhere(
    url: str, monkeypatch: pytest.MonkeyPatch, fake: FakeStreams
) -> None:
    monkeypatch.setenv("BLUESKY_JETSTREAM_URL", url)
    with pytest.raises(ChannelDown, match="does not answer"):
        list(adapter_for("bluesky").follow("jetstream", authors=[NOOR], since=SINCE))

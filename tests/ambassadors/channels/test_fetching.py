"""Hearing: what stops it, and that the place is kept then."""

from datetime import UTC, datetime, timedelta

import pytest

from ambassadors.channels.base import Adapter, ChannelDown, TryLater, Vanished
from ambassadors.channels.registry import adapter_for
from ambassadors.channels.walking import MOST_PAGES
from ambassadors.enums import Gone, Network
from tests.ambassadors.fake import FakeNetworks

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock(fake: FakeNetworks) -> None:
    fake.clock = lambda: AT


@pytest.mark.parametrize("kind", ["500", "garbage", "half", "drop", "drop_after"])
def test_the_channel_is_down(fake: FakeNetworks, adapter: Adapter, network: str, kind: str) -> None:
    fake.say(network, "my valve drips", names_us=True)
    adapter.fetch("", "ostrel", {}, at=AT)
    fake.misbehave(kind, network)
    with pytest.raises(ChannelDown):
        adapter.fetch("", "ostrel", {}, at=AT)


@pytest.mark.parametrize("skew", [-7_000, 0, 7_000])
def test_not_before(fake: FakeNetworks, adapter: Adapter, network: str, skew: int) -> None:
    adapter.fetch("", "ostrel", {}, at=AT)
    fake.skew = timedelta(seconds=skew)
    fake.misbehave("429", network)
    with pytest.raises(TryLater) as caught:
        adapter.fetch("", "ostrel", {}, at=AT)
    assert caught.value.until == AT + timedelta(seconds=fake.reset_seconds)


@pytest.mark.parametrize(
    "cursor", [{"since": -1}, {"since": "x", "seen": [1]}, {"page": 5}, {"a": 1}]
)
def test_a_cursor_that_says_nothing(
    fake: FakeNetworks, adapter: Adapter, network: str, cursor: dict[str, object]
) -> None:
    said = fake.say(network, "my valve drips", names_us=True)
    found = adapter.fetch("", "ostrel", cursor, at=AT)
    assert [heard.network_id for heard in found.heard] == [said]


# Mastodon's pages are ids, and go forward.
@pytest.mark.parametrize("network", ["x", "bluesky"])
def test_a_page_that_has_run_out(fake: FakeNetworks, network: str) -> None:
    adapter = adapter_for(network)
    fake.page_size = 1
    said = [fake.say(network, f"valve {n}", names_us=True, at=AT - n * MINUTE) for n in range(3)]
    first = adapter.fetch("", "ostrel", {}, at=AT)
    again = adapter.fetch("", "ostrel", {**first.cursor, "page": "old"}, at=AT)
    assert (again.heard, again.is_more, again.cursor["page"]) == ((), True, "")
    rest = []
    while again.is_more:
        again = adapter.fetch("", "ostrel", again.cursor, at=AT)
        rest += [heard.network_id for heard in again.heard]
    assert [first.heard[0].network_id, *rest] == said


@pytest.mark.parametrize("network", ["x", "bluesky"])
def test_a_walk_without_an_end_ends(fake: FakeNetworks, network: str) -> None:
    fake.page_size = 1
    for n in range(2):
        fake.say(network, f"valve {n}", names_us=True, at=AT - n * MINUTE)
    adapter = adapter_for(network)
    first = adapter.fetch("", "ostrel", {}, at=AT)
    cut = adapter.fetch("", "ostrel", {**first.cursor, "page": "", "pages": MOST_PAGES - 1}, at=AT)
    assert (cut.is_more, cut.missed) == (False, AT - timedelta(days=1))


def test_what_is_gone(fake: FakeNetworks, adapter: Adapter, network: str) -> None:
    ids = [fake.say(network, f"valve {n}", at=AT) for n in range(3)]
    assert list(adapter.missing(ids, at=AT)) == []
    fake.remove(network, ids[1])
    gone = Vanished(Network(network), Gone.DELETED, AT, ids[1])
    assert list(adapter.missing(ids, at=AT)) == [gone]
    assert list(adapter.missing([], at=AT)) == []
    assert list(adapter.missing(["nonsense", ""], at=AT)) == []


def test_nothing_is_gone_because_of_another_answer(
    fake: FakeNetworks, adapter: Adapter, network: str
) -> None:
    first, second = (fake.say(network, f"valve {n}", at=AT) for n in range(2))
    adapter.missing([first], at=AT)
    fake.misbehave("repeat", network, {"bluesky": "getPosts"}.get(network, ""))
    if network == "mastodon":
        # Asked for by itself, it is there.
        assert list(adapter.missing([second], at=AT)) == []
        return
    with pytest.raises(ChannelDown):
        adapter.missing([second], at=AT)


@pytest.mark.parametrize("kind", ["500", "garbage", "half", "drop"])
def test_nothing_is_gone_while_the_network_is_away(
    fake: FakeNetworks, adapter: Adapter, network: str, kind: str
) -> None:
    ids = [fake.say(network, f"valve {n}", at=AT) for n in range(3)]
    adapter.fetch("", "ostrel", {}, at=AT)
    fake.misbehave(kind, network)
    with pytest.raises(ChannelDown):
        adapter.missing(ids, at=AT)


@pytest.mark.parametrize(
    ("gone", "why"),
    [("protected", Gone.PROTECTED), ("suspended", Gone.SUSPENDED), ("withheld", Gone.WITHHELD)],
)
def test_x_says_why(fake: FakeNetworks, gone: str, why: Gone) -> None:
    said = fake.say("x", "valve", at=AT)
    fake.remove("x", said, gone)
    assert adapter_for("x").missing([said], at=AT) == [Vanished(Network.X, why, AT, said)]


def test_edits(fake: FakeNetworks) -> None:
    old = fake.say("x", "valve", names_us=True, at=AT - MINUTE)
    x = adapter_for("x")
    first = x.fetch("", "ostrel", {}, at=AT)
    new = fake.edit("x", old, "valves")
    gone = Vanished(Network.X, Gone.EDITED, AT, old)
    assert x.missing([old], at=AT) == [gone]
    found = x.fetch("", "ostrel", first.cursor, at=AT)
    assert [(heard.network_id, heard.text) for heard in found.heard] == [(new, "valves")]
    assert list(found.vanished) == [gone]
    mastodon = adapter_for("mastodon")
    said = fake.say("mastodon", "valve", names_us=True, at=AT - MINUTE)
    first = mastodon.fetch("", "ostrel", {}, at=AT)
    assert [heard.edited_at for heard in first.heard] == [None]
    fake.edit("mastodon", said, "valves")
    assert mastodon.missing([said], at=AT) == [Vanished(Network.MASTODON, Gone.EDITED, AT, said)]
    [again] = mastodon.fetch("", "ostrel", first.cursor, at=AT).heard
    assert (again.network_id, again.text, again.edited_at) == (said, "valves", AT)


def test_what_was_written_to_us_alone_is_counted_once(fake: FakeNetworks) -> None:
    fake.say("mastodon", "my number is 12", names_us=True, at=AT, visibility="direct")
    fake.say("bluesky", "hi", names_us=True, at=AT, labels=["!no-unauthenticated"])
    for network in ("mastodon", "bluesky"):
        adapter = adapter_for(network)
        first = adapter.fetch("", "ostrel", {}, at=AT)
        assert (first.heard, first.private) == ([], 1)
        assert adapter.fetch("", "ostrel", first.cursor, at=AT).private == 0


def test_one_sign_in_is_enough(fake: FakeNetworks) -> None:
    for _ in range(4):
        adapter_for("bluesky").fetch("valve", "ostrel", {}, at=AT)
    assert fake.sign_ins == 1


def test_a_search_that_slept_too_long(fake: FakeNetworks) -> None:
    x = adapter_for("x")
    first = x.fetch("valve", "ostrel", {}, at=AT)
    slept = x.fetch("valve", "ostrel", first.cursor, at=AT + timedelta(days=10))
    assert slept.missed == AT - timedelta(days=1)
    assert x.fetch("valve", "ostrel", first.cursor, at=AT + timedelta(days=5)).missed is None


def test_more_that_name_us_than_x_gives(fake: FakeNetworks) -> None:
    for n in range(800):
        fake.say("x", "valve", names_us=True, at=AT - timedelta(seconds=n))
    found = adapter_for("x").fetch("", "ostrel", {}, at=AT)
    missed = [found.missed]
    while found.is_more:
        found = adapter_for("x").fetch("", "ostrel", found.cursor, at=AT)
        missed.append(found.missed)
    assert missed == [None] * 7 + [AT - timedelta(days=1)]

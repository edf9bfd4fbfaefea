"""Publishing: what is refused, what nobody knows, and that nothing is published twice."""

from datetime import UTC, datetime, timedelta

import pytest

from ambassadors.channels.base import (
    Adapter,
    ChannelDown,
    Cost,
    NoKeys,
    Receipt,
    Refused,
    TryLater,
    Unanswered,
)
from ambassadors.channels.bluesky import Bluesky
from ambassadors.channels.registry import REQUIRED, adapter_for
from tests.ambassadors.fake import FakeNetworks

TEXT = "Turn the screw at the side, once. ^MJ"
KEY = "0c1bd3a5-6a8f-4f7e-9d55-1f1f3a8b1c2d"
PUBLISHING = {
    "x": "/2/tweets",
    "bluesky": "/xrpc/com.atproto.repo.createRecord",
    "mastodon": "/api/v1/statuses",
}


@pytest.fixture
def asked(fake: FakeNetworks, network: str) -> str:
    return fake.say(network, "@ostrel my valve drips", names_us=True)


def break_publishing(fake: FakeNetworks, network: str, kind: str) -> None:
    fake.misbehave(kind, network, PUBLISHING[network], "POST")


def test_without_keys_nothing_is_sent(monkeypatch: pytest.MonkeyPatch, network: str) -> None:
    for name in REQUIRED[network]:  # type: ignore[index]
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(NoKeys):
        adapter_for(network).post(TEXT, reply_to="1", key=KEY)
    with pytest.raises(NoKeys):
        adapter_for(network).fetch("", "ostrel", {}, at=datetime.now(UTC))


def test_keys_that_are_not_taken(fake: FakeNetworks, adapter: Adapter, asked: str) -> None:
    fake.keys_good = False
    with pytest.raises(ChannelDown):
        adapter.post(TEXT, reply_to=asked, key=KEY)


def test_what_is_gone_is_not_answered(
    fake: FakeNetworks, adapter: Adapter, network: str, asked: str
) -> None:
    fake.remove(network, asked)
    with pytest.raises(Refused):
        adapter.post(TEXT, reply_to=asked, key=KEY)
    assert fake.posted[network] == []


def test_asked_too_often(fake: FakeNetworks, adapter: Adapter, network: str, asked: str) -> None:
    fake.skew = timedelta(hours=5)
    break_publishing(fake, network, "429")
    with pytest.raises(TryLater) as caught:
        adapter.post(TEXT, reply_to=asked, key=KEY)
    pause = caught.value.until - datetime.now(UTC)
    assert timedelta(seconds=20) < pause < timedelta(seconds=32)
    assert fake.posted[network] == []


@pytest.mark.parametrize("kind", ["500", "garbage", "half", "drop", "drop_after"])
def test_nobody_knows(
    fake: FakeNetworks, adapter: Adapter, network: str, asked: str, kind: str
) -> None:
    break_publishing(fake, network, kind)
    with pytest.raises(Unanswered):
        adapter.post(TEXT, reply_to=asked, key=KEY)
    happened = kind in ("half", "drop_after")
    assert len(fake.posted[network]) == int(happened)
    found = adapter.find_own(TEXT, reply_to=asked, since=datetime.now(UTC))
    assert (found is not None) == happened
    if found:
        assert found.network_id == fake.posted[network][0].id


@pytest.mark.parametrize("kind", ["half", "drop_after"])
def test_a_second_try_publishes_nothing_more(
    fake: FakeNetworks, adapter: Adapter, network: str, asked: str, kind: str
) -> None:
    break_publishing(fake, network, kind)
    with pytest.raises(Unanswered):
        adapter.post(TEXT, reply_to=asked, key=KEY)
    if adapter.knows_keys:
        receipt = adapter.post(TEXT, reply_to=asked, key=KEY)
        assert receipt.network_id == fake.posted[network][0].id
    else:
        with pytest.raises(Unanswered):
            adapter.post(TEXT, reply_to=asked, key=KEY)
    assert len(fake.posted[network]) == 1


def test_a_server_that_is_away(
    monkeypatch: pytest.MonkeyPatch, fake: FakeNetworks, network: str
) -> None:
    name = {"x": "X_API_URL", "bluesky": "BLUESKY_URL", "mastodon": "MASTODON_URL"}[network]
    monkeypatch.setenv(name, "http://127.0.0.1:1")
    with pytest.raises(ChannelDown):
        adapter_for(network).post(TEXT, reply_to="1", key=KEY)


def test_our_own_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, fake: FakeNetworks, network: str
) -> None:
    monkeypatch.delenv("CHANNELS_PRIVATE_ADDRESSES")
    with pytest.raises(ChannelDown):
        adapter_for(network).post(TEXT, reply_to="1", key=KEY)
    assert fake.asked == []


def test_an_answer_is_published(
    fake: FakeNetworks, adapter: Adapter, network: str, asked: str
) -> None:
    before = datetime.now(UTC)
    receipt = adapter.post(TEXT, reply_to=asked, key=KEY)
    [mine] = fake.posted[network]
    assert (receipt.network_id, mine.reply_to) == (mine.id, asked)
    assert mine.text.endswith(TEXT)
    costs = [Cost("reply", mine.id)] if network == "x" else []
    assert list(receipt.costs) == costs
    found = adapter.find_own(TEXT, reply_to=asked, since=before)
    assert found is not None and found.network_id == mine.id
    assert adapter.find_own(TEXT, reply_to="1", since=before) is None
    assert adapter.find_own("Other words.", reply_to=asked, since=before) is None
    later = before + timedelta(hours=1)
    assert adapter.find_own(TEXT, reply_to=asked, since=later) is None


def test_two_messages_with_two_keys(
    fake: FakeNetworks, adapter: Adapter, network: str, asked: str
) -> None:
    first = adapter.post("One.", reply_to=asked, key="one")
    second = adapter.post("Two.", reply_to=asked, key="two")
    assert first.network_id != second.network_id
    assert len(fake.posted[network]) == 2


@pytest.mark.parametrize("status", [400, 500])
def test_two_at_once(fake: FakeNetworks, monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """Both saw that no record stands there yet."""
    asked = fake.say("bluesky", "my valve drips", names_us=True)
    first = adapter_for("bluesky").post(TEXT, reply_to=asked, key=KEY)
    fake.existing_status = status
    real, looks = Bluesky._own_record, iter([True])

    def blind(self: Bluesky, rkey: str) -> Receipt | None:
        return None if next(looks, False) else real(self, rkey)

    monkeypatch.setattr(Bluesky, "_own_record", blind)
    if status == 400:
        second = adapter_for("bluesky").post(TEXT, reply_to=asked, key=KEY)
        assert second.network_id == first.network_id
    else:
        with pytest.raises(Unanswered):
            adapter_for("bluesky").post(TEXT, reply_to=asked, key=KEY)
    assert len(fake.posted["bluesky"]) == 1


def test_how_often_ours_was_passed_on(adapter: Adapter, fake: FakeNetworks, network: str) -> None:
    """Of what is there; what is no number of this network is not asked for."""
    mine = adapter.post(TEXT, reply_to="", key=KEY)
    found = adapter.reposts([mine.network_id, "no such number"], at=datetime.now(UTC))
    assert found == {mine.network_id: 1}
    fake.remove(network, mine.network_id)
    assert adapter.reposts([mine.network_id], at=datetime.now(UTC)) == {}
    assert adapter.reposts([], at=datetime.now(UTC)) == {}


@pytest.mark.parametrize("kind", ["feed", "file"])
def test_feeds_and_files_pass_nothing_on(kind: str) -> None:
    assert adapter_for(kind).reposts(["1"], at=datetime.now(UTC)) == {}

"""Which adapter a kind of channel has, and what it is without keys."""

from datetime import UTC, datetime

import pytest

from ambassadors.channels.base import NoKeys
from ambassadors.channels.registry import REQUIRED, adapter_for, keys_missing
from ambassadors.enums import ChannelKind, Network
from tests.ambassadors.fake import FakeNetworks

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ONLINE = sorted(REQUIRED)


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for names in REQUIRED.values():
        for name in names:
            monkeypatch.delenv(name, raising=False)


def test_a_kind_that_does_not_exist() -> None:
    with pytest.raises(ValueError):
        adapter_for("icq")


@pytest.mark.parametrize("kind", ONLINE)
def test_no_keys(kind: str) -> None:
    adapter = adapter_for(kind)
    asking = [
        lambda: adapter.fetch("", "ostrel", {}, at=AT),
        lambda: adapter.post("x", reply_to="", key="k"),
        lambda: adapter.find_own("x", reply_to="1", since=AT),
        lambda: adapter.missing(["1", "at://did:plc:a/b/c"], at=AT),
    ]
    for ask in asking:
        with pytest.raises(NoKeys):
            ask()
    assert keys_missing(kind) == list(REQUIRED[ChannelKind(kind)])
    assert adapter.length_of("Turn it.") == 8
    assert adapter.may_reply(is_summons=True)


@pytest.mark.parametrize("kind", ONLINE)
def test_one_key_too_few(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    names = REQUIRED[ChannelKind(kind)]
    for name in names[:-1]:
        monkeypatch.setenv(name, "https://m.example")
    assert keys_missing(kind) == [names[-1]]
    with pytest.raises(NoKeys):
        adapter_for(kind).fetch("", "ostrel", {}, at=AT)


def test_a_token_without_its_account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in REQUIRED[ChannelKind.X]:
        monkeypatch.setenv(name, "nonsense")
    with pytest.raises(NoKeys):
        adapter_for("x").fetch("", "ostrel", {}, at=AT)


def test_adapters(fake: FakeNetworks) -> None:
    networks = {kind: adapter_for(kind).network for kind in ChannelKind.values}
    assert networks == {
        "x": Network.X,
        "bluesky": Network.BLUESKY,
        "mastodon": Network.MASTODON,
        "feed": Network.BLOG,
        "file": Network.BLOG,
    }
    assert [keys_missing(kind) for kind in ChannelKind.values] == [[]] * 5


def test_what_authors_cost(fake: FakeNetworks, monkeypatch: pytest.MonkeyPatch) -> None:
    fake.clock = lambda: AT
    said = fake.say("x", "valve", names_us=True)
    costs = adapter_for("x").fetch("", "ostrel", {}, at=AT).costs
    assert [(cost.what, cost.resource) for cost in costs] == [
        ("owned_read", said),
        ("user_read", "77"),
    ]
    monkeypatch.setenv("X_AUTHORS_ARE_FREE", "1")
    costs = adapter_for("x").fetch("valve", "ostrel", {}, at=AT).costs
    assert [(cost.what, cost.resource) for cost in costs] == [("post_read", said)]

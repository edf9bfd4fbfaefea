"""An account as its network shows it to everybody."""

from datetime import UTC, datetime

import pytest

from ambassadors.channels.base import Account, Adapter, ChannelDown, Cost, TryLater
from ambassadors.channels.registry import adapter_for
from tests.ambassadors.fake import FakeNetworks

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
HANDLE = {"x": "noor_77", "bluesky": "noor.example", "mastodon": "noor"}
IDS = {"x": "77", "bluesky": "did:plc:noor", "mastodon": "77"}


@pytest.fixture
def handle(fake: FakeNetworks, network: str) -> str:
    fake.profiles[network, HANDLE[network]] = (IDS[network], "I like warm rooms|ab12-cd34-ef56")
    return HANDLE[network]


@pytest.mark.parametrize(
    "wrong",
    ["", "..", "a/b", "x" * 200, "a b", "näme", "@", "noor?x=1", "noor\n", "a@b", "a@b@c.d"],
)
def test_what_is_no_name_is_nobody(adapter: Adapter, fake: FakeNetworks, wrong: str) -> None:
    before = len(fake.asked)
    found = adapter.account(wrong, at=AT)
    assert found is None
    assert all("noor" not in path for _, path in fake.asked[before:])


def test_nobody(adapter: Adapter, handle: str) -> None:
    assert adapter.account(f"{handle[:4]}x{handle[4:]}", at=AT) is None


@pytest.mark.parametrize(("fault", "error"), [("500", ChannelDown), ("429", TryLater)])
def test_a_network_that_does_not_answer(
    adapter: Adapter, fake: FakeNetworks, network: str, handle: str, fault: str, error: type
) -> None:
    paths = {"x": "/username/", "bluesky": "getProfile", "mastodon": "lookup"}
    fake.misbehave(fault, network, paths[network])
    with pytest.raises(error):
        adapter.account(handle, at=AT)


def test_what_it_says_of_itself(adapter: Adapter, network: str, handle: str) -> None:
    found = adapter.account(handle, at=AT)
    assert found is not None
    assert (found.handle, "ab12-cd34-ef56" in found.words) == (handle, True)
    # A number of another server's of Mastodon is none here.
    assert found.network_id == ("" if network == "mastodon" else IDS[network])
    assert list(found.costs) == ([Cost("user_read", "77")] if network == "x" else [])


def test_another_accounts_page_proves_nothing(fake: FakeNetworks) -> None:
    """Bluesky answers for a number too; a name that it does not give back is not proved."""
    fake.profiles["bluesky", "noor.example"] = ("plc-noor", "words")
    assert adapter_for("bluesky").account("noor.example", at=AT) is None


def test_mastodon_is_asked_where_the_account_is(
    fake: FakeNetworks, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.profiles["mastodon", "noor"] = ("77", "words")
    adapter = adapter_for("mastodon")
    assert adapter.account("noor@127.0.0.1", at=AT) == Account("", "noor", "", "words\n")
    # Another server is asked like any stranger: over TLS, and never one of our own network.
    with pytest.raises(ChannelDown):
        adapter.account("noor@localhost.localdomain", at=AT)
    assert all("localdomain" not in path for _, path in fake.asked)


@pytest.mark.parametrize("kind", ["feed", "file"])
def test_feeds_and_files_have_no_accounts(kind: str) -> None:
    assert adapter_for(kind).account("noor", at=AT) is None

"""The three networks on this machine, and the adapters that speak to them."""

from collections.abc import Iterator

import pytest

from ambassadors.channels.base import Adapter
from ambassadors.channels.bluesky_session import forget_sessions
from ambassadors.channels.registry import adapter_for
from tests.ambassadors.fake import FakeNetworks

NETWORKS = ("x", "bluesky", "mastodon")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNetworks]:
    forget_sessions()
    with FakeNetworks() as networks:
        for name, value in networks.environment().items():
            monkeypatch.setenv(name, value)
        yield networks


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def adapter(fake: FakeNetworks, network: str) -> Adapter:
    return adapter_for(network)

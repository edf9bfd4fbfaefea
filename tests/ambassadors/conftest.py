"""Fixtures of the desk: a channel, a network that does what a test says, two who answer."""

import pytest

from accounts.models import Member
from ambassadors.desk import desk_changed
from ambassadors.enums import ChannelKind
from ambassadors.models import Channel, DeskSettings
from tests.ambassadors.hearing import FakeNetwork
from tests.conftest import make_member


@pytest.fixture
def channel(db: None) -> Channel:
    DeskSettings.objects.create(pk=1, brand="Ostrel", products="hub\nleaf")
    made = Channel.objects.create(kind=ChannelKind.X, name="X", handle="OstrelHelp")
    desk_changed()
    return made


@pytest.fixture
def saoirse(db: None) -> Member:
    """The other one at the desk."""
    return make_member("saoirse", display_name="Saoirse Quinn", role="ambassador", sign="SQ")


@pytest.fixture(autouse=True)
def _network(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    made = FakeNetwork()
    for place in ("networks", "actions.listening", "queries.channels"):
        monkeypatch.setattr(f"ambassadors.{place}.adapter_for", lambda kind: made)
    for place in ("networks", "queries.channels"):
        monkeypatch.setattr(f"ambassadors.{place}.keys_missing", lambda kind: made.keys_missing)
    return made


@pytest.fixture
def network(_network: FakeNetwork) -> FakeNetwork:
    """What every channel speaks to."""
    return _network

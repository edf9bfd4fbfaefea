"""Fixtures of the desk: a channel, a network that does what a test says, two who answer."""

import pytest

from accounts.models import Member
from ambassadors.desk import desk_changed
from ambassadors.enums import ChannelKind
from ambassadors.models import Channel, DeskSettings
from tests.ambassadors.hearing import FakeNetwork, connect
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
    return connect(monkeypatch)


@pytest.fixture
def network(_network: FakeNetwork) -> FakeNetwork:
    """What every channel speaks to."""
    return _network

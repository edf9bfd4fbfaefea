"""Whatever the networks do, each message comes, and is known for itself when it comes again."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassadors.channels.base import Adapter, ChannelDown, Cursor, Refused, Unanswered
from ambassadors.channels.bluesky_session import forget_sessions
from ambassadors.channels.registry import adapter_for
from ambassadors.channels.walking import all_before
from tests.ambassadors.channels.conftest import NETWORKS
from tests.ambassadors.fake import FAULTS, FakeNetworks

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SOURCES = {"x": ("", "valve"), "bluesky": ("", "valve"), "mastodon": ("", "#valve")}
QUICK = [kind for kind in FAULTS if kind != "slow"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.integers(1, 9)),
        # Somebody's message comes late: it was written some seconds before the last one.
        st.tuples(st.just("late"), st.integers(1, 60)),
        st.tuples(st.just("fault"), st.sampled_from(QUICK)),
        st.tuples(st.just("fetch"), st.integers(1, 3)),
        # Heard, and killed before the cursor was kept.
        st.tuples(st.just("killed"), st.just(1)),
        st.tuples(st.just("wait"), st.integers(1, 4_000)),
    ),
    max_size=25,
)


class Desk:
    """A desk with one channel: what it heard, counted, and the cursor as the database keeps it."""

    def __init__(self, adapter: Adapter, source: str) -> None:
        self.adapter, self.source = adapter, source
        self.heard: Counter[str] = Counter()
        self.cursor: Cursor = {}
        self.at = NOW
        self.is_more = False

    def fetch(self, *, is_killed: bool = False) -> bool:
        try:
            found = self.adapter.fetch(self.source, "ostrel", self.cursor, at=self.at)
        except ChannelDown:
            return False
        if is_killed:
            return True
        self.heard.update(heard.network_id for heard in found.heard)
        self.cursor = json.loads(json.dumps(found.cursor))
        self.is_more = found.is_more
        return True

    def fetch_all(self) -> None:
        for _round in range(200):
            if self.fetch() and not self.is_more:
                return
        raise AssertionError("it never comes to an end")


def play(fake: FakeNetworks, desk: Desk, network: str, step: tuple[str, Any]) -> list[str]:
    """One step; the ids of what was written in it."""
    what, value = step
    said = []
    if what in ("say", "late"):
        for n in range(value if what == "say" else 1):
            desk.at += timedelta(seconds=1)
            at = desk.at - timedelta(seconds=value if what == "late" else 0)
            said.append(
                fake.say(network, f"my #valve drips {n}", names_us=True, at=at, handle="noor")
            )
    elif what == "fault":
        fake.misbehave(value, network)
    elif what == "wait":
        desk.at += timedelta(seconds=value)
    else:
        for _ in range(value):
            desk.fetch(is_killed=what == "killed")
    return said


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("is_search", [False, True])
@given(steps=STEPS, page_size=st.integers(1, 7), skew=st.sampled_from([-3_000, 0, 3_000]))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_is_lost_or_doubled(
    monkeypatch: pytest.MonkeyPatch,
    network: str,
    is_search: bool,
    steps: list[tuple[str, Any]],
    page_size: int,
    skew: int,
) -> None:
    forget_sessions()
    said: list[str] = []
    with FakeNetworks() as fake:
        for name, value in fake.environment().items():
            monkeypatch.setenv(name, value)
        desk = Desk(adapter_for(network), SOURCES[network][is_search])
        fake.clock, fake.page_size = lambda: desk.at, page_size
        fake.skew = timedelta(seconds=skew)
        desk.fetch_all()
        for step in steps:
            said += play(fake, desk, network, step)
        fake.faults.clear()
        desk.fetch_all()
        desk.fetch_all()
    assert sorted(desk.heard) == sorted(said)
    if network != "x":
        # Of what the desk kept, nothing came twice either; X's walks remember two minutes.
        assert [name for name, times in desk.heard.items() if times > 1] == []


@pytest.mark.parametrize("is_search", [False, True])
def test_much_at_once(fake: FakeNetworks, network: str, is_search: bool) -> None:
    adapter = adapter_for(network)
    desk = Desk(adapter, SOURCES[network][is_search])
    fake.clock = lambda: desk.at
    desk.fetch_all()
    said = []
    for n in range(450):
        desk.at += timedelta(seconds=20)
        said.append(fake.say(network, f"#valve {n}", names_us=True, at=desk.at))
    desk.fetch_all()
    desk.fetch_all()
    assert sorted(desk.heard) == sorted(said)
    assert max(desk.heard.values()) == 1
    assert len(json.dumps(desk.cursor)) < 40_000


@pytest.mark.parametrize("is_search", [False, True])
def test_a_clock_that_is_ahead_hides_nothing(
    fake: FakeNetworks, network: str, is_search: bool
) -> None:
    desk = Desk(adapter_for(network), SOURCES[network][is_search])
    fake.clock = lambda: desk.at
    ahead = fake.say(network, "#valve 0", names_us=True, at=NOW + timedelta(days=2))
    desk.fetch_all()
    said = [ahead]
    for n in range(5):
        desk.at += timedelta(minutes=20)
        said.append(fake.say(network, f"#valve {n}", names_us=True, at=desk.at))
        desk.fetch_all()
    assert sorted(desk.heard) == sorted(said)
    assert max(desk.heard.values()) == 1


def test_what_was_written_long_ago_comes_now(fake: FakeNetworks) -> None:
    """Somebody's phone was off, or its clock is wrong."""
    desk = Desk(adapter_for("bluesky"), "")
    fake.clock = lambda: desk.at
    desk.fetch_all()
    old = NOW - timedelta(days=900)
    said = fake.say("bluesky", "valve", names_us=True, at=NOW, written_at=old)
    found = desk.adapter.fetch("", "ostrel", desk.cursor, at=NOW)
    assert [(one.network_id, one.published_at) for one in found.heard] == [(said, old)]


@pytest.mark.parametrize("is_search", [False, True])
def test_a_walk_of_many_pages_doubles_nothing(
    fake: FakeNetworks, network: str, is_search: bool
) -> None:
    """What was heard before it is met again at its end."""
    desk = Desk(adapter_for(network), SOURCES[network][is_search])
    fake.clock, fake.page_size = lambda: desk.at, 2
    for _round in range(3):
        desk.at += timedelta(hours=3)
        for n in range(5):
            desk.at += timedelta(seconds=1)
            fake.say(network, f"#valve {n}", names_us=True, at=desk.at)
        desk.fetch_all()
        desk.fetch_all()
    assert sorted(desk.heard.values()) == [1] * 15


def test_a_page_is_before_the_walk_as_a_whole() -> None:
    """Pages come out of order."""
    assert [all_before(places, 5) for places in ([1, 4], [4, 1, 5], [9, 1], [])] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_bad_day(fake: FakeNetworks, network: str, seed: int) -> None:
    """A third of all answers go wrong: all is heard, and each answer stands there once. On X what
    nobody knows is looked for and, where it is not found, left to a person."""
    desk = Desk(adapter_for(network), "")
    fake.clock, fake.slow_seconds = lambda: desk.at, 0.0
    fake.random.seed(seed)
    fake.page_size, fake.share = 3, 0.33
    said, left = [], 0
    for n in range(12):
        desk.at += timedelta(seconds=5)
        said.append(fake.say(network, f"valve {n}", names_us=True, at=desk.at))
        desk.fetch()
        left += not answered(desk.adapter, said[-1], f"Answer {n}.")
    fake.share = 0.0
    desk.fetch_all()
    desk.fetch_all()
    assert sorted(desk.heard) == sorted(said)
    posted = [message.reply_to for message in fake.posted[network]]
    assert len(posted) == len(set(posted))
    assert network == "x" or (sorted(posted) == sorted(said) and not left)


def answered(adapter: Adapter, reply_to: str, text: str) -> bool:
    """Send as the desk's worker does: again where it certainly was not sent, and where the network
    knows the key; else look for it."""
    is_unknown = False
    for _try in range(60):
        try:
            if is_unknown and not adapter.knows_keys:
                return adapter.find_own(text, reply_to=reply_to, since=NOW) is not None
            adapter.post(text, reply_to=reply_to, key=f"{reply_to} {text}")
            return True
        except Unanswered:
            is_unknown = True
        except (ChannelDown, Refused):
            continue
    return False

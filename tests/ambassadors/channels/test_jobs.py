"""X's compliance jobs: what goes up, what comes down, and where our token goes."""

from datetime import UTC, datetime

import pytest

from ambassadors.channels.base import Adapter, ChannelDown, JobLost
from ambassadors.channels.registry import adapter_for
from ambassadors.channels.x_jobs import AppJobs
from ambassadors.enums import Gone, Network
from tests.ambassadors.fake import FakeNetworks

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture
def x(fake: FakeNetworks, monkeypatch: pytest.MonkeyPatch) -> Adapter:
    monkeypatch.setenv("X_BEARER_TOKEN", "bearer")
    return adapter_for("x")


def test_only_with_the_apps_own_token(fake: FakeNetworks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X_BEARER_TOKEN", raising=False)
    for kind in ("x", "bluesky", "mastodon", "feed", "file"):
        adapter = adapter_for(kind)
        assert not adapter.looks_in_bulk
        with pytest.raises(ChannelDown):
            adapter.begin_look(["1"])
        with pytest.raises(ChannelDown):
            adapter.end_look("1", at=AT)


def test_numbers_go_up_and_what_is_gone_comes_down(x: Adapter, fake: FakeNetworks) -> None:
    ids = [fake.say("x", f"number {n}") for n in range(3)]
    fake.remove("x", ids[0])
    fake.remove("x", ids[2], "protected")
    name = x.begin_look([*ids, "no number"])
    assert fake.jobs == {name: ids}
    found = x.end_look(name, at=AT)
    assert found is not None
    assert {(one.network, one.network_id, one.why) for one in found} == {
        (Network.X, ids[0], Gone.DELETED),
        (Network.X, ids[2], Gone.PROTECTED),
    }


@pytest.mark.parametrize("status", ["created", "in_progress", "", "something new"])
def test_not_yet(x: Adapter, fake: FakeNetworks, status: str) -> None:
    name = x.begin_look([fake.say("x", "hello")])
    fake.job_status = status
    assert x.end_look(name, at=AT) is None


@pytest.mark.parametrize("status", ["failed", "expired"])
def test_a_job_that_is_lost(x: Adapter, fake: FakeNetworks, status: str) -> None:
    name = x.begin_look([fake.say("x", "hello")])
    fake.job_status = status
    with pytest.raises(JobLost):
        x.end_look(name, at=AT)
    with pytest.raises(JobLost):
        x.end_look("77", at=AT)


@pytest.mark.parametrize("kind", ["429", "500", "garbage", "half", "drop", "drop_after"])
@pytest.mark.parametrize("path", ["/jobs", "/upload"])
def test_what_goes_wrong_going_up(x: Adapter, fake: FakeNetworks, kind: str, path: str) -> None:
    fake.misbehave(kind, "x", path)
    if (kind, path) in (("garbage", "/upload"), ("half", "/upload")):
        x.begin_look(["1"])  # nothing is said there that would be read
        return
    with pytest.raises(ChannelDown):
        x.begin_look(["1"])


@pytest.mark.parametrize("kind", ["429", "500", "garbage", "half", "drop"])
def test_what_goes_wrong_coming_down(x: Adapter, fake: FakeNetworks, kind: str) -> None:
    name = x.begin_look([gone := fake.say("x", "hello")])
    fake.remove("x", gone)
    fake.misbehave(kind, "x", "/download")
    with pytest.raises(ChannelDown):
        x.end_look(name, at=AT)
    found = x.end_look(name, at=AT)
    assert found is not None
    assert [(one.network_id, one.why) for one in found] == [(gone, Gone.DELETED)]


@pytest.mark.parametrize(
    "url", ["", "http://storage.example/x", "ftp://a.example", "https://10.0.0.8/x", "https:", "x"]
)
def test_files_come_from_safe_places(x: Adapter, fake: FakeNetworks, url: str) -> None:
    jobs = AppJobs(f"{fake.url}/x", "bearer", lambda address: address == "127.0.0.1")
    with pytest.raises(ChannelDown):
        jobs._transfer("GET", url)

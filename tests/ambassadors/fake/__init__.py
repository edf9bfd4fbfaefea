"""X, Bluesky and Mastodon on this machine, behaving as badly as they are asked to.

with FakeNetworks() as fake:
    fake.say("x", "@ostrel my valve drips", names_us=True)
    fake.misbehave("half", "x")          # of the next answer of X
    for name, value in fake.environment().items():
        monkeypatch.setenv(name, value)
    ...
    assert fake.posted["x"] == [...]
"""

from tests.ambassadors.fake.server import FakeNetworks
from tests.ambassadors.fake.state import FAULTS, OURS, Message, Posted

__all__ = ["FAULTS", "OURS", "FakeNetworks", "Message", "Posted"]

"""What the fake networks hold."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock

FAULTS = (
    "429",  # with a time at which it may be asked again
    "500",
    "garbage",  # a page of HTML where JSON is due
    "half",  # the answer breaks off
    "repeat",  # the last answer of this address once more
    "shuffle",  # a page's rows in another order
    "slow",
    "drop",  # the connection ends before anything was done
    "drop_after",  # it ends after everything was done: the client cannot know
)
# Our account on each network.
OURS = {"x": "900", "bluesky": "did:plc:ourselves", "mastodon": "900"}
HANDLES = {"x": "ostrel", "bluesky": "ostrel.example", "mastodon": "ostrel"}
X_EPOCH = 1_288_834_974_657


def keys(url: str) -> dict[str, str]:
    """The environment with which the product speaks to a server of all three at `url`."""
    return {
        "X_API_URL": f"{url}/x",
        "X_API_KEY": "key",
        "X_API_SECRET": "secret",
        "X_ACCESS_TOKEN": f"{OURS['x']}-token",
        "X_ACCESS_SECRET": "secret",
        "BLUESKY_URL": f"{url}/bluesky",
        "BLUESKY_HANDLE": HANDLES["bluesky"],
        "BLUESKY_APP_PASSWORD": "abcd-efgh",
        "MASTODON_URL": f"{url}/mastodon",
        "MASTODON_ACCESS_TOKEN": "token",
        "CHANNELS_PRIVATE_ADDRESSES": "127.0.0.1",
    }


@dataclass
class Message:
    """What somebody wrote."""

    network: str
    id: str
    author: str
    handle: str
    text: str
    at: datetime
    number: int
    names_us: bool = False
    reply_to: str = ""
    key: str = ""
    gone: str = ""
    edited_at: datetime | None = None
    history: list[str] = field(default_factory=list)
    visibility: str = "public"
    labels: list[str] = field(default_factory=list)
    # What its author's clock said, where that is another time.
    written_at: datetime | None = None

    @property
    def millis(self) -> int:
        return int(self.at.timestamp() * 1000)


# What we posted, as it is kept.
Posted = Message


@dataclass(frozen=True)
class Fault:
    kind: str
    network: str
    path: str = ""
    method: str = ""


class State:
    """Everything that was said, and the faults that are due."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.lock = RLock()
        self.clock = clock or (lambda: datetime.now(UTC))
        # How far the networks' clocks are ahead of the test's.
        self.skew = timedelta(0)
        self.messages: dict[str, list[Message]] = {name: [] for name in OURS}
        self.posted: dict[str, list[Posted]] = {name: [] for name in OURS}
        self.faults: list[Fault] = []
        # A share of answers that go wrong by themselves, and which ways.
        self.share, self.kinds = 0.0, FAULTS
        self.random = random.Random(1)
        self.page_size = 100
        self.slow_seconds = 0.3
        self.reset_seconds = 30
        self.asked: list[tuple[str, str]] = []
        self.sign_ins = 0
        self.keys_good = True
        # X's compliance jobs: what was sent up, and how each stands.
        self.jobs: dict[str, list[str]] = {}
        self.job_status = "complete"
        # What accounts say about themselves: (network, handle) to id and words.
        self.profiles: dict[tuple[str, str], tuple[str, str]] = {}
        # What Bluesky answers where a record of this key stands already; servers differ.
        self.existing_status = 500
        self._number = 0

    def now(self) -> datetime:
        """The networks' time."""
        return self.clock() + self.skew

    def say(
        self,
        network: str,
        text: str,
        *,
        author: str = "77",
        handle: str = "noor",
        at: datetime | None = None,
        names_us: bool = False,
        reply_to: str = "",
        visibility: str = "public",
        labels: list[str] | None = None,
        written_at: datetime | None = None,
    ) -> str:
        """Somebody writes something; its id."""
        with self.lock:
            message = self._made(network, text, author, handle, at or self.now(), reply_to)
            message.names_us = names_us
            message.visibility, message.labels = visibility, labels or []
            message.written_at = written_at
            self.messages[network].append(message)
            return message.id

    def _made(
        self, network: str, text: str, author: str, handle: str, at: datetime, reply_to: str
    ) -> Message:
        self._number += 1
        number = self._number
        millis = int(at.timestamp() * 1000)
        if network == "x":
            network_id = str(((millis - X_EPOCH) << 22) + number % (1 << 22))
        elif network == "mastodon":
            network_id = str((millis << 16) + number % (1 << 16))
        else:
            author = author if author.startswith("did:") else f"did:plc:{author}"
            network_id = f"at://{author}/app.bsky.feed.post/3k{number:011d}"
        return Message(network, network_id, author, handle, text, at, number, reply_to=reply_to)

    def publish(
        self, network: str, text: str, *, reply_to: str, key: str, rkey: str = ""
    ) -> Posted:
        """We write something; kept, so that it can be counted."""
        with self.lock:
            at = self.now()
            mine = self._made(network, text, OURS[network], HANDLES[network], at, reply_to)
            mine.key = key
            if rkey:
                mine.id = f"at://{OURS[network]}/app.bsky.feed.post/{rkey}"
            self.messages[network].append(mine)
            self.posted[network].append(mine)
            return mine

    def find(self, network: str, network_id: str) -> Message | None:
        """A message, gone or not."""
        return next((m for m in self.messages[network] if m.id == network_id), None)

    def remove(self, network: str, network_id: str, why: str = "deleted") -> None:
        """A message goes: deleted, protected, suspended or withheld."""
        found = self.find(network, network_id)
        assert found is not None
        found.gone = why

    def edit(self, network: str, network_id: str, text: str) -> str:
        """A message is changed: X gives it another id, Mastodon another time."""
        with self.lock:
            found = self.find(network, network_id)
            assert found is not None
            if network != "x":
                found.text, found.edited_at = text, self.now()
                return network_id
            new = self._made(network, text, found.author, found.handle, self.now(), found.reply_to)
            new.names_us = found.names_us
            new.history = [*(found.history or [found.id]), new.id]
            found.history = new.history
            self.messages[network].append(new)
            return new.id

    def standing(self, network: str) -> list[Message]:
        """What can be seen, the newest first by its id's number."""
        with self.lock:
            found = [m for m in self.messages[network] if not m.gone]
            return sorted(found, key=lambda m: (m.millis, m.number), reverse=True)

    def misbehave(self, kind: str, network: str, path: str = "", method: str = "") -> None:
        """The next answer of a network (to an address with `path` in it) goes wrong."""
        assert kind in FAULTS
        self.faults.append(Fault(kind, network, path, method))

    def fault_for(self, network: str, method: str, path: str) -> str:
        """What goes wrong with this one."""
        with self.lock:
            for fault in self.faults:
                fits = fault.path in path and fault.method in ("", method)
                if fault.network == network and fits:
                    self.faults.remove(fault)
                    return fault.kind
            if self.random.random() < self.share:
                return self.random.choice(self.kinds)
            return ""

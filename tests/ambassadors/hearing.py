"""Messages as a channel hears them, and a network that does what a test says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ambassadors.actions.intake import take_in
from ambassadors.channels.base import Account, Cost, Cursor, Fetched, Heard, Receipt, Vanished
from ambassadors.enums import Network
from ambassadors.models import Channel, Item, Mention

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def heard(
    network_id: str, text: str = "My Ostrel hub does not heat. What can I do?", **more: Any
) -> Heard:
    """A message to us by somebody of its own, an hour before NOW."""
    values: dict[str, Any] = {
        "network": Network.X,
        "author": f"a{network_id}",
        "handle": f"user{network_id}",
        "published_at": NOW - timedelta(hours=1),
        "url": f"https://x.example/{network_id}",
        "language": "en",
        "is_summons": True,
    }
    return Heard(network_id=network_id, text=text, **{**values, **more})


def hear(channel: Channel, *messages: Heard, at: datetime = NOW) -> list[Item]:
    """Take messages in; their items, in that order."""
    take_in(channel, Fetched(messages), at=at)
    ids = list(dict.fromkeys(one.network_id for one in messages))
    rows = {
        row.mention.network_id: row
        for row in Item.objects.filter(mention__network_id__in=ids).select_related("mention")
        if row.mention
    }
    return [rows[pk] for pk in ids if pk in rows]


def mention_of(item: Item) -> Mention:
    assert item.mention is not None
    return item.mention


@dataclass
class FakeNetwork:
    """An adapter without a network: what it is told to answer it answers, what is sent it keeps."""

    network: Network = Network.X
    longest: int = 280
    prices: Mapping[str, int] = field(default_factory=dict)
    keys_missing: list[str] = field(default_factory=list)
    knows_keys: bool = False
    key_lasts: timedelta = timedelta(hours=1)
    replies_once: bool = False
    follows_authors: bool = True
    repeats: bool = True
    one_stream: str = ""
    look_price: str = ""
    passed_on: dict[str, int] = field(default_factory=dict)
    only_summons: bool = True
    pages: list[Fetched | Exception] = field(default_factory=list)
    posts: list[tuple[str, str, str]] = field(default_factory=list)
    fails: list[Exception] = field(default_factory=list)
    # Whether a post that fails stands on the network all the same.
    posts_though: bool = False
    vanished: list[Vanished] = field(default_factory=list)
    looks_in_bulk: bool = False
    looked_up: list[list[str]] = field(default_factory=list)
    found: list[Sequence[Vanished] | None] = field(default_factory=list)
    account_price: str = ""
    accounts: dict[str, Account | Exception] = field(default_factory=dict)
    # What each connection to a stream says, and what each piece of it means.
    stream_names: Sequence[str] = ()
    pieces: list[Sequence[str | Exception]] = field(default_factory=list)
    said: dict[str, Fetched] = field(default_factory=dict)
    followed: list[tuple[str, list[str], datetime]] = field(default_factory=list)

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        if not self.pages:
            return Fetched(cursor=cursor)
        page = self.pages.pop(0)
        if isinstance(page, Exception):
            raise page
        return replace(page, cursor=page.cursor or {"n": int(cursor.get("n", 0)) + 1})

    def account(self, handle: str, *, at: datetime) -> Account | None:
        found = self.accounts.get(handle)
        if isinstance(found, Exception):
            raise found
        return found

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> list[Vanished]:
        return [one for one in self.vanished if one.network_id in network_ids]

    def begin_look(self, network_ids: Sequence[str]) -> str:
        if self.fails:
            raise self.fails.pop(0)
        self.looked_up.append(list(network_ids))
        return f"look{len(self.looked_up)}"

    def end_look(self, name: str, *, at: datetime) -> Sequence[Vanished] | None:
        if self.fails:
            raise self.fails.pop(0)
        return self.found.pop(0) if self.found else None

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
        if self.fails:
            raise self.fails.pop(0)
        return {one: self.passed_on[one] for one in network_ids if one in self.passed_on}

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        if self.fails:
            error = self.fails.pop(0)
            if self.posts_though:
                self._keep(text, reply_to, key)
            raise error
        return self._keep(text, reply_to, key)

    def _keep(self, text: str, reply_to: str, key: str) -> Receipt:
        known = [n for n, one in enumerate(self.posts) if one[2] == key] if self.knows_keys else []
        if not known:
            self.posts.append((text, reply_to, key))
        number = known[0] + 1 if known else len(self.posts)
        return self._receipt(number, text)

    def _receipt(self, number: int, text: str) -> Receipt:
        name, what = f"own{number}", self.price_of(text, is_reply=True)
        costs = (Cost(what, name),) if what else ()
        return Receipt(name, f"https://x.example/{name}", costs=costs)

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        for number, one in enumerate(self.posts, start=1):
            if one[:2] == (text, reply_to):
                return self._receipt(number, text)
        return None

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        return self.said.get(line, Fetched())

    def streams(self, source: str) -> Sequence[str]:
        return self.stream_names

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        self.followed.append((stream, list(authors), since))
        for piece in self.pieces.pop(0) if self.pieces else ():
            if isinstance(piece, Exception):
                raise piece
            yield piece

    def price_of(self, text: str, *, is_reply: bool) -> str:
        if not self.prices:
            return ""
        return "post_link" if "://" in text else "post_summoned"

    def length_of(self, text: str) -> int:
        return len(text)

    def may_reply(self, *, is_summons: bool) -> bool:
        return is_summons or not self.only_summons

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        return f"https://x.example/intent?in_reply_to={network_id}"


def connect(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    """Every channel speaks to this network, whoever asks."""
    made = FakeNetwork()
    for place in (
        "networks",
        "actions.listening",
        "actions.looking",
        "actions.streams",
        "queries.channels",
    ):
        monkeypatch.setattr(f"ambassadors.{place}.adapter_for", lambda kind: made)
    for place in ("networks", "queries.channels"):
        monkeypatch.setattr(f"ambassadors.{place}.keys_missing", lambda kind: made.keys_missing)
    return made

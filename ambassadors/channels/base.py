"""What an adapter gives and takes, whichever network it speaks to. Adapters know no models: they are
handed a source, a cursor and a clock, and hand back what they heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from ambassadors.enums import Gone, Network

Cursor = Mapping[str, Any]


class ChannelDown(Exception):
    """The network does not answer, or answers nonsense. `str()` says what, for people."""


class TryLater(ChannelDown):
    """The network says that it was asked too often; not before `until`."""

    def __init__(self, until: datetime, why: str = "It was asked too often.") -> None:
        super().__init__(why)
        self.until = until


class NoKeys(ChannelDown):
    """The environment names no keys for this network, so the channel is off."""


class JobLost(ChannelDown):
    """What was asked for in bulk will not be answered; it has to be asked again."""


class Refused(Exception):
    """The network took a message for wrong and certainly did not publish it. `str()` says why."""


class Unanswered(Exception):
    """A message was handed over, and nobody knows whether it was published."""


@dataclass(frozen=True)
class Heard:
    """One message, as far as the desk needs it. Times are aware and in UTC and never in the future.
    `author` is the network's own id of the account ("" where it does not say), `handle` its name
    there without the @. What is too long for the desk's columns is cut."""

    network: Network
    network_id: str
    author: str
    handle: str
    text: str
    published_at: datetime
    name: str = ""
    followers: int | None = None
    is_bot: bool = False
    url: str = ""
    language: str = ""
    edited_at: datetime | None = None
    conversation: str = ""
    reply_to: str = ""
    reposts: int = 0
    is_summons: bool = False
    is_own: bool = False
    is_repost: bool = False


@dataclass(frozen=True)
class Vanished:
    """A message (`network_id`), or all of an account's (`author`), may be shown no more since `at`.
    Where `why` is EDITED, what was heard at `at` or after it is the changed one and stays."""

    network: Network
    why: Gone
    at: datetime
    network_id: str = ""
    author: str = ""


@dataclass(frozen=True)
class Cost:
    """Something that the network charges for: `what` is a name of the channel's price list."""

    what: str
    resource: str


@dataclass(frozen=True)
class Fetched:
    """One page. What was `broken` was passed over and is said; `missed` is a time from which the
    network gives no more, so that something may be lost between it and the oldest that was heard;
    `is_more` says to ask again at once; `private` counts what was written to us alone, or may not be
    shown here, and was not taken in."""

    heard: Sequence[Heard] = ()
    vanished: Sequence[Vanished] = ()
    cursor: Cursor = field(default_factory=dict)
    is_more: bool = False
    costs: Sequence[Cost] = ()
    broken: Sequence[str] = ()
    missed: datetime | None = None
    private: int = 0
    # When what a stream says happened, where it says so: whoever is behind knows it by that.
    told_at: datetime | None = None


@dataclass(frozen=True)
class Receipt:
    """What the network says of a message of ours that it published, and what it charges for that."""

    network_id: str
    url: str = ""
    published_at: datetime | None = None
    costs: Sequence[Cost] = ()


@dataclass(frozen=True)
class Account:
    """What a network shows everybody of an account. `network_id` is "" where only the name can be gone
    by; `words` are all that its owner wrote about themselves."""

    network_id: str
    handle: str
    name: str = ""
    words: str = ""
    costs: Sequence[Cost] = ()


class Adapter(Protocol):
    """One network. Every method asks the network and none keeps anything; all raise ChannelDown
    (also as TryLater and NoKeys) where it does not answer."""

    @property
    def network(self) -> Network:
        """Whose messages it brings (a file's rows say their own)."""
        ...

    @property
    def longest(self) -> int:
        """Characters of a message, as `length_of` counts them."""
        ...

    @property
    def prices(self) -> Mapping[str, int]:
        """Millionths of a dollar for each thing that is charged for, by name; empty where it is
        free."""
        ...

    @property
    def knows_keys(self) -> bool:
        """Whether a message that was handed over twice with the same key is published once."""
        ...

    @property
    def key_lasts(self) -> timedelta:
        """How long the network knows a key; after that only `find_own` tells."""
        ...

    @property
    def replies_once(self) -> bool:
        """Whether the network's rules let a program answer the same message once and no more."""
        ...

    @property
    def look_price(self) -> str:
        """What each message that `missing` asks for costs, as a name in `prices`; "" where it is
        free."""
        ...

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """What is new after `cursor` (empty: from now on, or the last days), one page."""
        ...

    @property
    def account_price(self) -> str:
        """What `account` costs, as a name in `prices`; "" where it is free."""
        ...

    def account(self, handle: str, *, at: datetime) -> Account | None:
        """The account with this name (without the @), as anybody sees it now; None where there is
        none."""
        ...

    def missing(self, network_ids: Sequence[str], *, at: datetime) -> Sequence[Vanished]:
        """Those of these messages that may be shown no more: the daily look."""
        ...

    def post(self, text: str, *, reply_to: str, key: str) -> Receipt:
        """Publish `text` as a reply to a message. Raises Refused where it is certainly not
        published, and Unanswered where nobody knows."""
        ...

    @property
    def looks_in_bulk(self) -> bool:
        """Whether everything can be looked up at once, for nothing, with an answer that takes a while;
        edits are found by `missing` all the same."""
        ...

    def begin_look(self, network_ids: Sequence[str]) -> str:
        """Ask which of these may be shown no more; under what name the answer will be."""
        ...

    def end_look(self, name: str, *, at: datetime) -> Sequence[Vanished] | None:
        """The answer, or None while there is none yet. Raises JobLost where none will be."""
        ...

    def reposts(self, network_ids: Sequence[str], *, at: datetime) -> Mapping[str, int]:
        """How often each of these messages of ours was passed on, of those that are there; each costs
        `look_price`."""
        ...

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Receipt | None:
        """Our own message with this text that answers this one, if it is there; for what was
        handed over without an answer."""
        ...

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """What one line of the network's stream, or of its compliance files, says; much of it
        nothing. Never raises: what cannot be read is `broken`."""
        ...

    @property
    def follows_authors(self) -> bool:
        """Whether its streams are asked for the messages of some authors."""
        ...

    @property
    def repeats(self) -> bool:
        """Whether its streams say again what they said while nobody listened."""
        ...

    @property
    def one_stream(self) -> str:
        """Of the streams whose names begin so there may be one at a time; "" where all may be."""
        ...

    def streams(self, source: str) -> Sequence[str]:
        """The names of the streams by which a channel that listens to `source` can be told at once;
        none without the keys for them."""
        ...

    def follow(self, stream: str, *, authors: Sequence[str], since: datetime) -> Iterator[str]:
        """What a stream says, piece after piece as `hear` reads them, and "" at least once a minute
        where it says nothing. It is asked for the messages of `authors` alone, and for what it said
        since `since`, where it lets us ask for that. Ends by itself where there is nothing to be
        told; raises ChannelDown where it breaks off."""
        ...

    def price_of(self, text: str, *, is_reply: bool) -> str:
        """The name in `prices` of what it costs to publish `text`; "" where it is free."""
        ...

    def length_of(self, text: str) -> int:
        """How long the network takes `text` to be."""
        ...

    def may_reply(self, *, is_summons: bool) -> bool:
        """Whether the network's rules let a program send a reply, to a message that named or quoted
        us or to any other. Where not, a person sends it through `intent_url`."""
        ...

    def intent_url(self, text: str, *, network_id: str, url: str) -> str:
        """Where a person sends a reply themselves."""
        ...

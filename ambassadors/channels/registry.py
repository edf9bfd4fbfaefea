"""Which adapter a channel speaks through, with its keys from the environment (docs/operations.md).
An adapter without keys is there all the same: it counts lengths and knows the rules, and says NoKeys
as soon as it would have to ask."""

import os

from accounts.fetching import Allowed, is_public
from ambassadors.channels.base import Adapter
from ambassadors.channels.bluesky import BASE as BLUESKY
from ambassadors.channels.bluesky import JETSTREAM, Bluesky
from ambassadors.channels.feed import Feed
from ambassadors.channels.file import File
from ambassadors.channels.mastodon import Mastodon
from ambassadors.channels.oauth import Keys
from ambassadors.channels.x import BASE as X_BASE
from ambassadors.channels.x import X
from ambassadors.enums import ChannelKind

X_KEYS = ("X_API_KEY", "X_API_SECRET", "X_ACCESS_TOKEN", "X_ACCESS_SECRET")
REQUIRED = {
    ChannelKind.X: X_KEYS,
    ChannelKind.BLUESKY: ("BLUESKY_HANDLE", "BLUESKY_APP_PASSWORD"),
    ChannelKind.MASTODON: ("MASTODON_URL", "MASTODON_ACCESS_TOKEN"),
}


def _said(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def keys_missing(kind: str) -> list[str]:
    """The names in the environment that this kind of channel needs and that say nothing."""
    return [name for name in REQUIRED.get(ChannelKind(kind), ()) if not _said(name)]


def adapter_for(kind: str) -> Adapter:
    """The adapter of a kind of channel. Raises ValueError for a kind that does not exist."""
    known = ChannelKind(kind)
    if known == ChannelKind.X:
        said = [_said(name) for name in X_KEYS]
        return X(
            keys=Keys(*said) if all(said) else None,
            base=_said("X_API_URL", X_BASE).rstrip("/"),
            allowed=_allowed(),
            pays_for_authors=_said("X_AUTHORS_ARE_FREE") != "1",
            bearer=_said("X_BEARER_TOKEN"),
            partitions=_said("X_COMPLIANCE_PARTITIONS").replace(",", " ").split(),
        )
    if known == ChannelKind.BLUESKY:
        return Bluesky(
            name=_said("BLUESKY_HANDLE"),
            password=_said("BLUESKY_APP_PASSWORD"),
            base=_said("BLUESKY_URL", BLUESKY).rstrip("/"),
            jetstream=_stream_of("BLUESKY_JETSTREAM_URL", JETSTREAM),
            allowed=_allowed(),
        )
    if known == ChannelKind.MASTODON:
        url, token = _said("MASTODON_URL").rstrip("/"), _said("MASTODON_ACCESS_TOKEN")
        return Mastodon(base=url, token=token, allowed=_allowed())
    return Feed() if known == ChannelKind.FEED else File()


def _stream_of(name: str, default: str) -> str:
    """An address of a stream; "" where the environment says `off`."""
    said = _said(name, default).rstrip("/")
    return "" if said == "off" else said


def _allowed() -> Allowed:
    """Addresses of the public internet, and those in our own network that the environment names: a
    server of one's own may stand there. Never for feeds, whose addresses come from a form."""
    named = frozenset(_said("CHANNELS_PRIVATE_ADDRESSES").split())
    if not named:
        return is_public
    return lambda address: address in named or is_public(address)

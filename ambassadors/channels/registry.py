"""The adapter of each kind of channel."""

from ambassadors.channels.base import Adapter

_ADAPTERS: dict[str, Adapter] = {}


def adapter_for(kind: str) -> Adapter:
    """The adapter of a kind of channel. Raises KeyError for a kind that there is not."""
    return _ADAPTERS[kind]

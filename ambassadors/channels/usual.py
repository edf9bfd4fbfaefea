"""What most networks have alike: only X has other rules, prices and ways to look."""

from collections.abc import Sequence
from datetime import datetime

from ambassadors.channels.base import JobLost, Vanished


class Usual:
    """What an adapter inherits: nothing is looked up in bulk, an account is looked at for nothing, any
    answer may follow another, and streams do not share a connection."""

    looks_in_bulk: bool = False
    replies_once: bool = False
    account_price: str = ""
    one_stream: str = ""

    def begin_look(self, network_ids: Sequence[str]) -> str:
        """Nothing is begun."""
        raise JobLost("Nothing is looked up in bulk here.")

    def end_look(self, name: str, *, at: datetime) -> Sequence[Vanished] | None:
        """Nothing was begun."""
        raise JobLost("Nothing is looked up in bulk here.")

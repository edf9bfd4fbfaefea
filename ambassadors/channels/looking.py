"""Networks that are asked for each message by itself, and know no look at all of them at once."""

from collections.abc import Sequence
from datetime import datetime

from ambassadors.channels.base import JobLost, Vanished


class OneByOne:
    """What an adapter inherits that looks nothing up in bulk."""

    looks_in_bulk = False

    def begin_look(self, network_ids: Sequence[str]) -> str:
        """Nothing is begun."""
        raise JobLost("Nothing is looked up in bulk here.")

    def end_look(self, name: str, *, at: datetime) -> Sequence[Vanished] | None:
        """Nothing was begun."""
        raise JobLost("Nothing is looked up in bulk here.")

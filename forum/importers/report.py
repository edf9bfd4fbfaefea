"""What an import did, said honestly: created, already there, passed over and why."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from forum.importers.scratch import Scratch

SHOWN = 10  # ids per reason on the screen; the written report has all


class Report:
    """Counts of an import; ids of what was passed over are kept on disk."""

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self.created: Counter[str] = Counter()
        self.already: Counter[str] = Counter()
        self.noted: Counter[str] = Counter()

    def skip(self, what: str, key: object, reason: str) -> None:
        """One thing was passed over; `key` is its outside id, or a line number."""
        self._scratch.put("skipped", what, reason, str(key))

    def skipped(self) -> dict[tuple[str, str], int]:
        """How many by what and reason."""
        return {(what, why): number for what, why, number in self._scratch.skipped_counts()}

    def skipped_ids(self, what: str, reason: str) -> list[str]:
        """The ids of one line of `skipped`."""
        return list(self._scratch.skipped_ids(what, reason))

    def lines(self, shown: int | None = SHOWN) -> Iterator[str]:
        """The report as text, with up to `shown` ids per reason (None: all)."""
        yield "Created: " + _sum(self.created)
        yield "Already there: " + _sum(self.already)
        skipped = self._scratch.skipped_counts()
        yield "Passed over:" if skipped else "Passed over: nothing"
        for what, reason, number in skipped:
            ids = list(islice(self._scratch.skipped_ids(what, reason), shown))
            more = ", …" if len(ids) < number else ""
            yield f"  {what}: {number:,}: {reason}: {', '.join(ids)}{more}"
        for what, number in sorted(self.noted.items()):
            yield f"Noted: {what}: {number:,}"


def _sum(counts: Counter[str]) -> str:
    return ", ".join(f"{what} {n:,}" for what, n in sorted(counts.items()) if n) or "nothing"

"""What counts of a day: a pure function, so that every replay gives the same."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Capped:
    """A standing row of a rule that the caps hold. `key` tells rows of the same moment apart the
    same way in every replay; `voter` is None where nobody in particular voted."""

    at: datetime
    key: tuple[Any, ...]
    nominal: int
    post: tuple[str, int | None]
    voter: int | None


def day_of(at: datetime) -> date:
    """The UTC day of a moment."""
    return at.astimezone(UTC).date()


def begin_of(day: date) -> datetime:
    """The first moment of a UTC day."""
    return datetime.combine(day, time(), UTC)


def span_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a UTC day, and of the next."""
    return begin_of(day), begin_of(day + timedelta(days=1))


def counted_of_day(rows: Iterable[Capped], caps: Mapping[str, int]) -> dict[tuple[Any, ...], int]:
    """What each row of one member, ledger and UTC day counts, by its key.

    Rows count in the order of their causes: each as far as the day (`caps["day"]`), its post
    (`caps["post"]`) and its voter (`caps["voter"]`) have room. Imported votes have no voter and
    are held by the first two alone.
    """
    room, posts, voters = caps["day"], Counter[Any](), Counter[Any]()
    counted = {}
    for row in sorted(rows, key=lambda row: (row.at, row.key)):
        most = min(row.nominal, room, caps["post"] - posts[row.post])
        if row.voter is not None:
            most = min(most, caps["voter"] - voters[row.voter])
        most = max(most, 0)
        room -= most
        posts[row.post] += most
        voters[row.voter] += most
        counted[row.key] = most
    return counted

"""Typed values out of a row that somebody else wrote. Each function raises BadRow with a reason."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from forum.markup.source import readable

BIGGEST = 2**31 - 1  # of an integer column on PostgreSQL
_key = re.compile(r"[A-Za-z0-9_-]{1,40}")


class BadRow(Exception):
    """A row, or a line, that cannot be taken; `str()` says why."""


def is_key(text: str) -> bool:
    """Whether a text has the shape of an outside id, or of a source's name."""
    return _key.fullmatch(text) is not None


def key(row: Mapping[str, Any], name: str) -> str:
    """An outside id as text. Raises BadRow when it is missing or no plain id."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadRow(f"no {name}")
    if isinstance(value, int) and abs(value) > 10**20:
        raise BadRow(f"{name} is not an id")
    if not is_key(str(value)):
        raise BadRow(f"{name} is not an id")
    return str(value)


def maybe_key(row: Mapping[str, Any], name: str) -> str:
    """As `key`, or "" when there is none."""
    return key(row, name) if row.get(name) not in (None, "") else ""


def text(row: Mapping[str, Any], name: str) -> str:
    """A text that the database can hold; "" when there is none. Line ends become \\n, and NUL the
    replacement character, as CommonMark has it (2.3, insecure characters)."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{name} is not a text")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadRow(f"{name} is not valid Unicode") from error
    return value.replace("\r\n", "\n").replace("\0", "\ufffd")


def line(row: Mapping[str, Any], name: str) -> str:
    """A text on one line without what no reader can see, for titles."""
    return " ".join(readable(text(row, name)).split())


def count(row: Mapping[str, Any], name: str) -> int:
    """A number of votes and the like; 0 when there is none."""
    value = row.get(name) or 0
    try:
        number = int(value) if isinstance(value, int | str) else -1
    except ValueError:
        number = -1
    if not 0 <= number <= BIGGEST:
        raise BadRow(f"{name} is not a count")
    return number


def flag(row: Mapping[str, Any], name: str) -> bool:
    """A yes or no; no when there is none."""
    value = row.get(name)
    if isinstance(value, str):
        value = {"true": True, "1": True, "false": False, "0": False, "": False}.get(value.lower())
        if value is None:
            raise BadRow(f"{name} is neither true nor false")
    return bool(value)


def moment(row: Mapping[str, Any], name: str, now: datetime) -> datetime:
    """A time; without a zone it is UTC. Raises BadRow also for one that lies in the future, which
    would stand on top of every list for ever."""
    value = row.get(name)
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadRow(f"{name} is not a time") from error
    if at > now:
        raise BadRow(f"{name} lies in the future")
    return at

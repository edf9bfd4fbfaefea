"""Lines of a file that is dropped for the desk: JSON lines or CSV with the fields of `Heard`, or
{"delete": id}. What is no message is told as broken, without its content."""

import json
from collections.abc import Mapping
from datetime import datetime

from ambassadors.channels.base import Heard, Vanished
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_text,
    as_time,
    shaped,
)
from ambassadors.enums import Gone, Network

COUNTS = ("followers", "reposts")
FLAGS = ("is_bot", "is_summons", "is_own", "is_repost")
TEXTS = ("name", "url", "language", "conversation", "reply_to")
YES = ("1", "true", "yes")


def parse_line(text: str) -> Object | None:
    """An object of a JSON line, or None."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_row(row: Object, *, at: datetime) -> Heard | Vanished | str:
    """What a row says; a sentence where it says nothing."""
    network = as_text(row.get("network"))
    if network not in Network.values:
        return "it does not say which network it is from"
    for key in ("delete", "delete_author"):
        if row.get(key):
            return _deletion(row, key, Network(network), at)
    return _message(row, Network(network), at)


def _deletion(row: Object, key: str, network: Network, at: datetime) -> Vanished | str:
    found, why = as_id(row.get(key)), as_text(row.get("why")) or Gone.DELETED
    if not found or why not in Gone.values:
        return "it does not say what is gone, or why"
    happened = as_time(row.get("at"))
    when = min(happened or at, at)
    ids = {"author": found} if key == "delete_author" else {"network_id": found}
    return Vanished(network, Gone(why), when, **ids)


def _message(row: Object, network: Network, at: datetime) -> Heard | str:
    heard = shaped(
        network,
        at=at,
        network_id=row.get("network_id") or row.get("id"),
        author=row.get("author") or row.get("handle"),
        handle=row.get("handle") or row.get("author"),
        text=row.get("text"),
        published_at=as_time(row.get("published_at")),
        edited_at=as_time(row.get("edited_at")),
        **{name: row.get(name) for name in TEXTS},
        **_counts(row),
        **{name: as_flag(row.get(name)) for name in FLAGS},
    )
    if heard is None:
        return "it has no id or no time"
    return heard if heard.text else "it has no text"


def _counts(row: Object) -> Mapping[str, int | None]:
    found: dict[str, int | None] = {}
    for name in COUNTS:
        said = row.get(name)
        if isinstance(said, str):
            said = int(said) if said.isascii() and said.isdecimal() and len(said) < 12 else None
        found[name] = None if said is None and name == "followers" else as_count(said)
    return found


def as_flag(value: object) -> bool:
    """Yes or no, as JSON and CSV write it."""
    return value is True or (isinstance(value, str) and value.strip().lower() in YES)

"""What Mastodon says, read: statuses, notifications, and events of its streams. Entities:
github.com/mastodon/documentation, content/en/entities, read 2026-11-27."""

import re
from datetime import datetime

from ambassadors.channels.base import Heard
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_objects,
    as_text,
    as_time,
    shaped,
    words_of,
)
from ambassadors.channels.walking import Read
from ambassadors.enums import Network

# Whoever asks may see these; the others were written to somebody.
OPEN = ("public", "unlisted")
DIGITS = re.compile(r"[0-9]{1,19}", re.ASCII)
# A status's id holds its time in milliseconds, from this bit on.
TIME_BITS = 16


def number_of(row: Object) -> int:
    """An id as a number; 0 where it is none."""
    text = as_id(row.get("id"))
    return min(int(text), 2**63 - 1) if DIGITS.fullmatch(text) else 0


def read_statuses(rows: list[Object], *, handle: str, base: str, at: datetime) -> Read:
    """The statuses of a timeline."""
    read = Read()
    for row in rows:
        _read(row, row, read, handle, base, at)
    return read


def read_notifications(rows: list[Object], *, handle: str, base: str, at: datetime) -> Read:
    """Notifications that we were mentioned; others are passed over."""
    read = Read()
    for row in rows:
        if row.get("type") == "mention":
            _read(row, as_object(row.get("status")), read, handle, base, at)
        elif place := number_of(row):
            read.places.append(place)
    return read


def _read(row: Object, status: Object, read: Read, handle: str, base: str, at: datetime) -> None:
    place = number_of(row)
    if not place:
        read.broken.append(f"a row without an id ({as_text(row.get('id'))[:30]})")
        return
    read.places.append(place)
    if status.get("visibility") not in OPEN:
        read.hidden.append((place, as_id(row.get("id"))))
        return
    heard = shape(status, handle=handle, base=base, at=at)
    if heard is None:
        read.broken.append(f"a message without an id or a time ({place})")
    else:
        read.heard.append((place, heard))


def shape(status: Object, *, handle: str, base: str, at: datetime) -> Heard | None:
    """A status as the desk takes it in. `base` is our server's address: accounts of it have none in
    their names."""
    account = as_object(status.get("account"))
    acct = as_text(account.get("acct"))
    warning = as_text(status.get("spoiler_text"))
    text = words_of(as_text(status.get("content")))
    url = as_text(status.get("url")) or as_text(status.get("uri"))
    return shaped(
        Network.MASTODON,
        at=at,
        network_id=status.get("id"),
        author=account.get("id"),
        handle=acct,
        name=account.get("display_name"),
        text=f"{warning}\n\n{text}" if warning else text,
        published_at=as_time(status.get("created_at")),
        edited_at=as_time(status.get("edited_at")),
        followers=_followers(account),
        is_bot=account.get("bot") is True,
        url=url,
        language=status.get("language"),
        reply_to=status.get("in_reply_to_id"),
        reposts=as_count(status.get("reblogs_count")),
        is_own=_is_us(acct, handle, base),
        is_repost=bool(as_object(status.get("reblog"))),
        is_summons=any(
            _is_us(as_text(mention.get("acct")), handle, base)
            for mention in as_objects(status.get("mentions"))
        ),
    )


def _followers(account: Object) -> int | None:
    return as_count(account["followers_count"]) if "followers_count" in account else None


def _is_us(acct: str, handle: str, base: str) -> bool:
    """Whether a name is ours, with our server's name behind it or without."""
    host = base.partition("://")[2].partition("/")[0].lower()
    ours = handle.lower().lstrip("@").removesuffix(f"@{host}")
    return bool(ours) and acct.lower().removesuffix(f"@{host}") == ours


def event_in(text: str) -> tuple[str, str]:
    """Name and payload of an event of a stream: lines of server-sent events, or a WebSocket's JSON
    once it is parsed by the caller. Heartbeats have neither."""
    name, data = "", []
    for line in text.split("\n"):
        if line.startswith("event:"):
            name = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data.append(line.removeprefix("data:").strip())
    return name, "\n".join(data)

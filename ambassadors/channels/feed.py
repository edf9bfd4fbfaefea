"""Blogs, by their feeds. They can be listened to and not answered from here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from accounts.fetching import Allowed, NotAsked, Unreachable, is_public
from ambassadors.channels.asking import Asker, Reply, trouble_of
from ambassadors.channels.base import (
    ChannelDown,
    Cursor,
    Fetched,
    Heard,
)
from ambassadors.channels.feed_parsing import Entry, read_feed
from ambassadors.channels.one_way import OneWay
from ambassadors.channels.shaping import as_object, as_text, shaped
from ambassadors.enums import Network

FIRST = timedelta(days=7)
MOST_HOPS = 3
ONWARD = (301, 302, 303, 307, 308)
# So many entries are remembered: more than a feed holds.
MOST_SEEN = 2_000


@dataclass(frozen=True)
class Feed(OneWay):
    """`fetch` takes a feed's address as its source. A feed does not say what is gone: entries leave
    it when they are old."""

    refusal: ClassVar[str] = "A blog is answered on its own page."

    allowed: Allowed = is_public

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """Entries that were not there the last time, or have changed since."""
        reply, url = self._ask(source, cursor, at)
        if reply.status == 304:
            return Fetched(cursor=cursor)
        entries, broken = read_feed(reply.body, url)
        known = as_object(cursor.get("seen"))
        seen: dict[str, str] = {}
        heard = []
        for entry in entries:
            mark = _mark(entry)
            if entry.entry_id in seen or not self._is_wanted(entry, cursor, at):
                seen.setdefault(entry.entry_id, mark)
                continue
            seen[entry.entry_id] = mark
            if known.get(entry.entry_id) != mark:
                found = _shape(entry, url, at, is_changed=entry.entry_id in known)
                heard += [found] if found else []
        kept = list({**known, **seen}.items())
        fresh = [row for row in kept if row[0] not in seen] + list(seen.items())
        new = {"seen": dict(fresh[-MOST_SEEN:]), **_validators(reply)}
        return Fetched(heard=heard, cursor=new, broken=broken)

    def _is_wanted(self, entry: Entry, cursor: Cursor, at: datetime) -> bool:
        """At first only what is of the last days; nobody knows how old an entry without a date is."""
        if cursor:
            return True
        return entry.written_at is not None and entry.written_at > at - FIRST

    def _ask(self, url: str, cursor: Cursor, at: datetime) -> tuple[Reply, str]:
        """The feed, and the address where it was found in the end."""
        headers = {
            name: said
            for name, key in (("If-None-Match", "etag"), ("If-Modified-Since", "modified"))
            if (said := as_text(cursor.get(key))) and said.isprintable() and said.isascii()
        }
        for _hop in range(MOST_HOPS + 1):
            try:
                reply = Asker(url, headers, self.allowed).ask("GET", "")
            except (NotAsked, Unreachable) as error:
                raise ChannelDown(f"It does not answer ({error}).") from error
            onward = reply.headers.get("location", "")
            if reply.status in (200, 304):
                return reply, url
            if reply.status not in ONWARD or not onward:
                raise trouble_of(reply, at=at)
            try:
                url = urljoin(url, onward)
            except ValueError as error:
                raise ChannelDown("It leads to what is no address.") from error
        raise ChannelDown("It leads on and on.")

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """Blogs have no streams."""
        return Fetched()


def _mark(entry: Entry) -> str:
    said = f"{entry.title}\n{entry.words}\n{entry.url}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]


def _validators(reply: Reply) -> dict[str, str]:
    names = (("etag", "etag"), ("modified", "last-modified"))
    return {key: said[:500] for key, name in names if (said := reply.headers.get(name, ""))}


def _shape(entry: Entry, url: str, at: datetime, *, is_changed: bool) -> Heard | None:
    """An entry of one blog is by that blog: its host is who wrote it, and its author's name is its
    name."""
    host = (urlsplit(entry.url or url).hostname or "")[:100]
    written_at = entry.written_at or entry.changed_at or at
    text = f"{entry.title}\n\n{entry.words}" if entry.words else entry.title
    return shaped(
        Network.BLOG,
        at=at,
        network_id=entry.entry_id,
        author=host,
        handle=host,
        name=entry.author,
        text=text,
        url=entry.url,
        published_at=written_at,
        edited_at=(entry.changed_at or at) if is_changed else None,
    )

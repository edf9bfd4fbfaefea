"""Feeds of blogs, read: Atom (RFC 4287), RSS 2.0, RSS 1.0. A feed is foreign XML: entities are
refused, its size is bounded by who fetched it, and names are compared without their namespaces."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ambassadors.channels.base import ChannelDown
from ambassadors.channels.shaping import as_time, as_url, clean, short_id, words_of

MOST_ENTRIES = 500
EXCERPT = 2_000
ENTRIES = ("entry", "item")
BASE = "{http://www.w3.org/XML/1998/namespace}base"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
TEXTS = ("content", "encoded", "description", "summary")
WRITTEN = ("published", "pubDate", "date", "issued", "created")
CHANGED = ("updated", "modified")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed: its title and the beginning of its words."""

    entry_id: str
    title: str
    words: str
    url: str
    author: str
    written_at: datetime | None
    changed_at: datetime | None


def read_feed(body: bytes, url: str) -> tuple[list[Entry], list[str]]:
    """The entries of a feed that was found at `url`, and what of it is none; ChannelDown where it
    is no feed."""
    try:
        root = fromstring(body.lstrip(), forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ChannelDown("Its XML defines entities, which is not read.") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise ChannelDown("What is there is no feed.") from error
    if _name(root) not in ("feed", "rss", "RDF"):
        raise ChannelDown("What is there is no feed.")
    base = urljoin(url, root.get(BASE) or "") if _is_address(root.get(BASE)) else url
    entries, broken = [], []
    for row in _entries(root):
        entry = _read(row, base)
        if entry.entry_id:
            entries.append(entry)
        else:
            broken.append("an entry with neither an id nor an address")
    return entries, broken


def _entries(root: Any) -> Iterator[Any]:
    found = 0
    for row in root.iter():
        if _name(row) in ENTRIES:
            found += 1
            if found > MOST_ENTRIES:
                return
            yield row


def _read(row: Any, base: str) -> Entry:
    parts: dict[str, list[Any]] = {}
    for part in row:
        parts.setdefault(_name(part), []).append(part)
    link = _link(parts, base)
    said = [_words(part) for name in ("id", "guid") for part in parts.get(name, [])]
    found = next((one for one in said if one), "") or link or str(row.get(ABOUT) or "")
    texts = (_text(part) for name in TEXTS for part in parts.get(name, []))
    return Entry(
        entry_id=short_id(found),
        title=" ".join(words_of(_first(parts, ("title",))).split())[:300],
        words=next((text for text in texts if text), "")[:EXCERPT],
        url=link,
        author=_author(parts),
        written_at=as_time(_first(parts, WRITTEN)),
        changed_at=as_time(_first(parts, CHANGED)),
    )


def _name(row: Any) -> str:
    return row.tag.rpartition("}")[2] if isinstance(row.tag, str) else ""


def _words(row: Any) -> str:
    """All text in an element, to a bound: XHTML stands in one as elements."""
    pieces, length = [], 0
    for piece in row.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > EXCERPT * 20:
            break
    return clean("".join(pieces)).strip()


def _text(row: Any) -> str:
    """A text of whichever kind, as words."""
    text = _words(row)
    return text if row.get("type") in ("text", "xhtml") else words_of(text)


def _first(parts: dict[str, list[Any]], names: tuple[str, ...]) -> str:
    found = (_words(part) for name in names for part in parts.get(name, []))
    return next((text for text in found if text), "")


def _link(parts: dict[str, list[Any]], base: str) -> str:
    """Where the entry itself is: RSS writes the address in the element, Atom beside it."""
    for link in parts.get("link", []):
        said = link.get("href") or (link.text or "").strip()
        if said and link.get("rel", "alternate") == "alternate" and _is_address(said):
            own = link.get(BASE)
            return as_url(urljoin(urljoin(base, own) if _is_address(own) else base, said))
    return ""


def _is_address(text: str | None) -> bool:
    try:
        return bool(text) and bool(urlsplit(text).geturl())
    except ValueError:
        return False


def _author(parts: dict[str, list[Any]]) -> str:
    for author in parts.get("author", []):
        name = next((_words(part) for part in author if _name(part) == "name"), "")
        if name or not len(author):
            return name or _words(author)
    return _first(parts, ("creator",))

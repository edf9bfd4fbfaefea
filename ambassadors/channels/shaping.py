"""From what a network says to what the desk can keep: every column's cap, one clock, no characters
that no database takes. Nothing here raises, whatever it is given."""

import hashlib
import html
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from ambassadors.channels.base import ChannelDown, Heard
from ambassadors.enums import Network

ID_LENGTH, NAME_LENGTH, URL_LENGTH, TEXT_LENGTH, LANGUAGE_LENGTH = 100, 100, 500, 5_000, 10
MOST = 2_147_483_647
# What "no language" is called.
NO_LANGUAGE = ("und", "zxx", "art")
# Times before this are nobody's message.
FIRST = datetime(1990, 1, 1, tzinfo=UTC)

Object = Mapping[str, Any]


def parse_json(text: str | bytes) -> Any:
    """A JSON text, or ChannelDown where it is none: half a page, a page of HTML."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ChannelDown("The answer broke off, or is none.") from error


def as_object(value: Any) -> Object:
    """A JSON object, or an empty one."""
    return value if isinstance(value, dict) else {}


def as_objects(value: Any) -> list[Object]:
    """The objects of a JSON list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def as_text(value: Any) -> str:
    """A string; numbers (ids, in some files) as they are written; "" for anything else."""
    if isinstance(value, str):
        return clean(value)
    return str(value) if type(value) is int and abs(value) < 10**30 else ""


def as_count(value: Any) -> int:
    """A number of things, never less than none."""
    return min(max(value, 0), MOST) if type(value) is int else 0


def clean(text: str) -> str:
    """Without NULs and half characters, which no database takes."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def as_id(value: Any) -> str:
    """An id, or "" for what is none."""
    text = as_text(value).strip()
    return text if len(text) <= ID_LENGTH else ""


def short_id(text: str) -> str:
    """An id of any length as one that fits: long ones by their digest."""
    text = clean(text).strip()
    return text if len(text) <= ID_LENGTH else hashlib.sha256(text.encode()).hexdigest()


def as_url(value: Any) -> str:
    """An address of the web, or ""."""
    text = as_text(value).strip()
    fits = len(text) <= URL_LENGTH and text.lower().startswith(("https://", "http://"))
    return text if fits and text.isprintable() and " " not in text else ""


def as_language(value: Any) -> str:
    """A language's code, or "" where the network does not know it."""
    text = as_text(value).strip().lower()[:LANGUAGE_LENGTH]
    return "" if text in NO_LANGUAGE or (text.startswith("q") and len(text) == 3) else text


def as_time(value: Any) -> datetime | None:
    """An ISO or mail time, in UTC; None for what is none."""
    text = as_text(value).strip()
    if not text:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            found = found if found.tzinfo else found.replace(tzinfo=UTC)
            return max(found.astimezone(UTC), FIRST)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def from_millis(millis: int) -> datetime:
    """Milliseconds of Unix as a time."""
    return datetime.fromtimestamp(min(max(millis, 0), 4_000_000_000_000) / 1000, UTC)


def millis_of(when: datetime) -> int:
    """A time as milliseconds of Unix."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def shaped(network: Network, *, at: datetime, **fields: Any) -> Heard | None:
    """A message of these fields, each cut to what its column holds; None without an id or a time.
    A time to come (the network's clock is ahead, or somebody's own) is taken for `at`."""
    published_at, edited_at = fields.pop("published_at"), fields.pop("edited_at", None)
    network_id = as_id(fields.pop("network_id"))
    if not network_id or published_at is None:
        return None
    return Heard(
        network=network,
        network_id=network_id,
        author=as_id(fields.pop("author")),
        handle=as_text(fields.pop("handle")).strip()[:NAME_LENGTH],
        text=as_text(fields.pop("text")).strip()[:TEXT_LENGTH],
        name=as_text(fields.pop("name", "")).strip()[:NAME_LENGTH],
        published_at=min(published_at, at),
        edited_at=min(edited_at, at) if edited_at else None,
        url=as_url(fields.pop("url", "")),
        language=as_language(fields.pop("language", "")),
        conversation=as_id(fields.pop("conversation", "")),
        reply_to=as_id(fields.pop("reply_to", "")),
        **fields,
    )


class _Words(HTMLParser):
    """The words of HTML, a line end where a block or a line ends."""

    BREAKS = frozenset(
        ("p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol")
    )
    SILENT = frozenset(("script", "style", "template", "noscript", "title"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if not self.silent and tag in self.SILENT:
            self.silent = tag
        elif tag in self.BREAKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.silent:
            self.silent = ""
        elif tag in self.BREAKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def words_of(text: str) -> str:
    """The text of foreign HTML: lines, without markup; blank ones are folded."""
    if "<" not in text:
        return html.unescape(text).strip()
    parser = _Words()
    try:
        parser.feed(text[: TEXT_LENGTH * 20])
        parser.close()
    except (AssertionError, ValueError):
        return ""
    return "\n".join(_lines("".join(parser.pieces))).strip()


def _lines(text: str) -> Iterator[str]:
    was_blank = True
    for line in text.split("\n"):
        folded = " ".join(line.split())
        if folded or not was_blank:
            yield folded
        was_blank = not folded

"""Folders of recorded messages, for trying the desk out: `manage.py load_mentions DIR`. Each row is
known by its fields: X API v2 payloads, conversations with support accounts as the data set "Customer
Support on Twitter" has them, airlines' tweets with labels, or rows as in a dropped file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ambassadors.channels.base import Heard, Vanished
from ambassadors.channels.file_lines import read_row
from ambassadors.channels.shaping import (
    Object,
    as_count,
    as_id,
    as_object,
    as_text,
    as_time,
    shaped,
)
from ambassadors.channels.x_parsing import Read, read_compliance, read_event, read_page
from ambassadors.enums import Network
from forum.importers.files import read_rows

SUFFIXES = (".jsonl", ".jsonl.gz")


@dataclass(frozen=True)
class Broken:
    """A row that was passed over: where it is, and why."""

    where: str
    why: str


Found = Heard | Vanished | Broken


def read_folder(path: Path, *, at: datetime | None = None) -> Iterator[Found]:
    """All that the files of a folder hold, or one file does; nothing of it is held in memory but,
    for conversations, which message answers which."""
    at = at or datetime.now(UTC)
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        if file.is_file() and file.name.lower().endswith(SUFFIXES):
            yield from _read_file(file, at)


def _rows(file: Path) -> Iterator[Object | Broken]:
    complaints: list[Broken] = []

    def complain(number: int | str, why: str) -> None:
        complaints.append(Broken(f"{file.name}:{number}", why))

    for row in read_rows(file, complain=complain):
        yield from complaints
        complaints.clear()
        yield row
    yield from complaints


def _read_file(file: Path, at: datetime) -> Iterator[Found]:
    roots: _Roots | None = None
    for row in _rows(file):
        if isinstance(row, Broken):
            yield row
            continue
        where = f"{file.name}:{row.get('')}"
        if "in_response_to_tweet_id" in row:
            roots = roots or _Roots(file)
            yield _support(row, roots, at) or Broken(where, "a tweet without an id or a time")
        elif "airline_sentiment" in row:
            yield _airline(row, at) or Broken(where, "a tweet without an id or a time")
        elif "network" in row:
            found = read_row(row, at=at)
            yield Broken(where, found) if isinstance(found, str) else found
        else:
            yield from _x(row, file, where, at)


def _x(row: Object, file: Path, where: str, at: datetime) -> Iterator[Found]:
    payload = as_object(row.get("json")) or row
    if "action" in payload:
        read: Read | None = read_compliance(payload, of_users="users" in file.name, at=at)
    else:
        read = read_event(payload, at=at)
    if read is None:
        read = read_page(payload, handle="", me="", at=at)
    yield from read.heard
    yield from read.vanished
    yield from (Broken(where, why) for why in read.broken)


class _Roots:
    """Which message began the conversation of another."""

    def __init__(self, file: Path) -> None:
        self.answers: dict[str, str] = {}
        for row in _rows(file):
            if not isinstance(row, Broken) and (answered := _answered(row)):
                self.answers[as_id(row.get("tweet_id"))] = answered

    def of(self, network_id: str) -> str:
        """The first message that is known of, where answers go round in a circle any one of it."""
        way = {network_id: None}
        here = network_id
        while onward := self.answers.get(here):
            here = onward
            if here in way:
                del self.answers[here]  # from now on it began all of them
                break
            way[here] = None
        for passed in way:
            if passed != here:
                self.answers[passed] = here
        return here


def _answered(row: Object) -> str:
    return as_id(row.get("in_response_to_tweet_id"))


def _support(row: Object, roots: _Roots, at: datetime) -> Heard | None:
    """A tweet to a company's support account, or of one: those count as ours."""
    network_id, author = as_id(row.get("tweet_id")), as_id(row.get("author_id"))
    inbound = row.get("inbound") is True
    return shaped(
        Network.X,
        at=at,
        network_id=network_id,
        author=author,
        handle=author,
        text=row.get("text"),
        published_at=as_time(row.get("created_at")),
        conversation=roots.of(network_id),
        reply_to=_answered(row),
        is_own=not inbound,
        is_summons=inbound and "@" in as_text(row.get("text")),
    )


def _airline(row: Object, at: datetime) -> Heard | None:
    """A labelled tweet to an airline; the set does not say in which zone its times are."""
    name = as_text(row.get("name"))
    return shaped(
        Network.X,
        at=at,
        network_id=row.get("tweet_id"),
        author=name,
        handle=name,
        text=row.get("text"),
        published_at=_airline_time(as_text(row.get("tweet_created"))),
        reposts=as_count(row.get("retweet_count")),
        is_summons=True,
    )


def _airline_time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None

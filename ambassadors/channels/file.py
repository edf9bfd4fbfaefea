"""A file that somebody or something else writes: JSON lines or CSV in a folder of the installation.
It needs no account anywhere; the demo's desk is filled by one."""

import csv
import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings

from ambassadors.channels.base import (
    ChannelDown,
    Cursor,
    Fetched,
    Heard,
    Vanished,
)
from ambassadors.channels.file_lines import parse_line, read_row
from ambassadors.channels.one_way import OneWay
from ambassadors.channels.shaping import Object

A_PAGE = 500
LINE_BYTES = 200_000
# An end without a line end may still be written to; after so long it is the end.
SETTLED = timedelta(minutes=1)
HEAD, TAIL = 4_096, 256
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """A row, and where in the file it begins and ends; None for `said` where it cannot be read."""

    begins: int
    ends: int
    said: Object | None


def folder() -> Path:
    """Where the files are."""
    return Path(os.environ.get("DESK_FILES", "").strip() or Path(settings.DATA_DIR) / "desk")


@dataclass(frozen=True)
class File(OneWay):
    """`fetch` takes a file's name in the folder as its source; each row says its own network, and
    deletions come as rows."""

    refusal: ClassVar[str] = "A file cannot be answered."

    def fetch(self, source: str, handle: str, cursor: Cursor, *, at: datetime) -> Fetched:
        """The rows after the place that was come to, where the file up to there is the same still;
        else all of them."""
        try:
            with _path(source).open("rb") as file:
                return _page(file, cursor, at, is_csv=source.lower().endswith(".csv"))
        except OSError as error:
            raise ChannelDown(f"The file cannot be read ({type(error).__name__}).") from error

    def hear(self, line: str, *, handle: str, at: datetime) -> Fetched:
        """A JSON line."""
        return _gathered([Row(0, 0, parse_line(line))], at) if line.strip() else Fetched()


def _path(source: str) -> Path:
    name = Path(source).name if "\0" not in source else ""
    path = folder() / name
    inside = bool(name) and name == source and path.resolve().parent == folder().resolve()
    if not inside or not path.is_file():
        raise ChannelDown("There is no file of this name in the desk's folder.")
    return path


def _page(file: BinaryIO, cursor: Cursor, at: datetime, *, is_csv: bool) -> Fetched:
    offset = _offset(file, cursor)
    changed_at = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
    rows = _csv_rows if is_csv else _json_rows
    taken: list[Row] = []
    is_more = False
    for row in rows(file, offset, is_settled=at - changed_at > SETTLED):
        if len(taken) == A_PAGE:
            is_more = True
            break
        taken.append(row)
    end = taken[-1].ends if taken else offset
    found = _gathered(taken, at)
    return Fetched(
        heard=found.heard,
        vanished=found.vanished,
        broken=found.broken,
        cursor=_cursor(file, end),
        is_more=is_more,
    )


def _offset(file: BinaryIO, cursor: Cursor) -> int:
    """Where to go on: at the beginning, where another file stands in the old one's place."""
    offset = cursor.get("offset")
    if type(offset) is not int or offset < 0 or offset > os.fstat(file.fileno()).st_size:
        return 0
    return offset if _cursor(file, offset) == dict(cursor) else 0


def _cursor(file: BinaryIO, offset: int) -> dict[str, object]:
    """A place in a file, and what it is known by: its beginning and what stands before the place."""
    file.seek(0)
    head = hashlib.sha256(file.read(min(offset, HEAD))).hexdigest()[:16]
    file.seek(max(offset - TAIL, 0))
    tail = hashlib.sha256(file.read(min(offset, TAIL))).hexdigest()[:16]
    return {"offset": offset, "head": head, "tail": tail}


def _lines(file: BinaryIO, offset: int) -> Iterator[tuple[int, int, bytes | None, bool]]:
    """Where each line begins and ends, its bytes (None: too long) and whether it has ended."""
    file.seek(offset)
    while line := file.readline(LINE_BYTES):
        begins, offset = offset, offset + len(line)
        is_long = len(line) == LINE_BYTES and not line.endswith(b"\n")
        last = line
        while is_long and not last.endswith(b"\n") and (last := file.readline(LINE_BYTES)):
            offset += len(last)
        has_ended = (last or line).endswith(b"\n")
        line = line.removeprefix(BOM) if begins == 0 else line
        yield begins, offset, None if is_long else line, has_ended


def _json_rows(file: BinaryIO, offset: int, *, is_settled: bool) -> Iterator[Row]:
    for begins, ends, line, has_ended in _lines(file, offset):
        said = parse_line(line.decode("utf-8", "replace")) if line else None
        if not has_ended and said is None and not is_settled:
            return
        if line is None or line.strip():
            yield Row(begins, ends, said)
        else:
            yield Row(begins, ends, {})


def _csv_rows(file: BinaryIO, offset: int, *, is_settled: bool) -> Iterator[Row]:
    """A row of CSV may go on over lines while a quotation mark is open."""
    names = _header(file)
    if names is None:
        return
    place = max(offset, names[1])
    while (row := _csv_row(file, place, names[0], is_settled)) is not None:
        yield row
        place = row.ends


def _header(file: BinaryIO) -> tuple[list[str], int] | None:
    first = next(_lines(file, 0), None)
    if first is None or first[2] is None or not first[3]:
        return None
    fields = _fields(first[2])
    return ([name.strip().lower() for name in fields], first[1]) if fields else None


def _csv_row(file: BinaryIO, place: int, names: list[str], is_settled: bool) -> Row | None:
    text, first_end = b"", 0
    for _begins, ends, line, has_ended in _lines(file, place):
        first_end = first_end or ends
        text += line or b""
        if line is None or len(text) > LINE_BYTES:
            return Row(place, first_end, None)
        if text.count(b'"') % 2 == 0:
            if not (has_ended or is_settled):
                return None
            return Row(place, ends, _named(names, text))
    return Row(place, first_end, None) if text and is_settled else None


def _named(names: list[str], text: bytes) -> Object | None:
    if not text.strip():
        return {}
    fields = _fields(text)
    if fields is None or len(fields) > len(names):
        return None
    return {name: value for name, value in zip(names, fields, strict=False) if value != ""}


def _fields(text: bytes) -> list[str] | None:
    said = text.decode("utf-8", "replace")
    try:
        return next(csv.reader(io.StringIO(said, newline="")), None)
    except csv.Error:
        return None


def _gathered(rows: Sequence[Row], at: datetime) -> Fetched:
    """What rows say. Of one that cannot be read its place is told, never what stands there."""
    heard: list[Heard] = []
    vanished: list[Vanished] = []
    broken = []
    for row in rows:
        if row.said is not None and not row.said:
            continue  # an empty line
        found = read_row(row.said, at=at) if row.said is not None else "it is none"
        if isinstance(found, Heard):
            heard.append(found)
        elif isinstance(found, Vanished):
            vanished.append(found)
        else:
            broken.append(f"the row at byte {row.begins}: {found}")
    return Fetched(heard=heard, vanished=vanished, broken=broken)

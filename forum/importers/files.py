"""Reading the files of a dump: XML rows or JSON lines, plain or gzipped, one line at a time.

Nothing here trusts the file: a broken line is told and passed over, an endless one is never held
in memory, a file that ends in the middle ends there.
"""

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from forum.importers.fields import BadRow

# A text of 100,000 characters, each written as a pair of six-letter escapes, is 1.2 MB.
LINE_BYTES = 4_000_000
SUFFIXES = (".xml", ".xml.gz", ".jsonl", ".jsonl.gz")
BOM = b"\xef\xbb\xbf"
# What stands around the rows of an XML dump: its declaration, and the root's two tags.
_frame = re.compile(rb"<\?xml[^<>]*\?>|</?[A-Za-z]+\s*/?>")
_id = re.compile(rb"""[<{\s"]id"?\s*[:=]\s*"?([A-Za-z0-9_-]{1,40})\b""", re.IGNORECASE)

Row = dict[str, Any]
Moved = Callable[[int], object]
Complaint = Callable[[int | str, str], object]


def find(folder: Path, stem: str) -> Path | None:
    """The file `stem` of a dump in one of the known forms, in either case; None without one."""
    if not folder.is_dir():
        return None
    names = {entry.name.lower(): entry for entry in sorted(folder.iterdir()) if entry.is_file()}
    return next((names[n] for s in SUFFIXES if (n := stem.lower() + s) in names), None)


def read_rows(path: Path, *, complain: Complaint, moved: Moved | None = None) -> Iterator[Row]:
    """The rows of a file, each with its line number under the key "".

    Arguments: `complain` is told line number (with the id, where it can be found) and reason of
    what cannot be read; `moved` the place
    in the (packed) file that reading has come to, in bytes.
    """
    parse = parse_json if ".jsonl" in path.name.lower() else parse_xml
    for number, line in _lines(path, complain, moved):
        try:
            row = parse(line)
        except BadRow as bad:
            complain(number, str(bad))
            continue
        if row is not None:
            row[""] = number
            yield row


def parse_json(line: bytes) -> Row | None:
    """An object of a JSON line; None for an empty line. Raises BadRow."""
    if not line:
        return None
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRow("broken JSON") from error
    if not isinstance(row, dict):
        raise BadRow("not an object")
    return row


def parse_xml(line: bytes) -> Row | None:
    """The attributes of a `<row …/>` line; None for the lines around the rows. Raises BadRow."""
    if not line or _frame.fullmatch(line):
        return None
    try:
        row = fromstring(line, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadRow("broken XML") from error
    if row.tag != "row":
        raise BadRow("not a row")
    return dict(row.attrib)


def _lines(path: Path, complain: Complaint, moved: Moved | None) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends, the first without its byte order mark."""
    number = 0
    zipped = path.name.lower().endswith(".gz")
    with path.open("rb") as packed, gzip.open(packed) if zipped else nullcontext(packed) as opened:
        file = cast(BinaryIO, opened)
        try:
            while line := file.readline(LINE_BYTES):
                number += 1
                if number % 500 == 1 and moved is not None:
                    moved(packed.tell())
                if len(line) == LINE_BYTES and not line.endswith(b"\n"):
                    complain(f"{number}{_id_in(line)}", f"longer than {LINE_BYTES:,} bytes")
                    _skip_line(file)
                    continue
                yield number, line.removeprefix(BOM).strip() if number == 1 else line.strip()
        except (EOFError, zlib.error, gzip.BadGzipFile):
            complain(number + 1, "the file is damaged from here on")
        if moved is not None:
            moved(packed.tell())


def _id_in(line: bytes) -> str:
    """The id that the beginning of an endless line gives, for the report; "" without one."""
    found = _id.search(line[:2_000])
    return f" (id {found[1].decode()})" if found else ""


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
        pass

"""The folder of a dump, read with a progress bar, and what is told of its bad rows."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.utils import timezone
from tqdm import tqdm

from forum.importers.fields import BadRow, is_key
from forum.importers.files import SUFFIXES, Row, find, read_rows
from forum.importers.report import Report
from forum.importers.scratch import Scratch

T = TypeVar("T")


class NoDump(Exception):
    """The folder does not hold what an importer needs; `str()` says what is missing."""


class Dump:
    """A folder with one file per kind of thing. `now` is the time beyond which dates are wrong."""

    def __init__(
        self,
        folder: Path,
        *,
        report: Report,
        scratch: Scratch,
        progress: bool = False,
        now: datetime | None = None,
    ) -> None:
        self.folder, self.report, self.scratch = folder, report, scratch
        self.now = now or timezone.now()
        self._progress = progress

    def require(self, stem: str) -> None:
        """Raises NoDump when the folder holds no file `stem` in any of the known forms."""
        if find(self.folder, stem) is None:
            forms = ", ".join(stem + suffix for suffix in SUFFIXES)
            raise NoDump(f"{self.folder} holds none of {forms}")

    def rows(self, stem: str) -> Iterator[Row]:
        """The readable rows of the file `stem`; none where the folder has no such file."""
        path = find(self.folder, stem)
        if path is None:
            self.report.noted[f"no {stem} file in the folder"] = 1
            return

        def complain(number: int | str, reason: str) -> None:
            self.report.skip(f"line of {path.name}", number, reason)

        size = path.stat().st_size
        off = None if self._progress else True  # None: on where somebody watches
        with tqdm(total=size, desc=stem, unit="B", unit_scale=True, disable=off) as bar:
            yield from read_rows(path, complain=complain, moved=lambda at: bar.update(at - bar.n))

    def take(
        self, rows: Iterable[Row], what: str, id_name: str, make: Callable[[Row], T | None]
    ) -> Iterator[T]:
        """What `make` makes of each row; a bad one is told by its id, or line, and passed over."""
        for row in rows:
            try:
                made = make(row)
            except BadRow as bad:
                named = str(row.get(id_name) or "")
                # A bad id says nothing to whoever reads the report; its line does.
                known = named if is_key(named) else f"line {row['']}"
                self.report.skip(what, known, str(bad))
                continue
            if made is not None:
                yield made

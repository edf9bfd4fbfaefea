"""The empty database of tests, with all its tables, is made once and copied from then on.

Making it takes half a minute, because it takes every migration of every room and library. The copy
is for SQLite alone; it is made anew when a migration or a library changed.
"""

import hashlib
import sqlite3
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
FOLDER = Path(sys.prefix)


def place_of_template() -> Path:
    """Where the copy is kept: beside the libraries, under a name that tells what made it."""
    made_of = [ROOT / "requirements" / "dev.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    told = hashlib.sha256(sys.version.encode())
    for path in made_of:
        told.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return FOLDER / f"tests-{told.hexdigest()[:16]}.sqlite3"


def lay_out(database: dict[str, Any]) -> bool:
    """Copy the template to where the test database will be; False when there is none to copy."""
    if not database["ENGINE"].endswith("sqlite3") or not place_of_template().exists():
        return False
    _copy(place_of_template(), Path(database["TEST"]["NAME"]))
    return True


def make(folder: Path) -> None:
    """Lay it out for a program with a folder of data, where there is one; `migrate` does the rest."""
    if place_of_template().exists():
        _copy(place_of_template(), folder / "embassy.sqlite3")


def keep(database: dict[str, Any]) -> None:
    """Keep a copy of the test database as it is now: made, and not used yet."""
    template = place_of_template()
    if not database["ENGINE"].endswith("sqlite3") or template.exists():
        return
    for old in FOLDER.glob("tests-*.sqlite3"):
        old.unlink(missing_ok=True)
    made = template.with_suffix(f".{Path(database['NAME']).name}")
    _copy(Path(database["NAME"]), made)
    made.replace(template)


def _copy(source: Path, to: Path) -> None:
    # Not as a file: what stands in the write-ahead log belongs to it.
    to.unlink(missing_ok=True)
    with sqlite3.connect(source) as read, sqlite3.connect(to) as write:
        read.backup(write)
    read.close()
    write.close()

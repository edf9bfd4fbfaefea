"""Notes of a running import that are kept on disk, so that memory stays flat however big the dump.

A temporary SQLite database of its own, gone when the import ends: never the community's.
"""

import sqlite3
from collections.abc import Iterator

_TABLES = """
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000;
CREATE TABLE person (key TEXT PRIMARY KEY, name TEXT, joined TEXT) WITHOUT ROWID;
CREATE TABLE accepted (thread TEXT PRIMARY KEY, reply TEXT, at TEXT) WITHOUT ROWID;
CREATE TABLE accepted_at (reply TEXT PRIMARY KEY, at TEXT) WITHOUT ROWID;
CREATE TABLE skipped (what TEXT, reason TEXT, id TEXT, UNIQUE (what, reason, id));
"""


class Scratch:
    """`person` (who wrote, by outside id), `accepted` (thread → reply, "" for none in particular),
    `accepted_at` (when) and `skipped` (what was passed over, for the report)."""

    def __init__(self) -> None:
        # The empty name is SQLite's own for a temporary file that it deletes on closing.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.close()

    def put(self, table: str, *values: str) -> None:
        """Keep a row; of two with the same key the first stays."""
        marks = ",".join("?" * len(values))
        self._db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608

    def person(self, key: str) -> tuple[str, str] | None:
        """Name and time of joining of an outside id, as put."""
        found: tuple[str, str] | None = self._db.execute(
            "SELECT name, joined FROM person WHERE key = ?", (key,)
        ).fetchone()
        return found

    def accepted(self) -> Iterator[tuple[str, str, str]]:
        """Thread, reply and time of each accepted answer."""
        yield from self._db.execute(
            "SELECT thread, accepted.reply, COALESCE(accepted_at.at, accepted.at) FROM accepted"
            " LEFT JOIN accepted_at ON accepted_at.reply = accepted.reply ORDER BY thread"
        )

    def skipped_counts(self) -> list[tuple[str, str, int]]:
        """What, reason and how many."""
        return self._db.execute(
            "SELECT what, reason, COUNT(*) FROM skipped GROUP BY what, reason ORDER BY what, reason"
        ).fetchall()

    def skipped_ids(self, what: str, reason: str) -> Iterator[str]:
        """The ids of one line of `skipped_counts`, in the order met."""
        for (found,) in self._db.execute(
            "SELECT id FROM skipped WHERE what=? AND reason=? ORDER BY rowid", (what, reason)
        ):
            yield found

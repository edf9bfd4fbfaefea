"""Process memory behind a version check: one cheap read a request instead of many."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

from accounts.models import Version

T = TypeVar("T")
# All versions as this request found them; None outside `one_look`.
_looked: ContextVar[dict[str, int] | None] = ContextVar("versions_looked", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it the versions are read at most once, all together: one request sees one state,
    however many things it remembers. A `bump` inside is seen at once."""
    token = _looked.set({})
    try:
        yield
    finally:
        _looked.reset(token)


def bump(name: str) -> None:
    """Give `name` a new version; call it inside the transaction that changes the thing.

    The number is drawn, not counted: the next in line may have been seen before, by a process
    that read in a transaction which was rolled back, and what it kept would then pass for new.
    """
    Version.objects.update_or_create(name=name, defaults={"number": secrets.randbits(62) + 1})
    if (looked := _looked.get()) is not None:
        looked.clear()


def version_of(name: str) -> int:
    """The version now, 0 where none was ever raised. Plain SQL: every request asks this."""
    looked = _looked.get()
    if looked:
        return looked.get(name, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, number FROM accounts_version")
        found = {str(row[0]): int(row[1]) for row in cursor.fetchall()}
    if looked is not None:
        looked.update(found, _=0)
    return found.get(name, 0)


class Remembered(Generic[T]):
    """A value loaded once per process and version.

    Arguments: `name` of the version row, `load` reads the value from the database.
    """

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name, self._load, self._lock = name, load, Lock()
        self._kept: tuple[int, T] | None = None

    def get(self) -> T:
        """The value; costs one query, and those of `load` when the version has changed."""
        number = version_of(self.name)
        kept = self._kept
        if kept is not None and kept[0] == number:
            return kept[1]
        with self._lock:
            value = self._load()
            self._kept = (number, value)
        return value

    def forget(self) -> None:
        """Drop what is kept (tests, where rows are rolled back under a standing version)."""
        self._kept = None

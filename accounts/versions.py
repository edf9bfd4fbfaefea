"""Process memory behind a version check: one cheap read a request instead of many."""

import secrets
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

from accounts.models import Version

T = TypeVar("T")


def bump(name: str) -> None:
    """Give `name` a new version; call it inside the transaction that changes the thing.

    The number is drawn, not counted: the next in line may have been seen before, by a process
    that read in a transaction which was rolled back, and what it kept would then pass for new.
    """
    Version.objects.update_or_create(name=name, defaults={"number": secrets.randbits(62) + 1})


def _number(name: str) -> int:
    """The version now, 0 where none was ever raised. Plain SQL: every request asks this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM accounts_version WHERE name = %s", [name])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


class Remembered(Generic[T]):
    """A value loaded once per process and version.

    Arguments: `name` of the version row, `load` reads the value from the database.
    """

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name, self._load, self._lock = name, load, Lock()
        self._kept: tuple[int, T] | None = None

    def get(self) -> T:
        """The value; costs one query, and those of `load` when the version has changed."""
        number = _number(self.name)
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

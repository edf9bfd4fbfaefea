"""The cache of a site without Redis: Django's table, made fit for limits.

What is cached here is what allauth counts (sign-in tries, codes, questions of visitors), behind its
own lock, which is `add` of a key: an INSERT under the table's primary key, of which one succeeds.
Django's backend gives up two things that counting needs, and this one keeps them:

* above MAX_ENTRIES it throws live rows away, so that whoever makes three hundred keys wipes the
  count of the one that matters; here only what has run out goes;
* a row that could not be written is passed over in silence, and what was not counted is let
  through; here the write is tried again, and then the request fails.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections
from django.db.backends.utils import CursorWrapper

TRIES = 3


class SteadyDatabaseCache(DatabaseCache):
    """Django's, but it forgets nothing before its time and never says that it kept what it lost."""

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Raises DatabaseError when the row could not be written."""
        key = self.make_and_validate_key(key, version=version)
        for _try in range(TRIES):
            if self._base_set("set", key, value, timeout):  # type: ignore[attr-defined]
                return
        raise DatabaseError("the cache could not keep a value")

    def _cull(self, db: str, cursor: CursorWrapper, now: datetime, num: int) -> None:
        connection = connections[db]
        quote = connection.ops.quote_name
        table: str = self._table  # type: ignore[attr-defined]
        cursor.execute(
            f"DELETE FROM {quote(table)} WHERE {quote('expires')} < %s",  # noqa: S608
            [connection.ops.adapt_datetimefield_value(now)],
        )

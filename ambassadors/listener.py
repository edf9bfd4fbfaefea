"""The process that listens to the networks' streams, a thread for each (config/streams.py runs it).

It keeps nothing in itself: killed at any time, the next one goes on, and at worst hears things twice.
"""

import logging
import threading
from collections.abc import Callable
from uuid import uuid4

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from ambassadors.actions.streams import EACH, hear_stream, lease_stream, wanted_streams
from ambassadors.models import Stream

log = logging.getLogger(__name__)


class Listener:
    """One for a process; others leave it the streams that it has."""

    def __init__(self) -> None:
        self.holder = uuid4()
        self.over = threading.Event()
        self.threads: dict[int, threading.Thread] = {}
        self.wanted: set[int] = set()

    def run(self, pause: float = EACH.total_seconds()) -> None:
        """Look for streams again and again (seconds between) until `over` is set."""
        while not self.over.is_set():
            try:
                self.look()
            except DatabaseError as error:
                log.warning("the streams are not known: %s", error)
            close_old_connections()
            self.over.wait(pause)

    def look(self) -> None:
        """Begin with every stream that is wanted, free and has no thread; those that are not wanted any
        more end by themselves."""
        rows = wanted_streams()
        self.wanted = {row.pk for row in rows}
        for row in rows:
            thread = self.threads.get(row.pk)
            if thread is not None and thread.is_alive():
                continue
            if lease_stream(row, holder=self.holder, at=timezone.now()):
                began = threading.Thread(target=self._hear, args=(row.pk,), daemon=True)
                self.threads[row.pk] = began
                began.start()

    def _is_over(self, pk: int) -> Callable[[], bool]:
        return lambda: self.over.is_set() or pk not in self.wanted

    def _hear(self, pk: int) -> None:
        """One connection, and the rest after it."""
        try:
            row = Stream.objects.select_related("channel").get(pk=pk)
            rest = hear_stream(row, holder=self.holder, is_over=self._is_over(pk))
            Stream.objects.filter(pk=pk, holder=self.holder).update(leased_until=None, holder=None)
        except (DatabaseError, Stream.DoesNotExist) as error:
            log.warning("stream %s: %s", pk, error)
            rest = EACH
        finally:
            connections.close_all()
        self.over.wait(rest.total_seconds())

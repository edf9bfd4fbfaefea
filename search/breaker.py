"""A circuit breaker between pages and an engine: who does not answer is not asked for a while."""

import time
from collections.abc import Callable
from threading import Lock

# Seconds for which nobody asks after a failure; then one asks, and the others wait for what it finds.
REST = 5.0


class Breaker:
    """One for each process; `now` is a clock in seconds."""

    def __init__(self, *, rest: float = REST, now: Callable[[], float] = time.monotonic) -> None:
        self._rest, self._now, self._lock = rest, now, Lock()
        self._closed_until: float | None = None

    def may_ask(self) -> bool:
        """Whether to ask now. After a rest one caller is let through; the others when it succeeded."""
        with self._lock:
            if self._closed_until is None:
                return True
            if self._now() < self._closed_until:
                return False
            self._closed_until = self._now() + self._rest
            return True

    def failed(self) -> None:
        """The engine did not answer."""
        with self._lock:
            self._closed_until = self._now() + self._rest

    def answered(self) -> None:
        """The engine answered."""
        with self._lock:
            self._closed_until = None

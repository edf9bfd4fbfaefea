"""The engine of this installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.tantivy import TantivyEngine

_instead: ContextVar[Engine | None] = ContextVar("search_engine", default=None)


def engine() -> Engine:
    """The engine, made once per process and address."""
    return _instead.get() or _engine(settings.SEARCH_DIR)


@lru_cache(maxsize=8)
def _engine(folder: Path) -> Engine:
    return TantivyEngine(folder)


@contextmanager
def use_engine(other: Engine) -> Iterator[None]:
    """Within it `other` is the engine, for measuring."""
    token = _instead.set(other)
    try:
        yield
    finally:
        _instead.reset(token)

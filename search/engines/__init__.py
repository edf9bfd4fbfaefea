"""The engine of this installation."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from search.engines.base import Engine
from search.engines.tantivy import TantivyEngine


def engine() -> Engine:
    """The engine, made once per process and address."""
    return _engine(settings.SEARCH_DIR)


@lru_cache(maxsize=8)
def _engine(folder: Path) -> Engine:
    return TantivyEngine(folder)

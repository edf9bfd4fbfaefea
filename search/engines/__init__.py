"""The engine of this installation."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engines.base import Engine
from search.engines.tantivy import TantivyEngine

_instead: ContextVar[Engine | None] = ContextVar("search_engine", default=None)


def engine() -> Engine:
    """The engine, made once per process and address: Elasticsearch where SEARCH_URL names one,
    else tantivy. Raises ImproperlyConfigured where Elasticsearch's package is not installed."""
    if (other := _instead.get()) is not None:
        return other
    if settings.SEARCH_URL:
        return _elasticsearch(
            settings.SEARCH_URL,
            settings.SEARCH_PREFIX,
            settings.SEARCH_TIMEOUT,
            settings.SEARCH_INDEX_TIMEOUT,
        )
    return _tantivy(settings.SEARCH_DIR)


@lru_cache(maxsize=8)
def _tantivy(folder: Path) -> Engine:
    return TantivyEngine(folder)


@lru_cache(maxsize=8)
def _elasticsearch(url: str, prefix: str, timeout: float, index_timeout: float) -> Engine:
    try:
        # Here, because an installation without SEARCH_URL has no such package.
        from search.engines.elasticsearch import ElasticsearchEngine
    except ModuleNotFoundError as error:
        if error.name not in ("elasticsearch", "elasticsearch_dsl"):
            raise
        raise ImproperlyConfigured(
            "SEARCH_URL names an Elasticsearch, and the package elasticsearch-dsl is missing: "
            "install requirements/servers.txt."
        ) from error
    return ElasticsearchEngine(url, prefix, timeout=timeout, index_timeout=index_timeout)


@contextmanager
def use_engine(other: Engine) -> Iterator[None]:
    """Within it `other` is the engine, for measuring."""
    token = _instead.set(other)
    try:
        yield
    finally:
        _instead.reset(token)

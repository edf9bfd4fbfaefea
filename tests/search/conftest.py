"""An index of each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from search.answering import breaker
from search.engines import engine
from search.engines.base import Engine
from search.indexing import drain
from search.rebuilding import rebuild


@pytest.fixture
def index(db: None, settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    """An engine that answers and holds what stands when the test begins; `drain()` brings it up to
    date."""
    settings.SEARCH_DIR = tmp_path / "index"
    drain()
    rebuild()
    breaker.answered()
    yield engine()
    engine().close()

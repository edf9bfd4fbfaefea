"""An index of each test's own, on tantivy and on Elasticsearch."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from pytest_django import Settings

from search.answering import breaker
from search.engines import engine
from search.engines.base import Engine
from search.indexing import drain
from search.rebuilding import rebuild

BOTH = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.services)]


@pytest.fixture
def node(settings: Settings) -> Iterator[str]:
    """The address of an Elasticsearch, where what this test makes is removed afterwards."""
    url = os.environ.get("SEARCH_TEST_URL", "")
    if not url:
        pytest.fail("This test needs an Elasticsearch in SEARCH_TEST_URL: make test-services")
    settings.SEARCH_PREFIX = f"test-{secrets.token_hex(6)}"
    yield url
    with Elasticsearch(url, request_timeout=60) as client:
        names = list(client.indices.get_alias(index=f"{settings.SEARCH_PREFIX}-*").body)
        if names:
            client.indices.delete(index=names)


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    """An engine that has nothing yet."""
    settings.SEARCH_DIR = tmp_path / "index"
    if request.param == "elasticsearch":
        settings.SEARCH_URL = request.getfixturevalue("node")
        # A node that shares two cores with everything else is slow now and then; how long pages
        # wait for one is what test_faults.py is about.
        settings.SEARCH_TIMEOUT = settings.SEARCH_INDEX_TIMEOUT = 20.0
    asked = engine()
    assert asked.name == request.param
    yield asked
    asked.close()


@pytest.fixture
def index(db: None, place: Engine) -> Engine:
    """An engine that answers and holds what stands when the test begins; `drain()` brings it up to
    date."""
    drain()
    rebuild()
    breaker.answered()
    return place

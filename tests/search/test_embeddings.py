"""Meaning as vectors: optional, offline, loaded once. Tests of the model itself need its package
and are passed over without it."""

import builtins
import logging
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as bounds
from hypothesis import strategies as st
from pytest_django import Settings

from search import embeddings
from search.embeddings import (
    DIMENSIONS,
    Parts,
    WordLlama,
    cosines,
    document_vectors,
    embedding,
    likeness,
    pack,
    query_vector,
    unit,
    unpack,
)
from search.payload import Payload

numbers = st.lists(st.integers(-1000, 1000), min_size=4, max_size=4)


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a process that has loaded nothing yet."""
    monkeypatch.setattr(embeddings, "_loaded", {})


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """No socket can be opened, no name looked up; holds what was tried."""
    tried: list[Any] = []

    def refuse(*args: Any, **kwargs: Any) -> Any:
        tried.append(args)
        raise OSError("no network in this test")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    yield tried


@pytest.fixture(scope="module")
def model() -> WordLlama:
    pytest.importorskip("wordllama", reason="the model's package is optional")
    return WordLlama()


class Counted:
    """A model that takes its time to load."""

    name = "counted"
    dimensions = 4
    made = 0

    def __init__(self) -> None:
        type(self).made += 1
        threading.Event().wait(0.05)

    def embed(self, texts: Sequence[str]) -> Any:
        raise NotImplementedError


def test_turned_off_nothing_is_loaded(settings: Settings) -> None:
    settings.SEARCH_EMBEDDING = ""
    assert embedding() is None
    assert embeddings._loaded == {}


def test_loaded_once_for_all_threads(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_EMBEDDING = "counted"
    monkeypatch.setattr(embeddings, "_MODELS", {"counted": Counted})
    monkeypatch.setattr(Counted, "made", 0)
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(embedding())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counted.made == 1
    assert len({id(one) for one in got}) == 1


@pytest.mark.parametrize("problem", [ImportError("no such package"), OSError("broken weights")])
def test_without_the_package_it_is_off_and_said_once(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    problem: Exception,
) -> None:
    def broken() -> Any:
        raise problem

    settings.SEARCH_EMBEDDING = "wordllama"
    monkeypatch.setattr(embeddings, "_without_network", broken)
    with caplog.at_level(logging.WARNING, logger="search.embeddings"):
        assert [embedding(), embedding()] == [None, None]
    assert [str(problem) in record.getMessage() for record in caplog.records] == [True]


def test_a_name_that_is_not_known(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.SEARCH_EMBEDDING = "word2vec"
    with caplog.at_level(logging.WARNING, logger="search.embeddings"):
        assert embedding() is None
    assert "known: wordllama" in caplog.text


def test_nothing_heavy_is_imported_before_its_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """The room is imported by every process; the model by those that search."""
    true_import = builtins.__import__

    def guarded(name: str, *args: Any, **kwargs: Any) -> Any:
        assert name.partition(".")[0] not in ("numpy", "wordllama", "tokenizers"), name
        return true_import(name, *args, **kwargs)

    # Put back afterwards: other tests hold on to this very module.
    monkeypatch.setitem(sys.modules, "search.embeddings", embeddings)
    del sys.modules["search.embeddings"]
    monkeypatch.setattr(builtins, "__import__", guarded)
    __import__("search.embeddings")
    monkeypatch.setattr(builtins, "__import__", true_import)
    monkeypatch.setattr("search.embeddings", embeddings)


@bounds(deadline=None)  # the first example imports numpy
@given(st.lists(numbers, min_size=1, max_size=5))
def test_packing_keeps_directions(rows: list[list[int]]) -> None:
    np = pytest.importorskip("numpy", reason="comes with the model's package")
    given_rows = np.array(rows, np.float32)
    packed = pack(given_rows)
    back = unpack(packed, 4)
    for row, one, unpacked in zip(given_rows, packed, back, strict=True):
        if not row.any():
            assert one == b""
            assert not unpacked.any()
            continue
        assert len(one) == 4
        # Off by at most half of a step of 1/127 in each of four directions.
        assert float(unit(row[None, :])[0] @ unpacked) > 0.9999


def test_cosines_of_missing_and_foreign_vectors() -> None:
    np = pytest.importorskip("numpy", reason="comes with the model's package")
    vector = np.array([1, 0, 0, 0], np.float32)
    rows = np.array([[1, 0, 0, 0], [0, 2, 0, 0], [-3, 0, 0, 0]], np.float32)
    near = cosines(vector, [*pack(rows), b"", b"too long for it"])
    assert near == [pytest.approx(1), pytest.approx(0), pytest.approx(-1), None, None]
    assert cosines(vector, []) == []


def test_the_model_needs_no_network(
    offline: list[Any], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wordllama", reason="the model's package is optional")
    settings.SEARCH_EMBEDDING = "wordllama"
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    loaded = embedding()
    assert loaded is not None
    assert loaded.embed(["Cannot receive mail"]).shape == (1, DIMENSIONS)
    assert offline == []
    assert (root.handlers, root.level) == before


def test_a_missing_file_is_not_fetched(
    offline: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    wordllama = pytest.importorskip("wordllama", reason="the model's package is optional")
    monkeypatch.setattr(wordllama, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(FileNotFoundError):
        WordLlama()
    assert offline == []


def test_near_in_meaning_without_a_shared_word(model: WordLlama) -> None:
    asked = query_vector(model, "I cannot get new e-mail")
    found = document_vectors(
        model,
        [
            Parts("Messages do not arrive", "Check the incoming server of the account."),
            Parts("Recipe for onion soup", "Slice the onions and fry them in butter."),
            Parts("", "", ""),
        ],
    )
    assert [len(one) for one in found] == [DIMENSIONS, DIMENSIONS, 0]
    near = cosines(asked, found)
    assert near[2] is None
    assert near[0] is not None and near[1] is not None
    assert near[0] > near[1] + 0.1


def test_likeness_in_thousandths(
    model: WordLlama, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    def payload(vector: bytes) -> bytes:
        return Payload(False, False, 0, 0, vector).pack()

    monkeypatch.setattr(embeddings, "_loaded", {"wordllama": model})
    settings.SEARCH_EMBEDDING = "wordllama"
    (vector,) = document_vectors(model, [Parts("Mail does not arrive", "Nothing since noon.")])
    assert likeness("Mail does not arrive\nNothing since noon.", payload(vector)) > 800
    assert 0 <= likeness("Onion soup", payload(vector)) < 700
    assert likeness("Mail does not arrive", payload(b"")) == 0
    settings.SEARCH_EMBEDDING = ""
    assert likeness("Mail does not arrive", payload(vector)) == 0


def test_a_batch_says_the_same_as_one_by_one(model: WordLlama) -> None:
    np = pytest.importorskip("numpy")
    texts = [f"Question {number} about mail " * (number % 5) for number in range(150)]
    together = model.embed(texts)
    alone = np.concatenate([model.embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)
    lengths = np.linalg.norm(together, axis=1)
    assert all(
        abs(length - 1) < 1e-5 or not text for length, text in zip(lengths, texts, strict=True)
    )


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "x" * 100_000, "線 ストーブ", "🛠" * 50])
def test_anything_can_be_embedded(model: WordLlama, text: str) -> None:
    np = pytest.importorskip("numpy")
    rows = model.embed([text, "mail"])
    assert rows.shape == (2, DIMENSIONS)
    assert np.isfinite(rows).all()
    assert model.embed([]).shape == (0, DIMENSIONS)

"""What only Elasticsearch can show: writes that overtake each other, parts that are refused, and
that it scores as tantivy does."""

import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from search import engines
from search.engines import elasticsearch as module
from search.engines.base import Clause, EngineDown, Plan
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.tantivy import TantivyEngine
from tests.search.documents import document, keys, put, word

KETTLE = word("kettle")


@pytest.fixture
def elastic(node: str, settings: Settings) -> Iterator[ElasticsearchEngine]:
    """An engine whose empty generation "one" answers."""
    made = ElasticsearchEngine(node, settings.SEARCH_PREFIX, timeout=20, index_timeout=20)
    made.begin("one")
    made.swap("one")
    yield made
    made.close()


def test_without_its_package_it_says_what_to_install(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SEARCH_URL = "http://127.0.0.1:1"
    settings.SEARCH_PREFIX = "without"
    monkeypatch.setitem(sys.modules, "elasticsearch", None)
    monkeypatch.delitem(sys.modules, "search.engines.elasticsearch")
    with pytest.raises(ImproperlyConfigured, match=r"install requirements/servers\.txt"):
        engines.engine()


def test_where_nobody_listens_it_is_down() -> None:
    nobody = ElasticsearchEngine("http://127.0.0.1:1")
    for act in (
        nobody.answers,
        nobody.live,
        lambda: nobody.find("", Plan((KETTLE,))),
        lambda: nobody.write("one", [document("t1")], (), 1),
        lambda: nobody.begin("one"),
        lambda: nobody.swap("one"),
        lambda: nobody.drop("one"),
        lambda: nobody.audiences("one"),
        lambda: list(nobody.digests("one", "")),
    ):
        with pytest.raises(EngineDown, match=r"^elasticsearch: "):
            act()


@pytest.mark.services
def test_what_can_never_be_indexed_is_named_and_the_rest_is_there(
    elastic: ElasticsearchEngine,
) -> None:
    bad = document("t1", marks=("x" * 40_000,))
    refused = elastic.write("one", [bad, document("t2")], ["t3"], 1)
    assert list(refused) == ["t1"]
    assert refused["t1"].startswith("document_parsing_exception: ")
    assert keys(elastic, KETTLE) == ["t2"]


@pytest.mark.services
def test_whatever_the_order_of_writes_the_highest_version_stands(
    elastic: ElasticsearchEngine,
) -> None:
    wanted: dict[str, dict[str, str]] = {"": {}, "7": {}}
    for number, order in enumerate(permutations([(1, ""), (2, "7"), (3, None), (4, "")])):
        _write_in(elastic, f"t{number}", order)
        wanted[""][f"t{number}"] = document(f"t{number}", "kettle 4").digest()
    for number, order in enumerate(permutations([(1, ""), (2, "7"), (3, None)]), start=100):
        _write_in(elastic, f"t{number}", order)
    for number, order in enumerate(permutations([(1, ""), (2, None), (3, "7")]), start=200):
        _write_in(elastic, f"t{number}", order)
        wanted["7"][f"t{number}"] = document(f"t{number}", "kettle 3", audience="7").digest()
    assert {where: dict(elastic.digests("one", where)) for where in wanted} == wanted


def _write_in(engine: ElasticsearchEngine, key: str, order: Any) -> None:
    """Versions with the audience that they are for, or None where the document is gone."""
    for version, audience in order:
        if audience is None:
            put(engine, version=version, gone=(key,))
        else:
            put(engine, document(key, f"kettle {version}", audience=audience), version=version)


@pytest.mark.services
def test_an_index_hears_nothing_of_documents_that_it_never_had(
    elastic: ElasticsearchEngine,
) -> None:
    put(elastic, document("t1"), document("t2", audience="7"))
    before = _operations(elastic, "public")
    put(elastic, document("t2", "other", audience="7"), version=2, gone=("t3",))
    put(elastic, document("t2", audience="8"), version=3)
    put(elastic, version=4, gone=("t2", "t3"))
    assert _operations(elastic, "public") == before


def _operations(engine: ElasticsearchEngine, slug: str) -> Any:
    """How many writes and deletions an index has taken, those in vain too."""
    name = engine._names.index("one", slug)
    stats = engine._client.indices.stats(index=name, level="shards")["indices"][name]
    return stats["shards"]["0"][0]["seq_no"]["max_seq_no"]


@pytest.mark.services
def test_all_aliases_move_in_one_request(
    elastic: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(elastic, document("t1"), document("t2", audience="7"))
    elastic.begin("two")
    elastic.write("two", [document("t1"), document("t2", audience="8")], (), 2)
    asked: list[tuple[str, str]] = []
    perform = type(elastic._client.transport).perform_request

    def note(self: Any, method: str, target: str, **more: Any) -> Any:
        if method != "GET" and method != "HEAD":
            asked.append((method, target.partition("?")[0]))
        return perform(self, method, target, **more)

    with monkeypatch.context() as noting:
        noting.setattr(type(elastic._client.transport), "perform_request", note)
        elastic.swap("two")
    assert [method for method, _target in asked] == ["POST", "DELETE"]
    assert asked[0] == ("POST", "/_aliases")
    assert [keys(elastic, KETTLE, where) for where in ("", "7", "8")] == [["t1"], [], ["t2"]]


@pytest.mark.services
def test_an_index_made_while_a_generation_takes_over_answers_too(
    elastic: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    elastic.begin("two")
    answer = elastic._answer

    def overtaken(generation: str) -> None:
        with monkeypatch.context() as unseen:
            # The writer saw the generation before it answered.
            unseen.setattr(elastic, "_answer_too", lambda *_: None)
            actions = elastic._ours()
            elastic.write("two", [document("t1", audience="7")], (), 1)
            unseen.setattr(elastic, "_ours", lambda: actions)
            answer(generation)

    monkeypatch.setattr(elastic, "_answer", overtaken)
    elastic.swap("two")
    assert keys(elastic, KETTLE, "7") == ["t1"]


@pytest.mark.services
def test_digests_come_page_by_page(
    elastic: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [document(f"t{number}") for number in range(7)]
    put(elastic, *some)
    for size in (1, 2, 7, 8):
        monkeypatch.setattr(module, "PAGE", size)
        assert list(elastic.digests("one", "")) == [(each.key, each.digest()) for each in some]


@pytest.mark.services
def test_scores_are_those_of_tantivy(elastic: ElasticsearchEngine, tmp_path: Path) -> None:
    other = TantivyEngine(tmp_path / "index")
    other.begin("one")
    other.swap("one")
    for number in range(20):
        one = document(
            f"t{number}",
            " ".join(["kettle", *(["boiler"] * (number % 3)), *(["leaks"] * (number % 5))]),
            answers=" ".join(["thermostat"] * (1 + number % 7)) + " hot water" * (number % 2),
            codes="0x80" if number % 4 else "0x81 0x82",
        )
        for engine in (elastic, other):
            put(engine, one)
    for plan in (
        Plan((word("boiler"), word("leaks", "leak"))),
        Plan((word("hot water"), word("kettle"))),
        Plan((Clause((("0x81",),), ("0x81",)), word("thermostad", fuzz=1), word("boiler"))),
        Plan((word("boi", is_prefix=True), word("thermostat"))),
    ):
        scores = [{hit.key: hit.score for hit in e.find("", plan).hits} for e in (elastic, other)]
        assert scores[0] == pytest.approx(scores[1], rel=1e-4)
        assert len(scores[0]) > 10

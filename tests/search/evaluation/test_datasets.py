"""The development sets: fair questions out of real dumps."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from search.evaluation.datasets import (
    DevelopmentSet,
    MissingData,
    Question,
    linked_on_meta,
    make_sets,
    plain,
    question_to_howto,
    question_to_question,
    text_to_title,
    title_to_text,
    write_set,
)
from tests.shared import SHARED, shared_data


@pytest.fixture(scope="module", params=[question_to_howto, question_to_question, linked_on_meta])
def made(request: pytest.FixtureRequest) -> DevelopmentSet:
    for name in ("sumo-kb", "sumo-thunderbird", "se-bicycles-meta"):
        shared_data(name)
    maker: Callable[[Path], DevelopmentSet] = request.param
    return maker(SHARED)


def test_addresses_are_not_in_texts() -> None:
    source = '<p>See <a href="https://x.example/kb/a-b">https://x.example/kb/a-b</a> &amp; more</p>'
    assert plain(source) == "See & more"
    assert plain("one<br>two www.example.org/three") == "one\ntwo"


def test_missing_data_says_what_and_where(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"sumo-kb/articles\.jsonl\.gz, which is not in"):
        make_sets(tmp_path)


def test_what_is_relevant_exists_and_may_be_ranked(made: DevelopmentSet) -> None:
    known = {document.id for document in made.documents}
    assert len(known) == len(made.documents)
    for question in made.questions:
        assert question.relevant
        assert set(question.relevant) <= (set(question.candidates) or known)


def test_only_older_threads_are_candidates(made: DevelopmentSet) -> None:
    dates = {document.id: document.created for document in made.documents}
    for question in made.questions:
        assert all(dates[name] < question.created for name in question.candidates)
        assert question.id not in question.candidates


def test_the_newest_are_held_out(made: DevelopmentSet) -> None:
    older, newest = made.older(), made.newest()
    assert older + newest == made.questions
    assert max(one.created for one in older) <= min(one.created for one in newest)
    assert len(newest) / len(made.questions) == pytest.approx(0.3, abs=0.03)


def test_a_question_does_not_hold_its_answer(made: DevelopmentSet) -> None:
    for question in made.questions:
        assert not re.search(r"https?://\S", question.text.removeprefix(question.title))
        assert not any(f"/kb/{name}" in question.text for name in question.relevant)
        assert question.text.startswith(question.title)


def test_recommended_is_what_was_known_then(made: DevelopmentSet) -> None:
    pairs = [(question.id, name) for question in made.older() for name in question.relevant]
    led = sum(asked != name for asked, name in pairs)
    assert sum(one.recommended for one in made.documents_then()) == led
    assert bool(led) == (made.name not in ("title_to_text", "text_to_title"))
    assert not any(one.recommended for one in made.documents)


@pytest.mark.parametrize("mode", ["search", "similar"])
def test_written_as_lines(made: DevelopmentSet, tmp_path: Path, mode: str) -> None:
    corpus, queries = write_set(made, tmp_path / "sets", mode=mode)
    documents = [json.loads(line) for line in corpus.read_text().splitlines()]
    asked = [json.loads(line) for line in queries.read_text().splitlines()]
    assert {"id", "title", "body", "answers"} <= set(documents[0])
    assert len(asked) == len(made.newest())
    for row, question in zip(asked, made.newest(), strict=True):
        assert row["text"] == (question.title if mode == "search" else question.text)
        assert ("candidates" in row) == bool(question.candidates)


@pytest.mark.parametrize("maker", [title_to_text, text_to_title])
def test_the_same_in_other_words(maker: Callable[[Path], DevelopmentSet]) -> None:
    shared_data("sumo-thunderbird")
    made = maker(SHARED)
    documents = {document.id: document for document in made.documents}
    assert len(made.newest()) > 500
    for question in made.questions:
        (document,) = (documents[name] for name in question.relevant)
        assert question.text == question.title
        assert 0 < len(question.text) <= (300 if maker is title_to_text else 220)
        # What is asked with is not kept in what is looked for.
        assert not (document.title and document.body)
    assert not any(one.created or one.helpful or one.solved for one in made.documents)


def test_a_set_without_questions() -> None:
    nothing = DevelopmentSet("nothing", ())
    assert (nothing.older(), nothing.newest()) == ((), ())
    one = Question("1", "2024-01-01", "t", "t", ("a",))
    assert DevelopmentSet("one", (), (one,)).newest() == (one,)

"""manage.py search_eval: what it refuses, what it ranks, and what it compares with."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from forum.models import Board, Thread
from search.embeddings import embedding
from search.engines.base import Engine

pytestmark = pytest.mark.django_db
CORPUS = [
    {
        "id": "leak",
        "title": "Boiler leaks water",
        "body": "A puddle under it.",
        "answers": ["Seal"],
    },
    {
        "id": "noise",
        "title": "Radiator knocks",
        "body": "At night.",
        "answers": ["Bleed the valve"],
    },
    {"id": "code", "title": "Error E-409 on the hub", "body": "Red light.", "answers": ["Restart"]},
    {"id": "warm", "title": "Too warm upstairs", "body": "And cold below.", "answers": []},
]
QUERIES = [
    {"id": "1", "text": "boiler leaks", "relevant": ["leak"]},
    {"id": "2", "text": "E-409", "relevant": ["code"]},
    {"id": "3", "text": "radiator knocks", "relevant": ["leak"], "candidates": ["leak", "warm"]},
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        found[name] = tmp_path / f"{name}.jsonl"
        found[name].write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return found


def said(files: dict[str, Path], capsys: pytest.CaptureFixture[str], **more: Any) -> list[str]:
    call_command("search_eval", corpus=files["corpus"], queries=files["queries"], **more)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("name", "line", "why"),
    [
        ("corpus", "{", "corpus.jsonl, line 5"),
        ("corpus", '{"title": "without an id"}', "line 5: it has no id"),
        ("corpus", "[]", "line 5: it has no id"),
        ("queries", '{"id": "4", "text": "x"}', "line 4: it has no id or text or relevant"),
        ("queries", "\xff", "queries.jsonl, line 4"),
    ],
)
def test_a_line_that_is_none_is_named(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str], name: str, line: str, why: str
) -> None:
    with files[name].open("a") as file:
        file.write(f"{line}\n")
    with pytest.raises(CommandError, match=re.escape(why)):
        said(files, capsys)


def test_what_cannot_be_is_refused(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="neither scores nor meaning"):
        said(files, capsys, engine="basic", compare=True)
    with pytest.raises(CommandError, match="names no Elasticsearch"):
        said(files, capsys, engine="elasticsearch")
    with pytest.raises(CommandError, match="No such file"):
        said({**files, "corpus": tmp_path / "none"}, capsys)


@pytest.mark.parametrize("mode", ["search", "similar"])
def test_ranked_by_what_pages_use(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str], place: Engine, mode: str
) -> None:
    lines = said(files, capsys, mode=mode, engine=place.name)
    # The third question has none of the words of its candidates.
    assert lines[0] == (
        "3 questions: MRR 0.667, MAP 0.667, nDCG@10 0.667, hit@1 0.667, hit@5 0.667, hit@10 0.667"
    )
    assert re.fullmatch(r"latency p50 [\d.]+ ms, p95 [\d.]+ ms", lines[1])


def test_the_database_ranks_too_and_keeps_nothing(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(files, capsys, engine="basic")
    assert lines[0].startswith("3 questions: MRR 0.667,")
    assert (Thread.objects.count(), Board.objects.count()) == (0, 0)


def test_compared_with_words_and_with_meaning(
    files: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    if embedding() is None:
        pytest.skip("no embedding is installed")
    lines = said(files, capsys, compare=True)
    assert [lines[2], lines[5]] == ["by words alone:", "by meaning alone:"]
    assert lines[3].startswith("3 questions: MRR 0.667,")
    # Meaning ranks whatever it may: the third question's two candidates as well.
    assert float(lines[6].split("MRR ")[1].split(",")[0]) > 0.667
    assert re.fullmatch(
        r"MRR gained over meaning alone: -0\.\d{3} \(95%: -\d\.\d{3} to \+?0\.000\)", lines[8]
    )

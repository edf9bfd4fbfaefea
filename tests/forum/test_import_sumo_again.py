"""Importing a support.mozilla.org forum twice, in parts, killed in between, on several processors:
it is one import."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Member
from forum.actions.counters import recount, settle
from forum.importers import load, marks, members, places
from forum.importers.rows import insert_rows
from forum.models import Board, ImportedRecord, Reply, Solution, Thread, ThreadLink
from tests.forum.dumps import as_lines, lines_of, put, run, snapshot
from tests.forum.sumo import ANSWERS, question, reply, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def test_import_sumo_twice_gives_the_same_rows(db: None, folder: Path) -> None:
    run("import_sumo", folder)
    before = snapshot()
    again = run("import_sumo", folder)
    assert snapshot() == before
    assert lines_of(again)[:2] == [
        "Created: nothing",
        "Already there: link 2, reply 4, solution 2, thread 5",
    ]


def test_import_sumo_takes_an_id_once(db: None, folder: Path) -> None:
    twice = [question(1), question(1, title="Again"), question(2), question(1, title="Thrice")]
    put(folder, "questions.jsonl", as_lines(twice))
    report = run("import_sumo", folder)
    assert sorted(Thread.objects.values_list("title", flat=True)) == ["Question 1", "Question 2"]
    assert lines_of(report)[1] == "Already there: nothing"
    assert "  thread: 1: the dump has another with this id: 1" in lines_of(report)
    again = lines_of(run("import_sumo", folder))
    assert again[1].endswith("thread 4")


def test_import_sumo_twice_where_answers_count_like_questions(db: None, tmp_path: Path) -> None:
    """An answer with a question's id hides neither the question nor its links."""
    put(tmp_path, "questions.jsonl", as_lines([question(1), question(2), question(3)]))
    put(tmp_path, "answers.jsonl", as_lines([reply(1, 3), reply(2, 1)]))
    link = {"question_id": 1, "linked_question_id": 2, "answer_id": 2, "says_duplicate": False}
    other = {"question_id": 2, "linked_question_id": 3, "answer_id": 1, "says_duplicate": True}
    put(tmp_path, "related_links.jsonl", as_lines([link, other]))
    run("import_sumo", tmp_path)
    before = snapshot()
    again = run("import_sumo", tmp_path)
    assert snapshot() == before
    assert lines_of(again)[:2] == [
        "Created: nothing",
        "Already there: link 2, reply 2, thread 3",
    ]


class Killed(BaseException):
    """What no code catches, as a kill is."""


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Batches of two, and the nth write inside a transaction never happens."""
    left: Iterator[int] = iter(())

    def mortal(write: Callable[..., Any]) -> Callable[..., Any]:
        def inner(*args: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return write(*args)

        return inner

    def arm(after: int) -> None:
        nonlocal left
        left = iter(range(after))

    monkeypatch.setattr(load, "BATCH", 2)
    for module in (load, marks):
        monkeypatch.setattr(module, "settle", mortal(settle))
    for module in (load, members, places):
        monkeypatch.setattr(module, "insert_rows", mortal(insert_rows))
    return arm


def test_import_sumo_killed_anywhere_goes_on(
    db: None, folder: Path, dying: Callable[[int], None]
) -> None:
    dying(10**6)
    run("import_sumo", folder)
    whole = snapshot()
    for kept in (ThreadLink, Solution, Reply, Thread, ImportedRecord, Member, Board):
        kept._default_manager.all().delete()
    kills = 0
    for after in range(100):
        dying(after)
        try:
            run("import_sumo", folder)
            break
        except Killed:
            kills += 1
            assert recount() == {}  # whatever was kept, was kept with its counters
    assert kills == 8  # each run gets one write further
    assert snapshot() == whole


def test_import_sumo_limit_then_all(db: None, folder: Path) -> None:
    report = run("import_sumo", folder, "--limit=2")
    assert lines_of(report)[0] == "Created: link 1, member 3, reply 3, solution 1, thread 2"
    assert run("import_sumo", folder, "--limit=2").startswith("Created: nothing")
    assert recount() == {}
    run("import_sumo", folder)
    assert (Thread.objects.count(), Reply.objects.count(), Solution.objects.count()) == (5, 4, 2)
    assert recount() == {}


def test_import_sumo_on_several_processors_gives_the_same(db: None, folder: Path) -> None:
    run("import_sumo", folder, "--workers=1")
    apart = snapshot()
    for kept in (ThreadLink, Solution, Reply, Thread, ImportedRecord, Member):
        kept._default_manager.all().delete()
    run("import_sumo", folder)
    assert snapshot() == apart


def test_import_sumo_a_text_that_breaks_rendering_ends_nothing(
    db: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(source: str, **more: Any) -> None:
        raise RecursionError

    monkeypatch.setattr("forum.importers.rendering.render", render)
    report = run("import_sumo", folder)
    assert "  thread: 5: could not be rendered (RecursionError): 1, 2, 3, 4, 5" in report


def test_import_sumo_leaves_what_was_changed_here(db: None, folder: Path, maren: Member) -> None:
    run("import_sumo", folder)
    solved = Thread.objects.get(title="Question 1")
    Solution.objects.filter(thread=solved).update(withdrawn_at=timezone.now(), withdrawn_by=maren)
    Thread.objects.get(title="Question 2").delete()
    gone = Member.objects.get(username="helper")
    Reply.objects.filter(author=gone).update(author=maren)
    ThreadLink.objects.update(by=None)
    Thread.objects.filter(last_author=gone).update(last_author=maren)
    gone.delete()
    recount()
    more = [*ANSWERS, reply(14, 3), reply(15, 2)]
    put(folder, "answers.jsonl.gz", as_lines(more))
    report = run("import_sumo", folder)
    assert sorted(Thread.objects.values_list("title", flat=True)) == [
        "Question 1",
        "Question 3",
        "Question 4",
        "Question 5",
    ]
    assert not Solution.objects.filter(thread=solved, withdrawn_at=None).exists()
    # Whoever was erased stays erased: what else they wrote belongs to nobody in particular.
    assert Reply.objects.get(source="<p>Answer 14</p>").author.display_name == "former member"
    assert "  reply: 1: what it belongs to was not imported: 15" in report
    assert recount() == {}


def test_import_sumo_writes_the_whole_report(db: None, folder: Path, tmp_path: Path) -> None:
    orphans = [reply(100 + n, 77) for n in range(30)]
    put(folder, "answers.jsonl.gz", as_lines(orphans))
    shown = run("import_sumo", folder, f"--report={tmp_path / 'report.txt'}")
    ids = [str(100 + n) for n in range(30)]
    why = "  reply: 30: what it belongs to was not imported: "
    assert f"{why}{', '.join(ids[:10])}, …\n" in shown
    assert f"{why}{', '.join(ids)}\n" in (tmp_path / "report.txt").read_text()


def test_import_sumo_counts_are_what_recount_gives(db: None, folder: Path) -> None:
    run("import_sumo", folder)
    assert recount() == {}

"""The real dumps, whole: what is in the database equals what is in the files."""

import gzip
import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from accounts.models import Member
from forum.actions.counters import recount
from forum.models import Board, Comment, ImportedRecord, Reply, Solution, Thread, ThreadLink, Vote
from tests.forum.dumps import Row, lines_of, run
from tests.shared import shared_data


def outside(kind: str) -> dict[int, str]:
    """Outside ids by ours."""
    records = ImportedRecord.objects.filter(kind=kind)
    return dict(records.values_list("object_id", "external_id"))


def by_id(kind: str, rows: Any) -> dict[str, Any]:
    """Values by outside id, of rows that begin with our id; times as text."""
    ids = outside(kind)
    return {ids[pk]: tuple(_plain(value) for value in values) for pk, *values in rows}


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="milliseconds")[:23] if hasattr(value, "isoformat") else value


def moment(text: str) -> str:
    """A time of a dump, to the millisecond."""
    return (text[:19] + text[19:23] if text[19:20] == "." else text[:19] + ".000").ljust(23, "0")


def sumo(folder: Path, name: str) -> list[Row]:
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.mark.long
def test_import_sumo_whole(db: None) -> None:
    folder = shared_data("sumo-thunderbird")
    questions, answers = sumo(folder, "questions"), sumo(folder, "answers")
    links, articles = sumo(folder, "related_links"), sumo(folder, "kb_links")
    report = run("import_sumo", folder, "--workers=2")
    people = {row["creator"] for row in questions + answers}
    solved = [row for row in questions if row["solution"] is not None]
    assert lines_of(report) == [
        f"Created: link {len(links)}, member {len(people):,}, reply {len(answers):,},"
        f" solution {len(solved)}, thread {len(questions):,}",
        "Already there: nothing",
        "Passed over: nothing",
        f"Noted: archived there, which locks nothing here: {len(questions):,}",
        f"Noted: links to help articles, kept in the text: {len(articles)}",
    ]
    check_questions(questions, answers)
    check_answers(answers)
    check_solved(solved, answers)
    check_links(links, articles)
    assert set(Member.objects.values_list("display_name", flat=True)) == people
    assert Board.objects.get().thread_count == len(questions)
    assert recount() == {}
    again = lines_of(run("import_sumo", folder))
    assert again[:1] == ["Created: nothing"]
    assert (Thread.objects.count(), Reply.objects.count()) == (len(questions), len(answers))
    assert Member.objects.count() == len(people)


def check_questions(questions: list[Row], answers: list[Row]) -> None:
    shown = [row for row in answers if not row["is_spam"]]
    replies = Counter(row["question_id"] for row in shown)
    last: dict[int, str] = {row["question_id"]: row["created"] for row in sorted(shown, key=_when)}
    fields = [
        "title",
        "source",
        "author__display_name",
        "created_at",
        "active_at",
        "language",
        "is_locked",
        "reply_count",
        "me_too_count",
        "is_solved",
    ]
    assert by_id("thread", Thread.objects.values_list("pk", *fields)) == {
        str(row["id"]): (
            " ".join(row["title"].split()),
            row["content"],
            row["creator"],
            moment(row["created"]),
            max(moment(row["created"]), moment(last.get(int(row["id"]), str(row["created"])))),
            row["locale"],
            row["is_locked"],
            replies[row["id"]],
            row["num_votes"],
            row["is_solved"],
        )
        for row in questions
    }
    tags = Counter(Thread.tags.through.objects.values_list("tag__name", flat=True))
    assert tags == Counter(tag for row in questions for tag in set(row["tags"]))


def _when(row: Row) -> tuple[str, int]:
    return row["created"], row["id"]


def check_answers(answers: list[Row]) -> None:
    threads = outside("thread")
    fields = [
        "thread_id",
        "source",
        "author__display_name",
        "created_at",
        "helpful_count",
        "unhelpful_count",
        "imported_helpful",
        "score",
    ]
    hidden = Reply.objects.exclude(deleted_at=None).values_list("pk", flat=True)
    ids = outside("reply")
    assert {ids[pk] for pk in hidden} == {str(row["id"]) for row in answers if row["is_spam"]}
    found = by_id("reply", Reply.objects.values_list("pk", *fields))
    assert {key: (threads[value[0]], *value[1:]) for key, value in found.items()} == {
        str(row["id"]): (
            str(row["question_id"]),
            row["content"],
            row["creator"],
            moment(row["created"]),
            row["num_helpful"],
            row["num_unhelpful"],
            row["num_helpful"],
            row["num_helpful"] - row["num_unhelpful"],
        )
        for row in answers
    }


def check_solved(solved: list[Row], answers: list[Row]) -> None:
    threads, replies = outside("thread"), outside("reply")
    fields = ("thread_id", "reply_id", "by__display_name", "reply__author__display_name")
    marks = Solution.objects.filter(withdrawn_at=None).values_list(*fields)
    assert {(threads[t], replies[r or 0], by, who) for t, r, by, who in marks} == {
        (str(row["id"]), str(row["solution"]), row["creator"], row["solved_by"]) for row in solved
    }
    copies = Thread.objects.filter(is_solved=True).values_list("pk", "solution_id")
    assert {(threads[t], replies[r or 0]) for t, r in copies} == {
        (str(row["id"]), str(row["solution"])) for row in solved
    }
    own = sum(row["creator"] == row["solved_by"] for row in solved)
    assert sum(by == who for *_, by, who in marks) == own


def check_links(links: list[Row], articles: list[Row]) -> None:
    threads, replies = outside("thread"), outside("reply")
    found = ThreadLink.objects.values_list("thread_id", "to_id", "kind")
    assert {(threads[a], threads[b], kind) for a, b, kind in found} == {
        (
            str(row["question_id"]),
            str(row["linked_question_id"]),
            "duplicate" if row["says_duplicate"] else "related",
        )
        for row in links
    }
    html = dict.fromkeys(replies.values(), "")
    html |= {replies[pk]: text for pk, text in Reply.objects.values_list("pk", "html")}
    kept = [row for row in articles if f"/kb/{row['slug']}" in _hrefs(html[str(row["answer_id"])])]
    assert kept == articles


def _hrefs(html: str) -> str:
    return " ".join(unescape(href) for href in re.findall(r'href="([^"]*)"', html))


def se(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.xml.gz"
    if not path.exists():
        return []
    return [dict(row.attrib) for row in fromstring(gzip.decompress(path.read_bytes()))]  # noqa: S314


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("se-gadgets", marks=pytest.mark.long),
        pytest.param("se-bicycles-meta", marks=pytest.mark.long),
    ],
)
def test_import_stackexchange_whole(db: None, name: str) -> None:
    folder = shared_data(name)
    posts, comments, votes = se(folder, "Posts"), se(folder, "Comments"), se(folder, "Votes")
    report = run("import_stackexchange", folder, "--workers=2")
    questions = {row["Id"]: row for row in posts if row["PostTypeId"] == "1"}
    answers = {row["Id"]: row for row in posts if row["PostTypeId"] == "2"}
    check_posts(questions, answers, comments, votes, se(folder, "Users"))
    check_comments({*questions, *answers}, comments)
    check_accepted(questions)
    cast = [row for row in votes if row["VoteTypeId"] in "23"]
    known = [row for row in cast if row["PostId"] in {*questions, *answers}]
    assert dict(Vote.objects.values_list("external_id", "value")) == {
        row["Id"]: {"2": 1, "3": -1}[row["VoteTypeId"]] for row in known
    }
    orphans = len(cast) - len(known)
    assert f"  vote: {orphans:,}: what it belongs to was not imported: " in report
    other = [row for row in posts if row["PostTypeId"] not in "12"]
    told = re.findall(r"  reply: (\d+): neither question nor answer", report)
    assert sum(map(int, told)) == len(other)
    check_post_links(questions, answers, se(folder, "PostLinks"))
    assert recount() == {}
    before = Vote.objects.count(), Comment.objects.count(), Member.objects.count()
    assert lines_of(run("import_stackexchange", folder))[0] == "Created: nothing"
    assert (Vote.objects.count(), Comment.objects.count(), Member.objects.count()) == before


Posts = dict[str, dict[str, str]]


def check_posts(
    questions: Posts,
    answers: Posts,
    comments: list[dict[str, str]],
    votes: list[dict[str, str]],
    users: list[dict[str, str]],
) -> None:
    names = {row["Id"]: row["DisplayName"].strip() for row in users}
    up = Counter(row["PostId"] for row in votes if row["VoteTypeId"] == "2")
    down = Counter(row["PostId"] for row in votes if row["VoteTypeId"] == "3")
    noted = Counter(row["PostId"] for row in comments)

    def expected(row: dict[str, str]) -> tuple[Any, ...]:
        key = row["Id"]
        known = names.get(row.get("OwnerUserId", ""), "")
        shown = " ".join((known or row.get("OwnerDisplayName", "")).split()) or "former member"
        counts = (up[key], down[key], up[key] - down[key], noted[key])
        return (row["Body"], shown, moment(row["CreationDate"]), *counts)

    fields = [
        "source",
        "author__display_name",
        "created_at",
        "helpful_count",
        "unhelpful_count",
        "score",
        "comment_count",
    ]
    threads = by_id("thread", Thread.objects.values_list("pk", *fields))
    replies = by_id("reply", Reply.objects.values_list("pk", *fields))
    assert threads == {key: expected(row) for key, row in questions.items()}
    assert replies == {key: expected(row) for key, row in answers.items()}
    ids, numbers = outside("thread"), Counter(row["ParentId"] for row in answers.values())
    counted = {ids[t]: n for t, n in Thread.objects.values_list("pk", "reply_count")}
    assert counted == {key: numbers[key] for key in questions}
    tags = Counter(Thread.tags.through.objects.values_list("tag__name", flat=True))
    assert tags == Counter(t for q in questions.values() for t in re.findall("<(.+?)>", q["Tags"]))


def check_comments(posts: set[str], comments: list[dict[str, str]]) -> None:
    rows = Comment.objects.values_list("pk", "source", "created_at")
    assert by_id("comment", rows) == {
        row["Id"]: (row["Text"].replace("\r\n", "\n"), moment(row["CreationDate"]))
        for row in comments
        if row["PostId"] in posts
    }


def check_accepted(questions: Posts) -> None:
    threads, replies = outside("thread"), outside("reply")
    found = Thread.objects.filter(is_solved=True).values_list("pk", "solution_id")
    accepted = {k: q["AcceptedAnswerId"] for k, q in questions.items() if "AcceptedAnswerId" in q}
    assert {threads[t]: replies[r or 0] for t, r in found} == accepted
    standing = Solution.objects.filter(withdrawn_at=None)
    assert standing.count() == len(accepted)
    closed = {key for key, row in questions.items() if "ClosedDate" in row}
    locked = Thread.objects.filter(is_locked=True).values_list("pk", flat=True)
    assert {threads[pk] for pk in locked} == closed


def check_post_links(questions: Posts, answers: Posts, links: list[dict[str, str]]) -> None:
    threads = outside("thread")
    kinds = {"1": "related", "3": "duplicate"}
    found = ThreadLink.objects.values_list("thread_id", "to_id", "kind")
    assert {(threads[a], threads[b], kind) for a, b, kind in found} == {
        (row["PostId"], row["RelatedPostId"], kinds[row["LinkTypeId"]])
        for row in links
        if row["PostId"] in questions and row["RelatedPostId"] in questions
    }

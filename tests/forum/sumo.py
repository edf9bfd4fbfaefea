"""A small support.mozilla.org forum as its dump says it: five questions, four answers, two links."""

from pathlib import Path
from typing import Any

from tests.forum.dumps import Row, as_lines, put

DAY = "2024-01-0{}T10:00:00+00:00"


def question(number: int, **more: Any) -> Row:
    return {
        "id": number,
        "created": DAY.format(1),
        "updated": DAY.format(5),
        "locale": "en-US",
        "title": f"Question {number}",
        "content": f"<p>Body of {number}</p>",
        "tags": ["calendar"],
        "creator": "asker",
        "solution": None,
        "is_solved": False,
        "is_spam": False,
        "is_locked": False,
        "is_archived": True,
        "num_votes": 2,
        **more,
    }


def reply(number: int, to: int, **more: Any) -> Row:
    return {
        "id": number,
        "question_id": to,
        "created": DAY.format(2),
        "updated": DAY.format(2),
        "content": f"<p>Answer {number}</p>",
        "creator": "helper",
        "is_spam": False,
        "num_helpful": 3,
        "num_unhelpful": 1,
        **more,
    }


QUESTIONS = [
    question(1, solution=11, is_solved=True, is_locked=True),
    question(2, creator="Jane Roe", locale="cs", tags=["calendar", "needsinfo"]),
    question(3, creator="jane-roe", num_votes=0),
    question(4, is_spam=True),
    question(5, is_solved=True),
]
ANSWERS = [
    reply(10, 1),
    reply(11, 1, created=DAY.format(3), updated=DAY.format(4), creator="asker"),
    reply(12, 2, is_spam=True),
    reply(13, 3, content='<p>See <a href="/kb/folders">folders</a></p><script>x()</script>'),
]
LINKS = [
    {"question_id": 1, "linked_question_id": 2, "answer_id": 10, "says_duplicate": True},
    {"question_id": 3, "linked_question_id": 2, "answer_id": 13, "says_duplicate": False},
]


def write_folder(tmp_path: Path) -> Path:
    """Write all of it as files, plain and gzipped."""
    put(tmp_path, "questions.jsonl", as_lines(QUESTIONS))
    put(tmp_path, "answers.jsonl.gz", as_lines(ANSWERS))
    put(tmp_path, "related_links.jsonl", as_lines(LINKS))
    put(tmp_path, "kb_links.jsonl", as_lines([{"slug": "folders"}]))
    return tmp_path

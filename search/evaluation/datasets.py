"""The development sets: real questions, and what people who help pointed their askers to.

They are made out of dumps of public communities that lie outside of this repository; nothing of
them is kept here. docs/relevance.md says what each set is good for and what it is not.
"""

import gzip
import html
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import iterparse

# The newest 30% of the questions are never fitted on.
HELD_OUT = 0.3
# Characters of a text that are asked with where it stands in for a question in other words, and
# how many it needs to say anything.
BEGINNING = 220
ENOUGH = 60
Row = dict[str, Any]

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^>]*>.*?</a>", re.IGNORECASE | re.DOTALL)
_DUPLICATE = re.compile(
    r"<blockquote>\s*<p><strong>Possible Duplicate.*?</blockquote>", re.IGNORECASE | re.DOTALL
)
_LINE_END = re.compile(r"<(?:br|/p|/li|/h\d|/tr|/div)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


class MissingData(Exception):
    """The dumps are not where they were looked for; the message says which file and where."""


@dataclass(frozen=True)
class Document:
    """A thread or a how-to as plain text: `answers` with the accepted one first. The last four are
    what `search.fusion.Signs` asks for; `created` is a date and time in ISO 8601, "" for how-tos."""

    id: str
    title: str
    body: str
    answers: tuple[str, ...] = ()
    created: str = ""
    solved: bool = False
    helpful: int = 0
    recommended: int = 0


@dataclass(frozen=True)
class Question:
    """A question of which it is known what `relevant` documents would have answered it. `title` is
    what `search` is asked with, `text` (title and body) what `similar` is; where `candidates` is
    not empty, only these may be ranked."""

    id: str
    created: str
    title: str
    text: str
    relevant: tuple[str, ...]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class DevelopmentSet:
    """Documents, and questions in the order in which they were asked."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...] = field(default=())

    def older(self) -> tuple[Question, ...]:
        """The questions that may be fitted on."""
        return self.questions[: self._split()]

    def newest(self) -> tuple[Question, ...]:
        """The questions that are held out."""
        return self.questions[self._split() :]

    def documents_then(self) -> tuple[Document, ...]:
        """The documents as they stood when the held-out part began: `recommended` is how many of
        the older questions they were linked from. A thread's own title does not lead to it: where
        titles are what is asked, all older threads would else stand before all newer ones."""
        linked = Counter(
            name for question in self.older() for name in question.relevant if name != question.id
        )
        return tuple(replace(one, recommended=linked[one.id]) for one in self.documents)

    def _split(self) -> int:
        return int(len(self.questions) * (1 - HELD_OUT))


def make_sets(shared: Path) -> list[DevelopmentSet]:
    """All development sets out of the folder `shared`; raises MissingData where a dump is not."""
    return [
        question_to_howto(shared),
        question_to_question(shared),
        linked_on_meta(shared),
        title_to_text(shared),
        text_to_title(shared),
    ]


def question_to_howto(shared: Path) -> DevelopmentSet:
    """Thunderbird questions and the help articles that others than the asker linked in answers."""
    articles = [row for row in _lines(shared, "sumo-kb/articles.jsonl.gz") if _is_english(row)]
    documents = [
        Document(
            str(row["slug"]), row["title"], f"{row.get('summary') or ''}\n{plain(row['html'])}"
        )
        for row in articles
    ]
    known = {document.id for document in documents}
    asked = {row["id"]: row for row in _lines(shared, "sumo-thunderbird/questions.jsonl.gz")}
    pairs = [
        (row["question_id"], str(row["slug"]))
        for row in _lines(shared, "sumo-thunderbird/kb_links.jsonl.gz")
        if not row["answerer_is_asker"] and row["slug"] in known and row["question_id"] in asked
        # Who names the article already is not looking for it.
        if f"/kb/{row['slug']}" not in asked[row["question_id"]]["content"]
    ]
    english = [(number, slug) for number, slug in pairs if _is_english(asked[number])]
    questions = _questions(english, lambda number: _thunderbird(asked[number]))
    return DevelopmentSet("question_to_howto", tuple(documents), questions)


def question_to_question(shared: Path) -> DevelopmentSet:
    """Thunderbird questions and the older ones that helpers linked in answers."""
    asked = {row["id"]: row for row in _lines(shared, "sumo-thunderbird/questions.jsonl.gz")}
    answers: dict[int, list[Row]] = defaultdict(list)
    for row in _lines(shared, "sumo-thunderbird/answers.jsonl.gz"):
        answers[row["question_id"]].append(row)
    documents = [_thunderbird_thread(row, answers[row["id"]]) for row in asked.values()]
    pairs = [
        (row["question_id"], str(row["linked_question_id"]))
        for row in _lines(shared, "sumo-thunderbird/related_links.jsonl.gz")
        if row["linked_is_older"] and not row["same_asker"] and not row["answerer_is_asker"]
        if row["linked_question_id"] in asked
        if f"/questions/{row['linked_question_id']}" not in asked[row["question_id"]]["content"]
    ]
    questions = _questions(pairs, lambda number: _thunderbird(asked[number]), documents)
    return DevelopmentSet("question_to_question", tuple(documents), questions)


def linked_on_meta(shared: Path) -> DevelopmentSet:
    """Questions of a small Stack Exchange site, and older ones that were linked with them or that
    they duplicate. Texts of links are cut out: they are often the other one's title."""
    folder = "se-bicycles-meta"
    posts = list(_rows(shared, f"{folder}/Posts.xml.gz"))
    asked = {row["Id"]: row for row in posts if row["PostTypeId"] == "1"}
    thread_of = {row["Id"]: row.get("ParentId", row["Id"]) for row in posts}
    answers: dict[str, list[Row]] = defaultdict(list)
    for row in posts:
        if row["PostTypeId"] == "2":
            answers[row["ParentId"]].append(row)
    documents = [_meta_thread(row, answers[row["Id"]]) for row in asked.values()]
    pairs = [
        (str(thread_of.get(row["PostId"])), str(thread_of.get(row["RelatedPostId"])))
        for row in _rows(shared, f"{folder}/PostLinks.xml.gz")
    ]
    older = [
        (one, other)
        for one, other in pairs
        if one in asked and other in asked
        if asked[other]["CreationDate"] < asked[one]["CreationDate"]
    ]
    questions = _questions(older, lambda number: _meta(asked[number]), documents)
    return DevelopmentSet("linked_on_meta", tuple(documents), questions)


def title_to_text(shared: Path) -> DevelopmentSet:
    """Titles of Thunderbird questions, and the threads without their titles: the same trouble in
    other words, as a search is."""
    threads = _answered(shared)
    documents = tuple(Document(one.id, "", one.body, one.answers) for one in threads)
    questions = tuple(
        Question(one.id, one.created, one.title, one.title, (one.id,)) for one in threads
    )
    return DevelopmentSet("title_to_text", documents, questions)


def text_to_title(shared: Path) -> DevelopmentSet:
    """Beginnings of Thunderbird questions, and the threads' titles and answers without what was
    asked: a list of frequent questions, asked in other words."""
    threads = _answered(shared)
    documents = tuple(Document(one.id, one.title, "", one.answers) for one in threads)
    begun = [(one, _beginning(one.body)) for one in threads]
    questions = tuple(Question(one.id, one.created, text, text, (one.id,)) for one, text in begun)
    return DevelopmentSet("text_to_title", documents, questions)


def write_set(made: DevelopmentSet, folder: Path, *, mode: str) -> tuple[Path, Path]:
    """Writes the documents and the held-out questions of `made` into `folder` as JSON lines, for
    `mode` "search" (asked with titles) or "similar" (with whole texts); answers with both files."""
    corpus = folder / f"{made.name}.corpus.jsonl"
    queries = folder / f"{made.name}.{mode}.jsonl"
    _write(corpus, map(asdict, made.documents_then()))
    rows = [
        {
            "id": question.id,
            "text": question.title if mode == "search" else question.text,
            "relevant": question.relevant,
            "created": question.created,
        }
        | ({"candidates": question.candidates} if question.candidates else {})
        for question in made.newest()
    ]
    _write(queries, rows)
    return corpus, queries


def plain(source: str) -> str:
    """HTML as text without tags and without addresses, which would give an answer away."""
    text = html.unescape(_TAG.sub(" ", _LINE_END.sub("\n", source)))
    return re.sub(r"[ \t\xa0]+", " ", _ADDRESS.sub(" ", text)).strip()


def _questions(
    pairs: Iterable[tuple[Any, str]],
    made: Callable[[Any], tuple[str, str, str]],
    threads: Iterable[Document] = (),
) -> tuple[Question, ...]:
    """Questions out of pairs of (question, relevant document); `made` gives date, title and text
    of one; of `threads`, those older than a question are its candidates."""
    relevant: dict[Any, set[str]] = defaultdict(set)
    for number, name in pairs:
        relevant[number].add(name)
    asked = sorted((made(number)[0], str(number), number) for number in relevant)
    by_age = sorted((thread.created, thread.id) for thread in threads)
    return tuple(
        Question(
            id=name,
            created=created,
            title=made(number)[1],
            text=made(number)[2],
            relevant=tuple(sorted(relevant[number])),
            candidates=tuple(other for date, other in by_age if date < created),
        )
        for created, name, number in asked
    )


def _thunderbird(row: Row) -> tuple[str, str, str]:
    return row["created"], row["title"], f"{row['title']}\n{plain(row['content'])}"


def _answered(shared: Path) -> list[Document]:
    """The threads that say enough and have an answer, the oldest first."""
    threads = question_to_question(shared).documents
    told = [one for one in threads if one.answers and len(one.body) >= ENOUGH]
    return sorted(told, key=lambda one: (one.created, one.id))


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else line[:BEGINNING].rpartition(" ")[0]


def _thunderbird_thread(row: Row, answers: list[Row]) -> Document:
    answers.sort(key=lambda answer: (answer["id"] != row["solution"], answer["created"]))
    return Document(
        id=str(row["id"]),
        title=row["title"],
        body=plain(row["content"]),
        answers=tuple(plain(answer["content"]) for answer in answers),
        created=row["created"],
        solved=bool(row["solution"]),
        helpful=row["num_votes"] + sum(answer["num_helpful"] for answer in answers),
    )


def _meta(row: Row) -> tuple[str, str, str]:
    return row["CreationDate"], row["Title"], f"{row['Title']}\n{_unlinked(row['Body'])}"


def _meta_thread(row: Row, answers: list[Row]) -> Document:
    accepted = row.get("AcceptedAnswerId")
    answers.sort(key=lambda answer: (answer["Id"] != accepted, -int(answer["Score"])))
    return Document(
        id=row["Id"],
        title=row["Title"],
        body=_unlinked(row["Body"]),
        answers=tuple(_unlinked(answer["Body"]) for answer in answers),
        created=row["CreationDate"],
        solved=accepted is not None,
        helpful=sum(int(answer["Score"]) for answer in answers),
    )


def _unlinked(source: str) -> str:
    return plain(_LINK.sub(" ", _DUPLICATE.sub(" ", source)))


def _is_english(row: Row) -> bool:
    return bool(row["locale"] == "en-US")


def _file(shared: Path, name: str) -> Path:
    path = shared / name
    if not path.is_file():
        raise MissingData(f"The development sets are made of {name}, which is not in {shared}.")
    return path


def _lines(shared: Path, name: str) -> Iterator[Row]:
    with gzip.open(_file(shared, name), "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _rows(shared: Path, name: str) -> Iterator[Row]:
    """The rows of a Stack Exchange table."""
    with gzip.open(_file(shared, name), "rb") as file:
        for _event, element in iterparse(file):
            if element.tag == "row":
                yield dict(element.attrib)
            element.clear()


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

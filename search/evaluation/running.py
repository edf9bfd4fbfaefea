"""Running a set of questions against a set of documents, by the very code that pages use."""

import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils.html import escape

from accounts.models import Member
from accounts.versions import bump
from forum.enums import Kind
from forum.language import guessed
from forum.models import Board, Section, Thread
from forum.models.threads import BODY_LENGTH, IMPORTED_TITLE_LENGTH
from forum.queries.visibility import BOARDS_VERSION, forget_boards
from search import answering
from search.asked import Found, Query
from search.documents import PUBLIC, Document, Texts, document_of_texts, seconds, with_vectors
from search.embeddings import cosines, embedding, query_vector
from search.engines import use_engine
from search.engines.base import MOST_HITS, Engine
from search.engines.basic import BasicEngine
from search.engines.tantivy import TantivyEngine
from search.fusion import best_first
from search.measures import Outcome, outcome_of
from search.payload import Payload
from search.ranking import as_found
from search.words import clean, words_of

BATCH = 2_000
BOARD = 1
GIST_LENGTH = 200
Rank = Callable[["Asked"], list[str]]


class NoModel(Exception):
    """Meaning is asked for where no embedding is set up."""


class BadLine(Exception):
    """A line of a file that is none of a corpus or of questions."""


@dataclass(frozen=True)
class Source:
    """A document of a corpus: id, title, text, answers; and what is known of it beside, where the
    corpus says it: when it began (ISO 8601), how many it helped, how many lead to it."""

    id: str
    title: str
    body: str
    answers: tuple[str, ...]
    created: str = ""
    solved: bool = False
    helpful: int = 0
    recommended: int = 0


@dataclass(frozen=True)
class Asked:
    """A question: its text, ids of documents that answer it, and where given the only ones that are
    ranked for it."""

    id: str
    text: str
    relevant: tuple[str, ...]
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """What came of all questions, in their order, and how many seconds each took."""

    outcomes: tuple[Outcome, ...]
    seconds: tuple[float, ...]


def read_corpus(path: Path) -> list[Source]:
    """The documents of a file of JSON lines. Raises BadLine, and OSError."""
    return [
        Source(
            str(row["id"]),
            str(row.get("title", "")),
            str(row.get("body", "")),
            tuple(map(str, row.get("answers", ()))),
            str(row.get("created", "")),
            bool(row.get("solved")),
            int(row.get("helpful", 0)),
            int(row.get("recommended", 0)),
        )
        for row in _lines(path, "id")
    ]


def read_questions(path: Path) -> list[Asked]:
    """The questions of a file of JSON lines. Raises BadLine, and OSError."""
    return [
        Asked(
            str(row["id"]),
            str(row["text"]),
            tuple(map(str, row["relevant"])),
            tuple(map(str, row.get("candidates", ()))),
        )
        for row in _lines(path, "id", "text", "relevant")
    ]


def _lines(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                row = json.loads(line)
                if not all(name in row for name in needed):
                    raise ValueError(f"it has no {' or '.join(needed)}")
            except (ValueError, TypeError) as error:
                raise BadLine(f"{path}, line {number}: {error}") from error
            yield row


def run(questions: Sequence[Asked], rank: Rank) -> Run:
    """Ask each question, and time it."""
    outcomes, seconds = [], []
    for question in questions:
        began = time.perf_counter()
        ranking = rank(question)
        seconds.append(time.perf_counter() - began)
        outcomes.append(outcome_of(ranking, question.relevant))
    return Run(tuple(outcomes), tuple(seconds))


@contextmanager
def ranking(corpus: Sequence[Source], name: str, mode: str) -> Iterator[Rank]:
    """How `corpus` is ranked by the engine called `name` ("tantivy", "elasticsearch" or "basic")
    for `mode` ("search" for the words of a search, "similar" for a whole question). Everything is
    made in a place of its own and removed at the end. Raises EngineDown."""
    if name == BasicEngine.name:
        with _in_database(corpus) as ids:
            yield lambda asked: _basic(ids, mode, asked)
        return
    with _own_engine(name) as made, use_engine(made):
        _fill(made, corpus)
        numbers = {source.id: number for number, source in enumerate(corpus, start=1)}
        ids = {number: key for key, number in numbers.items()}
        yield lambda asked: [ids[pk] for pk in _ranked(asked, mode, numbers)]


def by_words(rank: Rank) -> Rank:
    """How the engine of `rank` orders by words alone, without meaning and signs."""

    def ordered(asked: Asked) -> list[str]:
        token = as_found.set(True)
        try:
            return rank(asked)
        finally:
            as_found.reset(token)

    return ordered


def by_meaning(corpus: Sequence[Source]) -> Rank:
    """How the embedding alone ranks `corpus`, all of it, for either mode. Raises NoModel."""
    model = embedding()
    if model is None:
        raise NoModel("there is no embedding (SEARCH_EMBEDDING)")
    documents = [_document(number, source) for number, source in enumerate(corpus, start=1)]
    ids = [source.id for source in corpus]
    vectors = [Payload.unpack(document.payload()).vector for document in with_vectors(documents)]

    def rank(asked: Asked) -> list[str]:
        title, _line, body = asked.text.partition("\n")
        near = cosines(query_vector(model, title, body), vectors)
        places = best_first([-2.0 if one is None else one for one in near])
        only = set(asked.candidates or ids)
        return [ids[place] for place in places if ids[place] in only][:MOST_HITS]

    return rank


def _ranked(asked: Asked, mode: str, numbers: dict[str, int]) -> Sequence[int]:
    only = tuple(f"t{numbers[key]}" for key in asked.candidates if key in numbers)
    scope = answering.Scope((PUBLIC,), only=only)
    if mode == "similar":
        title, _line, body = asked.text.partition("\n")
        keys = answering.keys_of(answering.similar_hits(scope, title, body))
        return Found(keys).thread_ids
    text = clean(asked.text)
    return answering.searched(scope, Query(text, words_of(text))).thread_ids


@contextmanager
def _own_engine(name: str) -> Iterator[Engine]:
    if name != TantivyEngine.name:
        from search.engines.elasticsearch import HOUSEKEEPING, ElasticsearchEngine

        # Nobody waits for an answer here, and a slow one is not to end the measuring.
        there = ElasticsearchEngine(
            settings.SEARCH_URL,
            prefix=f"eval-{secrets.token_hex(6)}",
            timeout=HOUSEKEEPING,
            index_timeout=HOUSEKEEPING,
        )
        try:
            yield there
        finally:
            there.remove_all()
        return
    folder = Path(tempfile.mkdtemp(prefix="embassy-search-"))
    made = TantivyEngine(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def _fill(made: Engine, corpus: Sequence[Source]) -> None:
    made.begin("whole")
    for start in range(0, len(corpus), BATCH):
        documents = [
            _document(number, source)
            for number, source in enumerate(corpus[start : start + BATCH], start=start + 1)
        ]
        with made.writing():
            made.write("whole", with_vectors(documents), (), 1)
    made.swap("whole")


def _document(number: int, source: Source) -> Document:
    language = guessed(source.title, escape(source.body))
    texts = Texts(source.title, source.body, "", source.answers)
    begun = datetime.fromisoformat(source.created) if source.created else None
    return document_of_texts(
        f"t{number}",
        texts,
        language,
        marks=(f"board:{BOARD}",),
        created=seconds(begun) if begun else 0,
        helpful=source.helpful,
        recommended=source.recommended,
        is_solved=source.solved,
    )


@contextmanager
def _in_database(corpus: Sequence[Source]) -> Iterator[dict[int, str]]:
    """The documents as threads, in a transaction that is never committed."""
    with transaction.atomic():
        section = Section.objects.create(name="x", slug="x-evaluation")
        board = Board.objects.create(section=section, name="x", slug="x-evaluation")
        by = Member.objects.create(username="x-evaluation", email="x@evaluation.invalid")
        rows = [
            Thread(
                board=board,
                author=by,
                kind=Kind.QUESTION,
                title=source.title[:IMPORTED_TITLE_LENGTH],
                source=source.body[:BODY_LENGTH],
                gist=" ".join(source.body.split())[:GIST_LENGTH],
            )
            for source in corpus
        ]
        made = Thread.objects.bulk_create(rows, batch_size=BATCH)
        bump(BOARDS_VERSION)
        yield {row.pk: source.id for row, source in zip(made, corpus, strict=True)}
        transaction.set_rollback(True)
    forget_boards()


def _basic(ids: dict[int, str], mode: str, asked: Asked) -> list[str]:
    viewer, text = AnonymousUser(), clean(asked.text)
    if mode == "similar":
        keys = BasicEngine().similar(viewer, words_of(asked.text), limit=MOST_HITS)
        found = Found(keys).thread_ids
    else:
        found = BasicEngine().search(viewer, Query(text, words_of(text))).thread_ids
    ranked = [ids[pk] for pk in found if pk in ids]
    return [one for one in ranked if not asked.candidates or one in asked.candidates]

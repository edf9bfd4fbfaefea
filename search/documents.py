"""Documents: what an index holds. Those of threads are built here, in a fixed number of queries;
those of posts in search.post_documents."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from forum.enums import CLOSED_STATES
from forum.markup import plain_of
from forum.models import Recommendation, Reply, Thread, ThreadLink
from forum.queries.visibility import audience_of
from search.analysis import codes_in, stems_in, words_in
from search.embeddings import LOOKED_AT, Parts, document_vectors, embedding
from search.payload import Payload

PUBLIC = ""
# Of a long thread the best replies are indexed, and of a long text its beginning.
MOST_REPLIES = 20
TEXT_LENGTH = 10_000


_DIGESTED = (
    *("key", "audience", "title", "prefixes", "question", "solution", "answers", "codes"),
    *("marks", "created", "active", "helpful", "recommended", "is_solved"),
)


@dataclass(frozen=True)
class Texts:
    """What a document says, in plain text."""

    title: str
    question: str = ""
    solution: str = ""
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """A thread or a post as an index holds it. Texts are rows of tokens between blanks (search.analysis);
    `marks` are what lists are narrowed by, as "board:5"; times are whole seconds since 1970;
    `recommended` counts recommendations, `led` other threads that lead here. `vector` is packed as
    search.embeddings does it, from `meaning`."""

    key: str
    audience: str
    title: str
    prefixes: str
    question: str
    solution: str
    answers: str
    codes: str
    marks: tuple[str, ...]
    created: int
    active: int
    helpful: int
    recommended: int
    led: int
    is_solved: bool
    meaning: Parts
    vector: bytes = b""

    def payload(self) -> bytes:
        """What ranking must know, packed."""
        created = max(self.created, 0)
        recommended = self.recommended + self.led
        known = Payload(self.is_solved, recommended, self.helpful, created, self.vector)
        return known.pack()

    def digest(self) -> str:
        """What tells two states of a document apart, in 16 characters. A vector follows from the
        rest; what leads here is looked at when the document changes and not before."""
        said = [getattr(self, name) for name in _DIGESTED]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def thread_key(pk: int) -> str:
    """The key of a thread's document."""
    return f"t{pk}"


def thread_of_key(key: str) -> int:
    """The thread of a document's key; 0 for another document's."""
    return _number(key, "t")


def post_key(pk: int) -> str:
    """The key of a post's document."""
    return f"h{pk}"


def post_of_key(key: str) -> int:
    """The post of a document's key; 0 for another document's."""
    return _number(key, "h")


def _number(key: str, sort: str) -> int:
    return int(key[1:]) if key[:1] == sort and key[1:].isdigit() else 0


def ids_of_keys(keys: Iterable[str]) -> tuple[list[int], list[int]]:
    """The threads and the posts of documents' keys, each in their order."""
    keys = list(keys)
    return (
        [pk for pk in map(thread_of_key, keys) if pk],
        [pk for pk in map(post_of_key, keys) if pk],
    )


def standing_threads() -> QuerySet[Thread]:
    """The threads that have a document, those of closed boards too (in an index of their own)."""
    return Thread.objects.filter(deleted_at=None)


def build(pks: Collection[int]) -> list[Document]:
    """The documents of these threads; of those that are gone there is none. Five queries."""
    threads = standing_threads().filter(pk__in=pks).prefetch_related("tags")
    replies = _replies(pks)
    standing = Recommendation.objects.filter(reply__thread__in=pks, withdrawn_at=None)
    recommended = Counter(standing.values_list("reply_id", flat=True))
    led = _led(pks)
    return [
        _document(thread, replies.get(thread.pk, []), recommended, led[thread.pk])
        for thread in threads
    ]


def _led(pks: Collection[int]) -> Counter[int]:
    """How many threads lead to each of these, of those that all its readers may read."""
    links = ThreadLink.objects.filter(to__in=pks, thread__deleted_at=None)
    return Counter(
        to
        for to, here, there in links.values_list("to", "to__board", "thread__board")
        if audience_of(there) in (PUBLIC, audience_of(here))
    )


def _replies(pks: Collection[int]) -> dict[int, list[Reply]]:
    """The replies that stand in each thread, the best first."""
    rows = Reply.objects.filter(thread__in=pks, deleted_at=None).only(
        "thread_id", "html", "author_id", "score", "helpful_count"
    )
    found: dict[int, list[Reply]] = {}
    for reply in rows.order_by("-score", "created_at", "pk"):
        found.setdefault(reply.thread_id, []).append(reply)
    return found


def _document(
    thread: Thread, replies: list[Reply], recommended: Counter[int], led: int
) -> Document:
    solution = [reply for reply in replies if reply.pk == thread.solution_id]
    others = [reply for reply in replies if reply.pk != thread.solution_id]
    others.sort(key=lambda reply: not recommended[reply.pk])
    shown = [*solution, *others[:MOST_REPLIES]]
    said = {reply.pk: plain_of(reply.html, enough=TEXT_LENGTH) for reply in shown}
    texts = Texts(
        thread.title,
        plain_of(thread.html, enough=TEXT_LENGTH),
        " ".join(said[reply.pk] for reply in solution),
        tuple(said[reply.pk] for reply in others[:MOST_REPLIES]),
    )
    return document_of_texts(
        thread_key(thread.pk),
        texts,
        thread.language,
        audience=audience_of(thread.board_id),
        marks=_marks(thread, replies),
        created=seconds(thread.created_at),
        active=seconds(thread.active_at),
        helpful=thread.me_too_count + sum(reply.helpful_count for reply in shown),
        recommended=sum(recommended[reply.pk] for reply in replies),
        led=led,
        is_solved=thread.is_solved,
    )


def document_of_texts(
    key: str,
    texts: Texts,
    language: str,
    *,
    marks: Iterable[str],
    audience: str = "",
    created: int = 0,
    active: int = 0,
    helpful: int = 0,
    recommended: int = 0,
    led: int = 0,
    is_solved: bool = False,
) -> Document:
    """A document of plain texts in `language`; the rest as in Document."""
    answers = " ".join((texts.solution, *texts.answers)).strip()
    return Document(
        key=key,
        audience=audience,
        title=_stems([texts.title], language),
        prefixes=" ".join(words_in(texts.title)),
        question=_stems([texts.question], language),
        solution=_stems([texts.solution], language),
        answers=_stems(texts.answers, language),
        codes=" ".join(sorted(codes_in(f"{texts.title} {texts.question} {answers}"))),
        marks=tuple(sorted(marks)),
        created=created,
        active=active,
        helpful=helpful,
        recommended=recommended,
        led=led,
        is_solved=is_solved,
        meaning=Parts(texts.title, texts.question[:LOOKED_AT], answers[:LOOKED_AT]),
    )


def with_vectors(documents: Sequence[Document]) -> list[Document]:
    """The same with their vectors, where there is a model."""
    model = embedding()
    if model is None:
        return list(documents)
    vectors = document_vectors(model, [document.meaning for document in documents])
    return [
        replace(document, vector=vector)
        for document, vector in zip(documents, vectors, strict=True)
    ]


def _stems(texts: Iterable[str], language: str) -> str:
    return " ".join(word for text in texts for word in stems_in(text[:TEXT_LENGTH], language))


def _marks(thread: Thread, replies: list[Reply]) -> set[str]:
    marks = {
        "type:thread",
        f"board:{thread.board_id}",
        f"kind:{thread.kind}",
        f"state:{thread.state}",
        f"by:{thread.author_id}",
        *(f"tag:{tag.pk}" for tag in thread.tags.all()),
        *(f"by:{reply.author_id}" for reply in replies),
    }
    if thread.language:
        marks.add(language_mark(thread.language))
    if thread.solution_id is not None:
        marks.add("has:solution")
    if thread.is_solved:
        marks.add("is:solved")
    elif is_waiting(thread):
        marks.add("is:unsolved")
    if not replies:
        marks.add("is:unanswered")
    return marks


def language_mark(code: str) -> str:
    """The mark of a language in any country: en-US is English to who looks for it."""
    return f"lang:{code.partition('-')[0].lower()}"


def is_waiting(thread: Thread) -> bool:
    """Whether a thread waits to be solved, as the forum's list of unsolved ones has it."""
    open_still = not thread.is_solved and not thread.is_locked
    return thread.is_solvable and open_still and thread.state not in CLOSED_STATES


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())

"""Documents: what an index holds of a thread, built from the database in a fixed number of queries."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import QuerySet

from forum.enums import CLOSED_STATES
from forum.markup import plain_of
from forum.models import Recommendation, Reply, Thread
from forum.queries.visibility import audience_of
from search.analysis import codes_in, stems_in, words_in
from search.payload import Payload

# Of a long thread the best replies are indexed, and of a long text its beginning.
MOST_REPLIES = 20
TEXT_LENGTH = 10_000
# What an embedding reads of a question, in characters.
GIST_LENGTH = 300


@dataclass(frozen=True)
class Document:
    """A thread as an index holds it. Texts are rows of tokens between blanks (search.analysis);
    `marks` are what lists are narrowed by, as "board:5"; times are whole seconds since 1970."""

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
    is_solved: bool
    is_recommended: bool
    gist: str

    def payload(self, vector: bytes = b"") -> Payload:
        """What ranking must know, with the packed vector of `gist`."""
        return Payload(
            self.is_solved, self.is_recommended, self.helpful, max(self.created, 0), vector
        )

    def digest(self) -> str:
        """What tells two states of a document apart, in 16 characters."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]


def thread_key(pk: int) -> str:
    """The key of a thread's document."""
    return f"t{pk}"


def thread_of_key(key: str) -> int:
    """The thread of a document's key; 0 for another document's."""
    return int(key[1:]) if key[:1] == "t" and key[1:].isdigit() else 0


def standing_threads() -> QuerySet[Thread]:
    """The threads that have a document, those of closed boards too (in an index of their own)."""
    return Thread.objects.filter(deleted_at=None)


def build(pks: Collection[int]) -> list[Document]:
    """The documents of these threads; of those that are gone there is none. Four queries."""
    threads = standing_threads().filter(pk__in=pks).prefetch_related("tags").defer("html")
    replies = _replies(pks)
    recommended = set(
        Recommendation.objects.filter(reply__thread__in=pks, withdrawn_at=None).values_list(
            "reply_id", flat=True
        )
    )
    return [_document(thread, replies.get(thread.pk, []), recommended) for thread in threads]


def _replies(pks: Collection[int]) -> dict[int, list[Reply]]:
    """The replies that stand in each thread, the best first."""
    rows = Reply.objects.filter(thread__in=pks, deleted_at=None).only(
        "thread_id", "html", "author_id", "score", "helpful_count"
    )
    found: dict[int, list[Reply]] = {}
    for reply in rows.order_by("-score", "created_at", "pk"):
        found.setdefault(reply.thread_id, []).append(reply)
    return found


def _document(thread: Thread, replies: list[Reply], recommended: set[int]) -> Document:
    solution = [reply for reply in replies if reply.pk == thread.solution_id]
    others = [reply for reply in replies if reply.pk != thread.solution_id]
    others.sort(key=lambda reply: reply.pk not in recommended)
    shown = [*solution, *others[:MOST_REPLIES]]
    texts = {reply.pk: plain_of(reply.html, enough=TEXT_LENGTH) for reply in shown}
    question = plain_of(thread.html, enough=TEXT_LENGTH)
    solved = " ".join(texts[reply.pk] for reply in solution)
    answers = [texts[reply.pk] for reply in others[:MOST_REPLIES]]
    return Document(
        key=thread_key(thread.pk),
        audience=audience_of(thread.board_id),
        title=_stems([thread.title], thread.language),
        prefixes=" ".join(words_in(thread.title)),
        question=_stems([question], thread.language),
        solution=_stems([solved], thread.language),
        answers=_stems(answers, thread.language),
        codes=" ".join(sorted(codes_in(" ".join((thread.title, question, solved, *answers))))),
        marks=_marks(thread, replies),
        created=seconds(thread.created_at),
        active=seconds(thread.active_at),
        helpful=thread.me_too_count + sum(reply.helpful_count for reply in shown),
        is_solved=thread.is_solved,
        is_recommended=any(reply.pk in recommended for reply in replies),
        gist=thread.title + "\n" + " ".join(question.split())[:GIST_LENGTH],
    )


def _stems(texts: Iterable[str], language: str) -> str:
    return " ".join(word for text in texts for word in stems_in(text[:TEXT_LENGTH], language))


def _marks(thread: Thread, replies: list[Reply]) -> tuple[str, ...]:
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
        # en-US is English to who looks for it.
        marks.add(f"lang:{thread.language.partition('-')[0].lower()}")
    if thread.solution_id is not None:
        marks.add("has:solution")
    if thread.is_solved:
        marks.add("is:solved")
    elif is_waiting(thread):
        marks.add("is:unsolved")
    if not replies:
        marks.add("is:unanswered")
    return tuple(sorted(marks))


def is_waiting(thread: Thread) -> bool:
    """Whether a thread waits to be solved, as the forum's list of unsolved ones has it."""
    open_still = not thread.is_solved and not thread.is_locked
    return thread.is_solvable and open_still and thread.state not in CLOSED_STATES


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())

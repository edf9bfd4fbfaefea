"""Synthetic threads in bulk, for measuring: plausible lengths, dates and marks, no meaning."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum.enums import Kind, State
from forum.markup import Rendered, render
from forum.models import Board, Reply, Solution, Thread
from forum.models.threads import slug_for

BATCH = 1_000
WORDS = [
    "hub",
    "valve",
    "boiler",
    "sensor",
    "schedule",
    "radiator",
    "update",
    "app",
    "room",
    "link",
    "wire",
    "pump",
    "battery",
    "window",
    "cold",
    "warm",
    "night",
    "morning",
    "restart",
    "menu",
    "screen",
    "light",
    "number",
    "setting",
    "house",
    "floor",
    "kitchen",
    "bath",
    "price",
    "meter",
]
# Answers per thread as in a real forum: many have few, few have many.
ANSWERS = (0, 0, 1, 1, 1, 2, 2, 3, 4, 7)


class Scribe:
    """Writes texts from a fixed seed; each distinct text is rendered once."""

    def __init__(self) -> None:
        self.random = Random(20_261_122)  # noqa: S311 (not for secrets: the same texts each time)
        self.texts = [self._text() for _ in range(200)]

    def _text(self) -> tuple[str, Rendered]:
        pick = self.random.choices
        paragraphs = [
            " ".join(pick(WORDS, k=self.random.randint(12, 60))).capitalize() + "."
            for _ in range(3)
        ]
        source = "\n\n".join(paragraphs) + "\n\n- " + "\n- ".join(pick(WORDS, k=3))
        return source, render(source)

    def text(self) -> dict[str, object]:
        source, rendered = self.random.choice(self.texts)
        return {
            "source": source,
            "html": rendered.html,
            "gist": rendered.gist,
            "markup_version": rendered.version,
        }

    def title(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(4, 9))).capitalize()


def add_threads(count: int, *, step: Callable[[int], object] = lambda _: None) -> None:
    """Add `count` threads with their replies to the open boards, in batches of BATCH.

    Raises ValueError when there is no open board or no member.
    """
    scribe, now = Scribe(), timezone.now()
    boards = list(Board.objects.filter(is_closed=False).order_by("pk"))
    members = list(Member.objects.filter(is_active=True).order_by("pk")[:200])
    if not boards or not members:
        raise ValueError("seed the community first")
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        with transaction.atomic():
            _add_batch(scribe, boards, members, now - timedelta(minutes=7 * start), size)
        step(size)


def _add_batch(
    scribe: Scribe, boards: list[Board], members: list[Member], newest: datetime, size: int
) -> None:
    threads = []
    for n in range(size):
        at, author = newest - timedelta(minutes=7 * n), scribe.random.choice(members)
        title = scribe.title()
        threads.append(
            Thread(
                board=scribe.random.choice(boards),
                kind=Kind.QUESTION,
                state=State.OPEN,
                title=title,
                slug=slug_for(title),
                author=author,
                last_author=author,
                created_at=at,
                active_at=at,
                **scribe.text(),
            )
        )
    Thread.objects.bulk_create(threads)
    for board in boards:
        added = sum(thread.board_id == board.pk for thread in threads)
        Board.objects.filter(pk=board.pk).update(thread_count=F("thread_count") + added)
    _add_replies(scribe, threads, members)


def _add_replies(scribe: Scribe, threads: list[Thread], members: list[Member]) -> None:
    replies: list[Reply] = []
    for thread in threads:
        for n in range(scribe.random.choice(ANSWERS)):
            at = thread.created_at + timedelta(minutes=20 * (n + 1))
            author = scribe.random.choice(members)
            replies.append(Reply(thread=thread, author=author, created_at=at, **scribe.text()))
            thread.reply_count, thread.active_at, thread.last_author = n + 1, at, author
    Reply.objects.bulk_create(replies, batch_size=BATCH)
    solutions = []
    for reply in replies:
        thread = reply.thread
        if not thread.is_solved and scribe.random.random() < 0.2:
            thread.is_solved, thread.solved_at, thread.solution = True, reply.created_at, reply
            solutions.append(
                Solution(thread=thread, reply=reply, by=thread.author, at=reply.created_at)
            )
    Solution.objects.bulk_create(solutions)
    Thread.objects.bulk_update(
        threads,
        ["reply_count", "active_at", "last_author", "is_solved", "solved_at", "solution"],
        batch_size=200,
    )

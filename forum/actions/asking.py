"""Asking as a visitor: the question waits until the address is proven, and is posted exactly once."""

import logging
import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.turns import take_turn
from accounts.models import Member
from accounts.refusals import Refusal
from forum.actions.once import twin_of_question
from forum.actions.threads import ask_thread
from forum.markup import TextTooLong
from forum.models import Board, Thread, WaitingThread
from forum.queries.visibility import may_see_thread, visible_boards
from forum.queries.waiting import WAITING_AGE, unposted

log = logging.getLogger(__name__)
# Of the words of two texts, how many must be in both for the newer to be the older one mended.
ALIKE = 0.7
# From so many words on, a title, or a text, is said of one thing only.
FEW_WORDS, MANY_WORDS = 4, 12


def keep_waiting(
    *,
    email: str,
    display_name: str,
    board: Board,
    kind: str,
    title: str,
    source: str,
    tags: list[str],
    language: str = "",
    follow_up_of: Thread | None = None,
    tokens: Iterable[str] = (),
    at: datetime | None = None,
) -> WaitingThread:
    """Keep a visitor's question until the address is proven.

    Whoever goes back and mends a word or the address sends the same question again: what the
    browser that holds `tokens` sent before gives way. The token of the row belongs into the session
    of whoever wrote it, and nowhere else.
    """
    words = {
        "email": email.lower(),
        "board": board,
        "kind": kind,
        "title": title,
        "source": source,
        "display_name": display_name,
        "tags": tags,
        "language": language,
    }
    at = at or timezone.now()
    for row in unposted(at=at).filter(token__in=list(tokens), follow_up_of=follow_up_of):
        if all(getattr(row, name) == value for name, value in words.items()):
            return row
        if _same_question(row, words):
            # A row of its own: whoever holds the old one, or a link to it, posts nothing with it.
            throw_away(row)
    token = secrets.token_urlsafe(32)
    return WaitingThread.objects.create(
        token=token, follow_up_of=follow_up_of, created_at=at, **words
    )


def _same_question(row: WaitingThread, words: dict[str, Any]) -> bool:
    """Whether `words` are those of `row`, mended. Two questions where there was one are soon put
    right, and words that are lost are not: so only what the same person wrote, and is alike."""
    if row.email != words["email"] and row.display_name != words["display_name"]:
        return False
    if row.title == words["title"] and len(row.title.split()) >= FEW_WORDS:
        return True
    if row.source == words["source"] and len(row.source.split()) >= MANY_WORDS:
        return True
    both = (f"{row.title} {row.source}", f"{words['title']} {words['source']}")
    old, new = (Counter(text.casefold().split()) for text in both)
    return 2 * (old & new).total() >= ALIKE * (old.total() + new.total())


def post_waiting_thread(
    waiting: WaitingThread, *, by: Member, at: datetime | None = None
) -> Thread | None:
    """Post a waiting question in the name of `by`, once however many try at the same time.

    The row is claimed and the thread written in one transaction: who comes second waits for the
    first, then finds it posted and gets the same thread (None if it has been thrown away).
    Raises Refusal when the member may not ask there; the question then waits on.
    """
    at = at or timezone.now()
    with transaction.atomic():
        take_turn(by)
        open_row = WaitingThread.objects.filter(pk=waiting.pk, posted_at=None)
        if not open_row.update(posted_at=at):
            row = WaitingThread.objects.select_related("thread").filter(pk=waiting.pk).first()
            return row.thread if row else None
        if waiting.board_id not in {board.pk for board in visible_boards(by)}:
            raise Refusal(_("The board that you chose is not open to you, so we kept your words."))
        # Whoever presses twice before there is a session, or sends the same words from another
        # browser, leaves two rows of one question.
        words = {"title": waiting.title, "source": waiting.source}
        twin = twin_of_question(waiting.board, by=by, since=at - WAITING_AGE, **words)
        thread = twin or _ask(waiting, by, at)
        WaitingThread.objects.filter(pk=waiting.pk).update(thread=thread)
    return thread


def _ask(waiting: WaitingThread, by: Member, at: datetime) -> Thread:
    before = waiting.follow_up_of
    return ask_thread(
        waiting.board,
        by=by,
        kind=waiting.kind,
        title=waiting.title,
        source=waiting.source,
        tags=waiting.tags,
        language=waiting.language,
        follow_up_of=before if before and may_see_thread(by, before) else None,
        at=at,
    )


def post_proven(
    member: Member,
    *,
    email: str,
    tokens: Iterable[str],
    named: Iterable[WaitingThread] = (),
    at: datetime | None = None,
) -> list[Thread]:
    """Post what waits for `email`, oldest first: what was written in the browser that holds
    `tokens`, and what is `named`. What is refused waits on, like everything else."""
    chosen = Q(token__in=list(tokens)) | Q(pk__in=[row.pk for row in named])
    rows = unposted(at=at).filter(chosen, email=email.lower())
    rows = rows.order_by("pk").select_related("board")
    posted = []
    for waiting in rows:
        try:
            thread = post_waiting_thread(waiting, by=member, at=at)
        except (Refusal, TextTooLong):
            log.info("waiting question %s was refused and waits on", waiting.pk)
            continue
        if thread is not None and thread not in posted:
            posted.append(thread)
    return posted


def throw_away(waiting: WaitingThread) -> None:
    """Forget a question that has not been posted."""
    WaitingThread.objects.filter(pk=waiting.pk, posted_at=None).delete()


def sweep_waiting(*, at: datetime | None = None) -> int:
    """Forget questions that nobody proved within WAITING_AGE. Returns how many."""
    old = (at or timezone.now()) - WAITING_AGE
    gone, _details = WaitingThread.objects.filter(posted_at=None, created_at__lte=old).delete()
    return gone

"""The question forum of support.mozilla.org (Kitsune), as its public interface hands it out:
`questions`, `answers` and `related_links`, one object a line. Bodies are HTML.

What maps to what: a question's votes say "I have this problem too" (me-too); an answer's helpful
and unhelpful votes are counts; names are unique there, so a name is a person. Archived questions
are only old; locked ones stay locked. Spam is kept, deleted.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from django.utils.translation import gettext_noop

from accounts.names import plain_words
from forum.enums import LinkKind
from forum.importers.dump import Dump
from forum.importers.fields import BadRow, count, flag, key, line, maybe_key, moment, text
from forum.importers.files import Row
from forum.importers.load import Job, load_replies, load_threads
from forum.importers.marks import load_links, load_solutions
from forum.importers.members import NOBODY, key_of_name
from forum.importers.records import Author, NewLink, NewReply, NewThread
from forum.importers.tags import words_of

SOURCE = "sumo"
SITE = "https://support.mozilla.org"
# The site stamps an answer once more while it saves it; what comes later is somebody's edit.
SAVING = timedelta(minutes=1)
_language = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?")


def import_sumo(job: Job, dump: Dump, limit: int | None = None) -> None:
    """Bring over the questions (the first `limit` of them) and what hangs on them."""
    load_threads(job, islice(_questions(dump), limit))
    load_replies(job, _answers(dump))
    load_solutions(job, dump.scratch.accepted())
    load_links(job, _links(dump))
    for _ in dump.rows("kb_links"):
        job.report.noted["links to help articles, kept in the text"] += 1


def _questions(dump: Dump) -> Iterator[NewThread]:
    def make(row: Row) -> NewThread:
        question = _question(row, dump)
        answer = maybe_key(row, "solution")
        if answer or flag(row, "is_solved"):
            at = moment(row, "updated", dump.now)
            dump.scratch.put("accepted", question.key, answer, at.isoformat())
        if flag(row, "is_archived"):
            dump.report.noted["archived there, which locks nothing here"] += 1
        return question

    return dump.take(dump.rows("questions"), NewThread.what, "id", make)


def _question(row: Row, dump: Dump) -> NewThread:
    number, language = key(row, "id"), line(row, "locale")
    language = language if _language.fullmatch(language) else ""
    return NewThread(
        key=number,
        author=_author(row),
        title=line(row, "title"),
        source=text(row, "content"),
        at=moment(row, "created", dump.now),
        is_deleted=flag(row, "is_spam"),
        language=language,
        tags=_tags(row),
        locked_reason=gettext_noop("Locked where it came from.") if flag(row, "is_locked") else "",
        me_too=count(row, "num_votes"),
        url=f"{SITE}/{language or 'en-US'}/questions/{number}",
    )


def _tags(row: Row) -> list[str]:
    tags = row.get("tags") or []
    if isinstance(tags, str):
        return words_of(tags)
    if not isinstance(tags, list):
        raise BadRow("tags are no list")
    return [text({"tag": tag}, "tag") for tag in tags]


def _author(row: Row) -> Author:
    return _named(text(row, "creator"))


@lru_cache(maxsize=4_096)  # a few helpers write most answers
def _named(name: str) -> Author:
    return Author(key_of_name("name:", name), plain_words(name)) if name.strip() else NOBODY


def _answers(dump: Dump) -> Iterator[NewReply]:
    def make(row: Row) -> NewReply:
        number, question = key(row, "id"), key(row, "question_id")
        at, updated = moment(row, "created", dump.now), moment(row, "updated", dump.now)
        return NewReply(
            key=number,
            to=question,
            author=_author(row),
            source=text(row, "content"),
            at=at,
            edited=updated if updated - at > SAVING else None,
            is_deleted=flag(row, "is_spam"),
            helpful=count(row, "num_helpful"),
            unhelpful=count(row, "num_unhelpful"),
            url=f"{SITE}/questions/{question}#answer-{number}",
        )

    return dump.take(dump.rows("answers"), NewReply.what, "id", make)


def _links(dump: Dump) -> Iterator[NewLink]:
    def make(row: Row) -> NewLink:
        from_, to = key(row, "question_id"), key(row, "linked_question_id")
        kind = LinkKind.DUPLICATE if flag(row, "says_duplicate") else LinkKind.RELATED
        return NewLink(f"{from_}-{to}", from_, to, kind, reply=maybe_key(row, "answer_id"))

    return dump.take(dump.rows("related_links"), "link", "question_id", make)

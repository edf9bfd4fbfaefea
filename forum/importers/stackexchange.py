"""A Stack Exchange dump in its official form: `Posts`, `Users`, `Comments`, `Votes`, `PostLinks`,
one row a line with the fields as attributes. Bodies are HTML, comments a little Markdown.

What maps to what: votes have no voter in the dump, so each is a row with its outside id; closed
questions are locked; whoever left is known by the name that the dump kept. Fields and numbers of
types: https://meta.stackexchange.com/questions/2677 (database schema documentation).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext_noop

from accounts.names import plain_words
from forum.enums import LinkKind
from forum.importers.dump import Dump
from forum.importers.fields import BadRow, key, line, maybe_key, moment, text
from forum.importers.files import Row
from forum.importers.load import Job, load_comments, load_replies, load_threads
from forum.importers.marks import load_links, load_solutions, load_votes
from forum.importers.members import former
from forum.importers.places import fill_addresses
from forum.importers.records import Author, NewComment, NewLink, NewReply, NewThread, NewVote
from forum.importers.tags import words_of

QUESTION, ANSWER = "1", "2"
ACCEPTED, UP, DOWN = "1", "2", "3"
LINKS = {"1": LinkKind.RELATED, "3": LinkKind.DUPLICATE}


def import_stackexchange(job: Job, dump: Dump, limit: int | None = None) -> None:
    """Bring over the questions (the first `limit` of them) and what hangs on them."""
    _note_people(dump)
    load_threads(job, islice(_questions(dump, job.base_url), limit))
    load_replies(job, _answers(dump, job.base_url))
    load_comments(job, _comments(dump))
    load_votes(job, _votes(dump))
    load_solutions(job, dump.scratch.accepted())
    load_links(job, _links(dump))
    if job.base_url:
        fill_addresses(job.source, lambda number: f"{job.base_url}/questions/{number}")
    else:
        dump.report.noted["no --site given, so threads do not say where they came from"] = 1


def _note_people(dump: Dump) -> None:
    """Who is who; only those who wrote something become members."""

    def make(row: Row) -> None:
        joined = moment(row, "CreationDate", dump.now)
        dump.scratch.put("person", key(row, "Id"), text(row, "DisplayName"), joined.isoformat())

    for _ in dump.take(dump.rows("Users"), "member", "Id", make):
        pass


def _questions(dump: Dump, site: str) -> Iterator[NewThread]:
    def make(row: Row) -> NewThread | None:
        if _type(row, "PostTypeId") != QUESTION:
            return None
        number, at = key(row, "Id"), moment(row, "CreationDate", dump.now)
        if answer := maybe_key(row, "AcceptedAnswerId"):
            dump.scratch.put("accepted", number, answer, at.isoformat())
        closed = bool(row.get("ClosedDate"))
        return NewThread(
            key=number,
            author=_author(dump, row, "Owner"),
            title=line(row, "Title"),
            source=text(row, "Body"),
            at=at,
            edited=moment(row, "LastEditDate", dump.now) if row.get("LastEditDate") else None,
            tags=words_of(text(row, "Tags")),
            locked_reason=gettext_noop("Closed where it came from.") if closed else "",
            url=f"{site}/questions/{number}" if site else "",
        )

    return dump.take(dump.rows("Posts"), NewThread.what, "Id", make)


def _answers(dump: Dump, site: str) -> Iterator[NewReply]:
    def make(row: Row) -> NewReply | None:
        kind = _type(row, "PostTypeId")
        if kind == QUESTION:
            return None
        if kind != ANSWER:
            raise BadRow(f"neither question nor answer (type {kind})")
        number = key(row, "Id")
        return NewReply(
            key=number,
            to=key(row, "ParentId"),
            author=_author(dump, row, "Owner"),
            source=text(row, "Body"),
            at=moment(row, "CreationDate", dump.now),
            edited=moment(row, "LastEditDate", dump.now) if row.get("LastEditDate") else None,
            url=f"{site}/a/{number}" if site else "",
        )

    return dump.take(dump.rows("Posts"), NewReply.what, "Id", make)


def _comments(dump: Dump) -> Iterator[NewComment]:
    def make(row: Row) -> NewComment:
        return NewComment(
            key=key(row, "Id"),
            to=key(row, "PostId"),
            author=_author(dump, row, ""),
            source=text(row, "Text"),
            at=moment(row, "CreationDate", dump.now),
        )

    return dump.take(dump.rows("Comments"), NewComment.what, "Id", make)


def _votes(dump: Dump) -> Iterator[NewVote]:
    def make(row: Row) -> NewVote | None:
        kind, post = _type(row, "VoteTypeId"), key(row, "PostId")
        at = moment(row, "CreationDate", dump.now)
        if kind == ACCEPTED:
            dump.scratch.put("accepted_at", post, at.isoformat())
            dump.report.noted["accept marks, which date Solutions"] += 1
            return None
        if kind not in (UP, DOWN):
            raise BadRow(f"neither up nor down (type {kind})")
        return NewVote(key(row, "Id"), post, 1 if kind == UP else -1, at)

    return dump.take(dump.rows("Votes"), "vote", "Id", make)


def _links(dump: Dump) -> Iterator[NewLink]:
    def make(row: Row) -> NewLink:
        kind = LINKS.get(_type(row, "LinkTypeId"))
        if kind is None:
            raise BadRow(f"neither related nor duplicate (type {_type(row, 'LinkTypeId')})")
        at = moment(row, "CreationDate", dump.now)
        return NewLink(key(row, "Id"), key(row, "PostId"), key(row, "RelatedPostId"), kind, at)

    return dump.take(dump.rows("PostLinks"), "link", "Id", make)


def _type(row: Row, name: str) -> str:
    """A small number that says what a row is."""
    return key(row, name)[:4]


def _author(dump: Dump, row: Row, whose: str) -> Author:
    """Known by number; or, having left, by the name kept beside the text; or not at all."""
    number = maybe_key(row, f"{whose}UserId")
    kept = text(row, f"{whose or 'User'}DisplayName")
    if not number:
        return former(kept)
    name, joined = dump.scratch.person(number) or (kept, "")
    name = plain_words(name)
    return Author(number, name, datetime.fromisoformat(joined) if joined else None, not name)

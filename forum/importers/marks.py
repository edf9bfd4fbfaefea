"""Loading what hangs on texts: votes, accepted answers, links between threads."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from forum.actions.counters import SOLVED, VOTED, chunks, settle
from forum.importers.load import Job
from forum.importers.places import Place, post_places, reply_places, thread_places
from forum.importers.records import NewLink, NewVote
from forum.models import Reply, Solution, Thread, ThreadLink, Vote

Accepted = tuple[str, str, str]
HOMELESS = "what it belongs to was not imported"


def load_votes(job: Job, votes: Iterable[NewVote]) -> None:
    """Create a row per vote, once by its outside id, on posts that are here."""
    for batch in chunks(votes):
        with transaction.atomic():
            rows = _new_votes(job, batch)
            Vote.objects.bulk_create(rows)
            settle(Thread, {row.thread_id for row in rows if row.thread_id}, VOTED)
            settle(Reply, {row.reply_id for row in rows if row.reply_id}, VOTED)
        job.report.created["vote"] += len(rows)


def load_solutions(job: Job, accepted: Iterable[Accepted]) -> None:
    """Let accepted answers solve their threads, in the name of who asked.

    Arguments: `accepted` holds outside ids of thread and reply ("" for none in particular), and
    the time as written. A thread that has or had a Solution here is left as it is.
    """
    for batch in chunks(accepted):
        with transaction.atomic():
            rows = _new_solutions(job, batch)
            Solution.objects.bulk_create(rows)
            settle(Thread, {row.thread_id for row in rows}, SOLVED)
        job.report.created["solution"] += len(rows)


def load_links(job: Job, links: Iterable[NewLink]) -> None:
    """Link threads that are both here, once per pair and kind."""
    for batch in chunks(links):
        with transaction.atomic():
            rows = _new_links(job, batch)
            ThreadLink.objects.bulk_create(rows)
        job.report.created["link"] += len(rows)


def _new_votes(job: Job, batch: list[NewVote]) -> list[Vote]:
    known = Vote.objects.filter(source=job.source, external_id__in=[vote.key for vote in batch])
    here = set(known.values_list("external_id", flat=True))
    found = post_places(job.source, {vote.to for vote in batch})
    rows = []
    for vote in batch:
        place = found.get(vote.to)
        if vote.key in here:
            job.report.already["vote"] += 1
        elif place is None:
            job.report.skip("vote", vote.key, HOMELESS)
        else:
            here.add(vote.key)
            row = Vote(source=job.source, external_id=vote.key, value=vote.value, at=vote.at)
            row.reply_id = place.reply
            row.thread_id = None if place.reply else place.thread
            rows.append(row)
    return rows


def _new_solutions(job: Job, batch: list[Accepted]) -> list[Solution]:
    threads = thread_places(job.source, [thread for thread, _, _ in batch])
    replies = reply_places(job.source, [reply for _, reply, _ in batch if reply])
    pks = [place.thread for place in threads.values()]
    askers = dict(Thread.objects.filter(pk__in=pks).values_list("pk", "author_id"))
    solved = set(Solution.objects.filter(thread__in=pks).values_list("thread_id", flat=True))
    written = Reply.objects.filter(pk__in=[place.reply for place in replies.values()])
    standing = dict(written.filter(deleted_at=None).values_list("pk", "created_at"))
    rows = []
    for thread, reply, at in batch:
        place, answer = threads.get(thread), replies.get(reply)
        if place is not None and place.thread in solved:
            job.report.already["solution"] += 1
        elif problem := _why_not_solved(place, reply, answer, standing):
            job.report.skip("solution", thread, problem)
        elif place is not None:
            row = _solution(place, answer, standing, at)
            row.by_id = askers[place.thread]
            rows.append(row)
    return rows


def _solution(
    place: Place, answer: Place | None, standing: dict[int, datetime], at: str
) -> Solution:
    """No answer was accepted before it was written: dumps round the time of accepting to days."""
    written = [standing[answer.reply]] if answer and answer.reply else []
    said = [datetime.fromisoformat(at)] if at else []
    return Solution(
        thread_id=place.thread, reply_id=answer.reply if answer else None, at=max(said + written)
    )


def _why_not_solved(
    place: Place | None, reply: str, answer: Place | None, standing: dict[int, datetime]
) -> str:
    if place is None:
        return HOMELESS
    if reply and answer is None:
        return "the accepted answer was not imported"
    if answer and answer.thread != place.thread:
        return "the accepted answer stands in another thread"
    if answer and answer.reply not in standing:
        return "the accepted answer is deleted"
    return ""


def _new_links(job: Job, batch: list[NewLink]) -> list[ThreadLink]:
    ends = thread_places(job.source, {end for link in batch for end in (link.from_, link.to)})
    replies = reply_places(job.source, {link.reply or link.from_ for link in batch})
    by = Reply.objects.only("author_id", "created_at").in_bulk(
        [place.reply for place in replies.values()]
    )
    # A source may count questions and answers apart: the same id can stand in both.
    pks = {place.thread for group in (ends, replies) for place in group.values()}
    known = ThreadLink.objects.filter(thread__in=pks)
    here = set(known.values_list("thread_id", "to_id", "kind"))
    rows = []
    for link in batch:
        from_ = ends.get(link.from_) or (None if link.reply else replies.get(link.from_))
        to = ends.get(link.to)
        if from_ is None or to is None:
            job.report.skip("link", link.key, "one of its ends was not imported as a thread")
        elif from_.thread == to.thread:
            job.report.skip("link", link.key, "it leads to its own thread")
        elif (from_.thread, to.thread, link.kind) in here:
            job.report.already["link"] += 1
        else:
            here.add((from_.thread, to.thread, link.kind))
            said = replies.get(link.reply)
            reply = by.get(said.reply) if said and said.reply else None
            rows.append(_link(link, from_.thread, to.thread, reply))
    return rows


def _link(link: NewLink, from_: int, to: int, reply: Reply | None) -> ThreadLink:
    row = ThreadLink(thread_id=from_, to_id=to, kind=link.kind)
    if reply is not None:
        row.by_id, row.created_at = reply.author_id, reply.created_at
    elif link.at is not None:
        row.created_at = link.at
    return row

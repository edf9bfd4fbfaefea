"""What two accounts had earned, told anew under one name: every cause that names the account that goes,
as the forum's rows say it now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Member
from accounts.versions import one_look
from forum.actions.counters import chunks
from forum.actions.points import (
    cause_of_number,
    cause_of_vote,
    edit_causes,
    recommended_cause,
    solution_cause,
    upheld_cause,
)
from forum.actions.sources import tell_replies, tell_threads
from forum.enums import SuggestionState
from forum.models import Comment, Reply, Solution, SuggestedEdit, Thread
from forum.queries.paid import (
    paid_marks,
    paid_replies,
    paid_threads,
    paid_votes,
    told_replies,
    told_threads,
)
from reputation.actions.ledger import Cause, settle
from reputation.enums import Why
from reputation.queries.merging import Named, named_in_ledger, thanked_in


@dataclass(frozen=True)
class Before:
    """What names the account that goes, looked up while it still does: causes in the ledger, accepted
    edits of either by or for it, and what it wrote or is thanked in."""

    named: Named
    edits: list[int]
    threads: list[int]
    replies: list[int]


def look_before(member: Member, into: Member) -> Before:
    """Called before any row is changed."""
    own = Q(by=member) | Q(by=into, thread__author=member) | Q(by=into, reply__author=member)
    edits = SuggestedEdit.objects.filter(own, state=SuggestionState.ACCEPTED)
    replies = Reply.objects.filter(author=member)
    wrote_in = Q(author=member) | Q(pk__in=replies.values("thread")) | Q(pk__in=thanked_in(member))
    return Before(
        named=named_in_ledger(member),
        edits=list(edits.values_list("pk", flat=True)),
        threads=list(Thread.objects.filter(wrote_in).values_list("pk", flat=True)),
        replies=list(replies.values_list("pk", flat=True)),
    )


def tell_merged(before: Before) -> None:
    """Whose posts and threads these are now."""
    for pks in chunks(before.threads):
        tell_threads(list(told_threads().filter(pk__in=pks)))
    for pks in chunks(before.replies):
        tell_replies(list(told_replies().filter(pk__in=pks)))


def settle_merged(before: Before, member: Member, into: Member) -> None:
    """Give `into` what `member` had, with its dates and figures, and let caps count both as one."""
    merged: Mapping[int | None, int] = {into.pk: member.pk}
    concerned = {*before.named.members, member.pk, into.pk}
    for kind, pks in sorted(before.named.causes.items()):
        for some in chunks(pks):
            # Which boards pay is asked of every cause, and looked up once.
            with one_look():
                causes = list(map(_as_merged, _causes(kind, some)))
            settle(causes, concerned=concerned, merged=merged)
            concerned = set()
    edits = list(SuggestedEdit.objects.filter(pk__in=before.edits).order_by("pk"))
    settle(
        [],
        concerned={member.pk, into.pk},
        ranked=lambda: map(_as_merged, edit_causes(edits)),
        merged=merged,
    )


def _as_merged(cause: Cause) -> Cause:
    return replace(cause, why=Why.MERGED)


def _causes(kind: str, pks: Sequence[int]) -> Iterator[Cause]:
    """What causes of one kind deserve now: nothing, where the row is gone. Edits come by their rank."""
    if kind not in CAUSES:
        return
    rows, cause_of = CAUSES[kind]
    found = rows().in_bulk(pks)
    for pk in pks:
        yield cause_of(found[pk]) if pk in found else Cause(kind, pk)


def _of_mark(mark: Solution) -> Cause:
    return solution_cause(mark, mark.thread, why=Why.MERGED)


def _of_recommended(reply: Reply) -> Cause:
    return recommended_cause(reply, reply.recommendations.all(), why=Why.MERGED)


def _threads() -> QuerySet[Any]:
    return paid_threads().prefetch_related("flags")


def _comments() -> QuerySet[Comment]:
    return Comment.objects.select_related("author").prefetch_related("flags")


def _replies() -> QuerySet[Any]:
    return paid_replies().prefetch_related("flags", "recommendations")


# How the causes in the ledger are found again, by their kind.
CAUSES: Mapping[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], Cause]]] = {
    "vote": (paid_votes, cause_of_vote),
    "solution": (paid_marks, _of_mark),
    "recommended": (_replies, _of_recommended),
    "old_thread": (_threads, cause_of_number),
    "old_reply": (_replies, cause_of_number),
    "flag_thread": (_threads, upheld_cause),
    "flag_reply": (_replies, upheld_cause),
    "flag_comment": (_comments, upheld_cause),
}

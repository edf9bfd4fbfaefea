"""Two accounts of one person become one: what the one wrote and gave is the other's. Where both did the
same, it counts once; what one gave to the other's words was given to one's own, and goes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.notifications import withdraw_event
from accounts.models import Member
from accounts.providers import Words
from forum.actions.counters import VOTED, chunks, settle
from forum.actions.merged_points import look_before, settle_merged, tell_merged
from forum.actions.texts import event_of
from forum.enums import SuggestionState
from forum.models import (
    Comment,
    Draft,
    Flag,
    ImportedRecord,
    MeToo,
    Picture,
    Recommendation,
    Reply,
    Revision,
    Solution,
    SuggestedEdit,
    Thread,
    ThreadLink,
    Vote,
    Watch,
)
from forum.signals import thread_changed

# Who deleted a post is kept by the acts in the log, which compare: it moves with one's own words only.
NAMED: tuple[tuple[type[Model], str], ...] = (
    (Thread, "author"),
    (Thread, "last_author"),
    (Reply, "author"),
    (Comment, "author"),
    (Revision, "edited_by"),
    (ThreadLink, "by"),
    (Solution, "by"),
    (Solution, "withdrawn_by"),
    (Recommendation, "by"),
    (Recommendation, "withdrawn_by"),
    (Picture, "uploader"),
    (Flag, "settled_by"),
    (SuggestedEdit, "decided_by"),
)


def merge_in_forum(member: Member, into: Member) -> None:
    """Part of merging two accounts (accounts.actions.merging)."""
    before = look_before(member, into)
    counted = _counted(member, into)
    for model, field in NAMED:
        model._default_manager.filter(**{field: member}).update(**{field: into})
    for model in (Thread, Reply, Comment):
        model._default_manager.filter(author=into, deleted_by=member).update(deleted_by=into)
    _merge_votes(member, into)
    _merge_me_toos(member, into)
    _merge_watches(member, into)
    _merge_flags(member, into)
    _merge_suggestions(member, into)
    _merge_drafts(member, into)
    ImportedRecord.objects.filter(kind="member", object_id=member.pk).update(object_id=into.pk)
    for model, pks, fields in counted:
        for some in chunks(pks):
            settle(model, some, fields)
    tell_merged(before)
    settle_merged(before, member, into)
    for pk in before.threads:
        thread_changed.send(Thread, thread_id=pk)


Counted = tuple[type[Model], list[int], tuple[str, ...]]


def _counted(member: Member, into: Member) -> list[Counted]:
    """The posts on which rows may go, with the counters that count those."""
    votes = Vote.objects.filter(voter=member)
    own = Thread.objects.filter(author=member)
    threads = own.filter(votes__voter=into).union(
        own.filter(me_toos__member=into),
        Thread.objects.filter(pk__in=votes.values("thread")),
        Thread.objects.filter(pk__in=MeToo.objects.filter(member=member).values("thread")),
        Thread.objects.filter(pk__in=Watch.objects.filter(member=member).values("thread")),
    )
    replies = Reply.objects.filter(author=member, votes__voter=into).union(
        Reply.objects.filter(pk__in=votes.values("reply"))
    )
    return [
        (
            Thread,
            list(threads.values_list("pk", flat=True)),
            (*VOTED, "me_too_count", "watch_count"),
        ),
        (Reply, list(replies.values_list("pk", flat=True)), VOTED),
    ]


def _twice(rows: QuerySet[Any], who: str, into: Member, what: str) -> QuerySet[Any]:
    """Those of `rows` beside which `into` has one of its own on the same `what`."""
    theirs = rows.model._default_manager.filter(**{who: into, what: OuterRef(what)})
    return rows.filter(Exists(theirs), **{f"{what}__isnull": False})


def _merge_votes(member: Member, into: Member) -> None:
    """The first word stands: `into`'s, where both voted. Nobody votes on their own words."""
    both = Vote.objects.filter(voter__in=[member, into])
    both.filter(Q(thread__author=into) | Q(reply__author=into)).delete()
    theirs = Vote.objects.filter(voter=member)
    for what in ("thread", "reply"):
        _twice(theirs, "voter", into, what).delete()
    theirs.update(voter=into)


def _merge_me_toos(member: Member, into: Member) -> None:
    """Who asked is counted already."""
    MeToo.objects.filter(member__in=[member, into], thread__author=into).delete()
    theirs = MeToo.objects.filter(member=member)
    _twice(theirs, "member", into, "thread").delete()
    theirs.update(member=into)


def _merge_watches(member: Member, into: Member) -> None:
    theirs = Watch.objects.filter(member=member)
    for what in ("thread", "board"):
        _twice(theirs, "member", into, what).delete()
    theirs.update(member=into)


def _merge_flags(member: Member, into: Member) -> None:
    """Nobody flags their own words; what the company has decided on stays decided: of two flags the
    one that was right stays, whosever it is."""
    both = Flag.objects.filter(member__in=[member, into], settled_at=None)
    own = Q(thread__author=into) | Q(reply__author=into) | Q(comment__author=into)
    both.filter(own).delete()
    theirs = Flag.objects.filter(member=member)
    right = theirs.filter(is_upheld=True)
    ours = Flag.objects.filter(member=into, is_upheld=False)
    for what in ("thread", "reply", "comment"):
        ours.filter(**{f"{what}__in": right.values(what)}).delete()
        _twice(theirs, "member", into, what).delete()
    theirs.update(member=into)


def _merge_suggestions(member: Member, into: Member) -> None:
    """Open ones for one's own words, and a second one for the same post, are taken back."""
    waiting = SuggestedEdit.objects.filter(state=SuggestionState.OPEN)
    own = Q(thread__author=into) | Q(reply__author=into)
    gone = set(waiting.filter(own, by__in=[member, into]).values_list("pk", flat=True))
    theirs = waiting.filter(by=member)
    for what in ("thread", "reply"):
        ours = waiting.filter(by=into, **{what: OuterRef(what)})
        twice = theirs.filter(Exists(ours), **{f"{what}__isnull": False})
        gone |= set(twice.values_list("pk", flat=True))
    back = SuggestedEdit.objects.filter(pk__in=gone)
    for row in back:
        withdraw_event(event_of(row, "suggestion"))
    back.update(state=SuggestionState.WITHDRAWN, decided_at=timezone.now(), decided_by=into)
    SuggestedEdit.objects.filter(by=member).update(by=into)


def _merge_drafts(member: Member, into: Member) -> None:
    theirs = Draft.objects.filter(member=member)
    _twice(theirs, "member", into, "place").delete()
    theirs.update(member=into)


def moves_in_forum(member: Member) -> Iterable[tuple[Words, int]]:
    """What would become another account's, before anybody decides."""
    for name, rows in (
        (_("Threads"), Thread.objects.filter(author=member)),
        (_("Answers and replies"), Reply.objects.filter(author=member)),
        (_("Comments"), Comment.objects.filter(author=member)),
        (_("Votes"), Vote.objects.filter(voter=member)),
        (_("Me-toos"), MeToo.objects.filter(member=member)),
        (_("Watches"), Watch.objects.filter(member=member)),
        (_("Flags"), Flag.objects.filter(member=member)),
        (_("Suggested edits"), SuggestedEdit.objects.filter(by=member)),
        (_("Pictures"), Picture.objects.filter(uploader=member)),
    ):
        yield name, rows.count()

"""What members have earned, computed from the forum's rows alone: written apart from the product, so
that a test can hold the ledger to it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from forum.models import (
    Comment,
    Flag,
    Recommendation,
    Reply,
    Solution,
    SuggestedEdit,
    Thread,
    Vote,
)

ON_A_THREAD = 5


@dataclass(frozen=True)
class Gain:
    at: datetime
    source: int
    member: int
    points: int
    by_company: bool
    post: tuple[str, int]
    voter: int | None


def is_there(post: Thread | Reply) -> bool:
    thread = post.thread if isinstance(post, Reply) else post
    if post.deleted_at or thread.deleted_at:
        return False
    return thread.kind in ("question", "problem", "idea")


def votes_now() -> Iterator[tuple[Vote, Thread | Reply, str]]:
    for vote in Vote.objects.filter(pays=True).select_related("thread", "reply__thread"):
        post = vote.reply or vote.thread
        assert post is not None
        if is_there(post) and vote.voter_id != post.author_id:
            yield vote, post, "reply" if vote.reply_id else "thread"


def edits_now(most: int) -> Iterator[Gain]:
    """The first accepted edits of each member, of what is there."""
    done = Counter[int]()
    rows = SuggestedEdit.objects.filter(state="accepted").select_related("thread", "reply__thread")
    for edit in rows.order_by("decided_at", "pk"):
        if edit.by_id == edit.post.author_id or not is_there(edit.post) or done[edit.by_id] >= most:
            continue
        done[edit.by_id] += 1
        where = ("reply" if edit.reply_id else "thread", edit.post.pk)
        assert edit.decided_at is not None
        yield Gain(edit.decided_at, edit.pk, edit.by_id, 2, False, where, None)


def earned(
    day: int = 200, post: int = 100, voter: int = 30, edits: int = 500, answer: int = 10
) -> Counter[int]:
    """Points by member, both ledgers together, with so many at most from votes and edits of a UTC
    day, of one post, of one voter; so many edits of a member pay, and so much a helpful answer."""
    total, gains = Counter[int](), list[Gain]()
    for vote, on, kind in votes_now():
        if vote.value > 0:
            company, where = on.author_role != "member", (kind, on.pk)
            points = answer if kind == "reply" else ON_A_THREAD
            gains.append(
                Gain(vote.at, vote.pk, on.author_id, points, company, where, vote.voter_id)
            )
            continue
        total[on.author_id] -= 2
        if kind == "reply" and vote.voter_id:
            total[vote.voter_id] -= 1
    gains += edits_now(edits)
    for mark in Solution.objects.filter(withdrawn_at=None).exclude(reply=None):
        reply, thread = mark.reply, mark.thread
        if reply and is_there(reply) and reply.author_id != thread.author_id:
            total[reply.author_id] += 15
            total[thread.author_id] += 0 if mark.in_stead else 2
    for praise in Recommendation.objects.filter(withdrawn_at=None).select_related("reply"):
        if is_there(praise.reply) and praise.by_id != praise.reply.author_id:
            total[praise.reply.author_id] += 15
    return _plus(total, _capped(gains, day, post, voter), _upheld())


def _capped(gains: list[Gain], most: int, of_post: int, of_voter: int) -> Counter[int]:
    """What counts, in the order of the votes."""
    total, room = Counter[int](), Counter[object]()
    for gain in sorted(gains, key=lambda gain: (gain.at, gain.source)):
        day = (gain.member, gain.by_company, gain.at.astimezone(UTC).date())
        limits: list[tuple[object, int]] = [((day,), most), ((day, gain.post), of_post)]
        if gain.voter is not None:
            limits.append(((day, "voter", gain.voter), of_voter))
        counts = max(0, min(gain.points, *(limit - room[key] for key, limit in limits)))
        for key, _limit in limits:
            room[key] += counts
        total[gain.member] += counts
    return total


def _upheld() -> Counter[int]:
    total = Counter[int]()
    for model in (Thread, Reply, Comment):
        flags = Flag.objects.filter(is_upheld=True, reason__in=("spam", "harm"))
        name = str(model._meta.model_name)
        gone = model._default_manager.filter(deleted_at__isnull=False)
        for post in gone.filter(Q(pk__in=flags.values(name))):
            total[post.author_id] -= 100
    return total


def _plus(*counters: Counter[int]) -> Counter[int]:
    total = Counter[int]()
    for counter in counters:
        total.update(counter)
    return Counter({member: points for member, points in total.items() if points})

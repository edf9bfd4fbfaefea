"""The company's Recommendation: given by an ambassador, with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actions.notifications import (
    notify_many,
    restore_event,
    reword_event,
    withdraw_event,
)
from accounts.enums import NotificationKind
from accounts.models import Member
from forum.actions.moderated import lock_row
from forum.actions.points import settle_recommendation
from forum.actions.texts import event_of, source_of
from forum.models import Recommendation, Reply, Thread
from forum.permissions import check_can_recommend
from forum.queries.visibility import readers_among
from forum.signals import thread_changed


def recommend_reply(
    reply: Reply, *, by: Member, reason: str = "", at: datetime | None = None
) -> Recommendation:
    """Recommend an answer; one that stands keeps standing with the new reason. Raises Refusal."""
    at, reason = at or timezone.now(), reason.strip()[:140]
    with transaction.atomic():
        reply = lock_row(reply)
        check_can_recommend(by, reply)
        standing, created = Recommendation.objects.get_or_create(
            reply=reply, withdrawn_at=None, defaults={"by": by, "reason": reason, "at": at}
        )
        if not created:
            Recommendation.objects.filter(pk=standing.pk).update(by=by, reason=reason)
            standing.refresh_from_db()
            reword_event(_event(reply), words=reason)
        else:
            notify_many(
                readers_among(reply.thread, Member.objects.filter(pk=reply.author_id)),
                kind=NotificationKind.RECOMMENDED,
                event=_event(reply),
                actor=by,
                words=reason,
                at=at,
                **source_of(reply.thread, reply),
            )
            settle_recommendation(reply, at=at)
        thread_changed.send(Thread, thread_id=reply.thread_id)
    return standing


def withdraw_for_deletion(reply: Reply, *, by: Member, at: datetime) -> None:
    """Part of deleting a reply: its Recommendation goes with it."""
    for standing in reply.recommendations.filter(withdrawn_at=None):
        Recommendation.objects.filter(pk=standing.pk).update(withdrawn_at=at, withdrawn_by=by)
        withdraw_event(_event(reply))


def reinstate_after_undelete(reply: Reply, *, deleted_at: datetime | None, at: datetime) -> None:
    """Part of bringing a reply back: the Recommendation that its deletion took stands again."""
    taken = reply.recommendations.filter(withdrawn_at=deleted_at).last() if deleted_at else None
    if taken is not None and not reply.recommendations.filter(withdrawn_at=None).exists():
        Recommendation.objects.create(reply=reply, by=taken.by, reason=taken.reason, at=taken.at)
        restore_event(_event(reply), at=at)


def _event(reply: Reply) -> str:
    """One event for each answer, however often it is recommended: nobody is mailed of it twice."""
    return event_of(reply, "recommended")


def withdraw_recommendation(reply: Reply, *, by: Member, at: datetime | None = None) -> None:
    """Take the company's Recommendation back; without one nothing happens. Raises Refusal."""
    with transaction.atomic():
        reply = lock_row(reply)
        check_can_recommend(by, reply)
        standing = reply.recommendations.filter(withdrawn_at=None).first()
        if standing is None:
            return
        Recommendation.objects.filter(pk=standing.pk).update(
            withdrawn_at=at or timezone.now(), withdrawn_by=by
        )
        withdraw_event(_event(reply))
        settle_recommendation(reply, at=at)
        thread_changed.send(Thread, thread_id=reply.thread_id)

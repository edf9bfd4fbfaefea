"""Threads that somebody of the company wrote down for a person who asked elsewhere: where that was, and
giving the thread to that person once they are here."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum.actions.points import settle_post
from forum.actions.votes import remove_me_too, start_watching, unvote
from forum.models import Thread
from forum.signals import thread_changed


def source_line(*, network: str, handle: str, url: str, at: datetime) -> dict[str, str]:
    """What `ask_thread` takes as `asked_on`: the network's name, who asked (without the @), the
    address of the message and its time. None of its words."""
    return {"network": network, "handle": handle, "url": url, "at": at.isoformat()}


def forget_source(thread_id: int) -> bool:
    """The message is gone from its network: the thread says so, and no longer who wrote it or where it
    was. Safe to run again; returns whether something changed."""
    with transaction.atomic():
        thread = Thread.objects.select_for_update(of=("self",)).filter(pk=thread_id).first()
        if thread is None or not thread.asked_on or thread.asked_on.get("gone"):
            return False
        kept = {
            name: thread.asked_on[name] for name in ("network", "handed") if name in thread.asked_on
        }
        Thread.objects.filter(pk=thread_id).update(asked_on={**kept, "gone": "1"})
    return True


def hand_thread(thread: Thread, *, to: Member, at: datetime | None = None) -> None:
    """The person who asked elsewhere is here: the thread is theirs from now on, and may be accepted by
    them. A vote that they had given it goes, because nobody votes for their own."""
    at = at or timezone.now()
    with transaction.atomic():
        found = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
        if not found.is_for_another:
            return
        unvote(found, by=to)
        remove_me_too(found, by=to)
        Thread.objects.filter(pk=found.pk).update(
            author=to, author_role=to.role, asked_on={**found.asked_on, "handed": "1"}
        )
        found.refresh_from_db()
        start_watching(found, to, at=at)
        settle_post(found, at=at)
        thread_changed.send(Thread, thread_id=found.pk)

"""Rings the room's own tasks by name after commit, so that actions never import tasks."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)


def ring_notifications() -> None:
    """Mail is waiting."""
    ring_after_commit("accounts.deliver_notifications")


def ring_invitations() -> None:
    """An invitation waits to be mailed."""
    ring_after_commit("accounts.send_invitations")


def ring_after_commit(task: str) -> None:
    """Send `task` when the transaction commits. A broker that is away is no reason to fail,
    because beat rings every bell again."""
    transaction.on_commit(partial(_ring, task))


def _ring(task: str) -> None:
    try:
        current_app.send_task(task, ignore_result=True, retry=False)
    except Exception:
        log.warning("the bell %s did not ring; beat will", task, exc_info=True)

"""Celery entry points: thin, idempotent."""

from celery import shared_task

from accounts.actions.deliveries import deliver_due
from accounts.actions.faces import sweep_faces as sweep_lost_faces


@shared_task(name="accounts.deliver_notifications")
def deliver_notifications() -> int:
    """Send the mails that are due."""
    return deliver_due()


@shared_task(name="accounts.sweep_faces")
def sweep_faces() -> int:
    """Remove files of faces that nobody has."""
    return sweep_lost_faces()

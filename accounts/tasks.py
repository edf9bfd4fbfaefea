"""Celery entry points: thin, idempotent."""

from celery import shared_task

from accounts.actions.deliveries import deliver_due


@shared_task(name="accounts.deliver_notifications")
def deliver_notifications() -> int:
    """Send the mails that are due."""
    return deliver_due()

"""Celery entry points: thin, idempotent."""

from celery import shared_task

from accounts.actions.deliveries import deliver_due
from accounts.actions.faces import sweep_faces as sweep_lost_faces
from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.invitations import forget_old_invitations


@shared_task(name="accounts.deliver_notifications")
def deliver_notifications() -> int:
    """Send the mails that are due."""
    return deliver_due()


@shared_task(name="accounts.send_invitations")
def send_invitations() -> int:
    """Mail the invitations that wait."""
    return send_invitations_due()


@shared_task(name="accounts.forget_old_invitations")
def forget_invitations() -> int:
    """Let go of addresses that were invited long ago."""
    return forget_old_invitations()


@shared_task(name="accounts.sweep_faces")
def sweep_faces() -> int:
    """Remove files of faces that nobody has."""
    return sweep_lost_faces()

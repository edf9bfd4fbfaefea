"""Celery entry points: thin, idempotent, rung by beat."""

from celery import shared_task

from reputation.actions.nominations import lapse_invitations, open_renewals
from reputation.actions.terms import end_due_terms


@shared_task(name="reputation.end_terms")
def end_terms() -> int:
    """End the terms that are over, and close invitations that nobody answered."""
    return end_due_terms() + lapse_invitations()


@shared_task(name="reputation.review_renewals")
def review_renewals() -> int:
    """Have terms reviewed that end soon."""
    return open_renewals()

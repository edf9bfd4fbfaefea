"""Celery entry points: thin, idempotent, rung by beat."""

from celery import shared_task

from reputation.actions.fold import fold as fold_all
from reputation.actions.fold import forget_old_periods
from reputation.actions.honours import renew_by_time
from reputation.actions.nominations import lapse_invitations, open_renewals
from reputation.actions.rings import run_ring_check
from reputation.actions.terms import end_due_terms
from reputation.actions.traces import forget_old_traces


@shared_task(name="reputation.fold")
def fold() -> int:
    """Count into leaderboards, ranks and badges what was written since."""
    return fold_all()


@shared_task(name="reputation.renew")
def renew() -> int:
    """Every night: ranks whose windows moved on, and leaderboards that are too old to keep."""
    forget_old_periods()
    return renew_by_time()


@shared_task(name="reputation.check_rings")
def check_rings() -> int:
    """Search for votes that were not independent."""
    return run_ring_check().pairs


@shared_task(name="reputation.forget_traces")
def forget_traces() -> int:
    """Let go of old digests."""
    return forget_old_traces()


@shared_task(name="reputation.end_terms")
def end_terms() -> int:
    """End the terms that are over, and close invitations that nobody answered."""
    return end_due_terms() + lapse_invitations()


@shared_task(name="reputation.review_renewals")
def review_renewals() -> int:
    """Have terms reviewed that end soon."""
    return open_renewals()

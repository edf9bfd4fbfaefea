"""Celery entry points: thin, idempotent."""

from celery import shared_task

from reputation.actions.rings import run_ring_check
from reputation.actions.traces import forget_old_traces


@shared_task(name="reputation.check_rings")
def check_rings() -> int:
    """Search for votes that were not independent."""
    return run_ring_check().pairs


@shared_task(name="reputation.forget_traces")
def forget_traces() -> int:
    """Let go of old digests."""
    return forget_old_traces()

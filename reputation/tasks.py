"""Celery entry points: thin, idempotent, rung by beat."""

from celery import shared_task

from reputation.actions.fold import fold as fold_all
from reputation.actions.fold import forget_old_periods
from reputation.actions.honours import renew_by_time


@shared_task(name="reputation.fold")
def fold() -> int:
    """Count into leaderboards, ranks and badges what was written since."""
    return fold_all()


@shared_task(name="reputation.renew")
def renew() -> int:
    """Every night: ranks whose windows moved on, and leaderboards that are too old to keep."""
    forget_old_periods()
    return renew_by_time()

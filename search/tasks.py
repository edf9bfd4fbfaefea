"""Celery entry points: thin, idempotent, rung by bells and by beat."""

from celery import shared_task

from search.engines import engine
from search.indexing import drain as drain_all
from search.rebuilding import rebuild


@shared_task(name="search.drain")
def drain() -> int:
    """Index what waits."""
    return drain_all()


@shared_task(name="search.sweep")
def sweep() -> int:
    """Index what no bell was heard of; where there is no index yet, build one."""
    if not engine().answers():
        return rebuild()
    return drain_all()

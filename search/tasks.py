"""Celery entry points: thin, idempotent, rung by bells and by beat."""

from celery import shared_task

from search.actions.learning import forget_old
from search.engines import engine
from search.indexing import drain as drain_all
from search.rebuilding import Busy, rebuild
from search.relating import relate_what_waits


@shared_task(name="search.drain")
def drain() -> int:
    """Index what waits."""
    return drain_all()


@shared_task(name="search.sweep")
def sweep() -> int:
    """Index what no bell was heard of; where there is no index yet, build one. A build may outlast
    the next bell: the first goes on alone."""
    if engine().answers():
        return drain_all()
    try:
        return rebuild()
    except Busy:
        return 0


@shared_task(name="search.relate")
def relate() -> int:
    """Work out what stands beside threads that changed."""
    done = 0
    while number := relate_what_waits():
        done += number
    return done


@shared_task(name="search.forget")
def forget() -> int:
    """Let go of old searches and offers."""
    return forget_old()

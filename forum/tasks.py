"""Celery entry points: thin, idempotent, rung by beat."""

from celery import shared_task

from forum.actions.asking import sweep_waiting
from forum.actions.drafts import sweep_drafts as sweep_old
from forum.actions.pictures import sweep_pictures as sweep_unused
from forum.actions.reminders import remind_askers as remind_due


@shared_task(name="forum.sweep_waiting_questions")
def sweep_waiting_questions() -> int:
    """Forget questions whose address nobody proved."""
    return sweep_waiting()


@shared_task(name="forum.sweep_drafts")
def sweep_drafts() -> int:
    """Delete drafts that rested long, and those thrown away."""
    return sweep_old()


@shared_task(name="forum.remind_askers")
def remind_askers() -> int:
    """Remind askers once to say whether it was solved."""
    return remind_due()


@shared_task(name="forum.sweep_pictures")
def sweep_pictures() -> int:
    """Remove pictures that no text shows."""
    return sweep_unused()

"""Celery entry points that belong to no room: thin, idempotent."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task(name="config.sweep_sessions")
def sweep_sessions() -> None:
    """Remove sessions that have run out: every visitor who began to sign in or to ask left one."""
    SessionStore.clear_expired()

"""Celery entry points: thin, idempotent, rung by beat."""

from celery import shared_task
from django.core.management import call_command

from blog.actions import settle_posts


@shared_task(name="blog.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what was approved for an hour that has come, and take off the pages what has had its
    time. What Wagtail's command has done it does not do again."""
    call_command("publish_scheduled")


@shared_task(name="blog.settle")
def settle() -> int:
    """Settle what was published without anybody noticing: a process was killed in between."""
    return settle_posts()

"""Celery's way into the help blog: every task may run twice, or late."""

from celery import shared_task
from django.core.management import call_command

from blog import actions
from blog.actions.checks import look_at_calendar, look_at_threads
from blog.actions.feedback import forget_visitors
from blog.actions.links import look_at_links
from blog.actions.moves import settle_moves

# The next bell goes on where this many batches were not enough.
MOST_ROUNDS = 100


@shared_task(name="blog.publish_scheduled")
def publish_scheduled() -> None:
    """Publish what is due, and take off what has expired; Wagtail knows which."""
    call_command("publish_scheduled", verbosity=0)


@shared_task(name="blog.settle")
def settle() -> int:
    """What was published, moved or closed to readers, and nobody settled."""
    done = 0
    for _round in range(MOST_ROUNDS):
        some = settle_moves() + actions.settle_posts()
        done += some
        if not some:
            break
    return done


@shared_task(name="blog.look_at_threads")
def threads() -> int:
    """What changed threads mean to the how-tos made of them."""
    return look_at_threads()


@shared_task(name="blog.look_at_calendar")
def calendar() -> int:
    """Days of review, newer versions, readers who are helped less."""
    return look_at_calendar()


@shared_task(name="blog.look_at_links")
def links() -> int:
    """Whether links still lead somewhere."""
    return look_at_links()


@shared_task(name="blog.forget_visitors")
def visitors() -> int:
    """Who said what, a day later."""
    return forget_visitors()

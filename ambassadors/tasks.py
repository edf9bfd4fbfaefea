"""Celery entry points: thin, idempotent, rung by bells and by beat."""

from celery import shared_task

from ambassadors.actions.compliance import bury_expired, bury_waiting
from ambassadors.actions.handoffs import warn_of_late_hand_offs
from ambassadors.actions.late import warn_of_late
from ambassadors.actions.listening import listen_everywhere, look_again
from ambassadors.actions.posts import count_reposts
from ambassadors.actions.private import forget_old
from ambassadors.actions.routing import route_waiting
from ambassadors.actions.samples import draw_sample
from ambassadors.actions.scoring import score_waiting
from ambassadors.actions.sending import send_due
from ambassadors.actions.threads import bring_unanswered
from ambassadors.actions.voice import tell_voice


@shared_task(name="ambassadors.listen")
def listen() -> int:
    """Ask the networks what is new."""
    return listen_everywhere()


@shared_task(name="ambassadors.sample")
def sample() -> int:
    """Draw the week's sample of what rules ignored, and tell of what customers said."""
    return draw_sample() + tell_voice()


@shared_task(name="ambassadors.score")
def score() -> int:
    """Score what has no score."""
    done = 0
    while number := score_waiting():
        done += number
    route_waiting()
    return done


@shared_task(name="ambassadors.route")
def route() -> int:
    """Give what waits to somebody who is here."""
    return route_waiting()


@shared_task(name="ambassadors.warn")
def warn() -> int:
    """Tell of what is nearly due, and of what is late."""
    return warn_of_late() + warn_of_late_hand_offs()


@shared_task(name="ambassadors.send")
def send() -> int:
    """Send what waits."""
    return send_due()


@shared_task(name="ambassadors.bury")
def bury() -> int:
    """Take off what is gone from its network."""
    done = 0
    while number := bury_waiting():
        done += number
    return done


@shared_task(name="ambassadors.look_again")
def look() -> int:
    """Whether what is shown still stands on its network, and is not older than it may be; and how often
    our own posts were passed on."""
    return look_again() + bury_expired() + forget_old() + count_reposts()


@shared_task(name="ambassadors.bring_threads")
def bring_threads() -> int:
    """Bring threads to the desk that nobody answered in time."""
    return bring_unanswered()

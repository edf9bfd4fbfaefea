"""A process that dies (kill -9) at a chosen step of telling members: `python -m tests.accounts.dying
STEP`, on the database and the mail folder of DATA_DIR. Without a step it lives, and does all of it
twice."""

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

MEMBERS = ("noor", "tomasz")
STEPS = {
    "tell": ["rows written", "deliveries written", "committed", "bell rung"],
    "send": ["claimed", "asked", "composed", "sent", "settled"],
}


def main(step: str) -> None:
    """Tell two members of one event, and send what is due."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    from django.utils import timezone

    from accounts import actions, providers
    from accounts.models import Member

    providers.register_may_still_see("test", lambda _member, ids: set(ids))
    die_at(step)
    # Each time long after the rest of a sender that died.
    for day in (1,) if step else (2, 3):
        tell(list(Member.objects.filter(username__in=MEMBERS)))
        actions.deliver_due(at=timezone.now() + timedelta(days=day))


def tell(people: list[Any]) -> None:
    """Whoever acts again after a crash does the same act: the event is the same."""
    from accounts.actions.notifications import notify_many

    notify_many(
        people,
        kind="reply",
        event="reply:1",
        source_kind="test",
        source_id=1,
        actor=None,
        title="Pump hums",
        words="It still does.",
        url="/t/1/",
    )


def die_at(step: str) -> None:
    """Put a kill -9 behind (or before) one function of the way."""
    from django.core.mail import EmailMultiAlternatives

    from accounts import bells, mail
    from accounts.actions import deliveries, notifications
    from accounts.models import Notification

    after: dict[str, tuple[Any, str]] = {
        "rows written": (Notification.objects, "bulk_create"),
        "deliveries written": (notifications, "_write"),
        "bell rung": (bells, "_ring"),
        "claimed": (deliveries, "_claim"),
        "asked": (deliveries, "_to_be_sent"),
        "composed": (mail, "of_deliveries"),
        "sent": (EmailMultiAlternatives, "send"),
    }
    if step == "committed":
        bells._ring = lambda task: die()
    elif step == "settled":
        kept = deliveries._settle

        def settle(rows: Any, *args: Any, **more: Any) -> None:
            kept(rows, *args, **more)
            if rows:
                die()

        deliveries._settle = settle
    elif step:
        owner, name = after[step]
        setattr(owner, name, then_die(getattr(owner, name)))


def then_die(function: Callable[..., Any]) -> Callable[..., Any]:
    def dying(*args: Any, **more: Any) -> None:
        function(*args, **more)
        die()

    return dying


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])

"""A community whose members are told things, in the DATA_DIR of a stack under test.

`python -m tests.config.telling prepare` makes a thread with watchers and people who answer, and
prints where and as whom to answer; `… count` prints what became of it. Both answer in JSON.
"""

import json
import os
import re
import sys
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import django

WATCHERS, WRITERS = 5, 100


def prepare() -> dict[str, Any]:
    """Noor asks, five watch, and a hundred may answer: each with a session of their own."""
    from django.conf import settings
    from django.test import Client

    from accounts.actions import trust_email
    from accounts.models import Member
    from accounts.versions import bump
    from forum.actions.threads import ask_thread
    from forum.actions.votes import watch_thread
    from forum.models import Board, Section

    def member(name: str) -> Member:
        made = Member.objects.create_user(name, f"{name}@example.org", None, display_name=name)
        trust_email(made)
        return made

    section = Section.objects.create(slug="s", name="Section")
    board = Board.objects.create(section=section, slug="b", name="Board", icon="people")
    bump("boards")
    thread = ask_thread(
        board, by=member("noor"), kind="question", title="Pump hums", source="It hums."
    )
    for n in range(WATCHERS):
        watch_thread(thread, by=member(f"watcher-{n}"))
    sessions = []
    for n in range(WRITERS):
        client = Client()
        client.force_login(member(f"writer-{n}"), backend="accounts.backends.MemberBackend")
        sessions.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return {"path": f"/t/{thread.pk}/reply/", "sessions": sessions}


def count() -> dict[str, Any]:
    """How many answers there are, and what is wrong with how they were told."""
    from django.conf import settings

    from accounts.enums import DeliveryState, NotificationKind
    from accounts.models import Delivery, Member, Notification
    from forum.models import Reply
    from search.engines import engine
    from search.models import Outbox
    from search.models import Source as IndexSource
    from search.rebuilding import differences

    mails = Counter(
        re.findall(r"(?m)^Message-ID: <(.*)@", file.read_text())[0]
        for file in Path(settings.EMAIL_FILE_PATH).glob("*.log")
    )
    told = Counter(Notification.objects.values_list("event", "member_id"))
    replies = list(Reply.objects.values_list("pk", flat=True))
    must_hear = Member.objects.filter(username__regex="^(noor|watcher-.*)$")
    wanted = {
        (f"reply:{pk}", member)
        for pk, member in product(replies, must_hear.values_list("pk", flat=True))
    }
    sent = {
        f"notification-{pk}"
        for pk in Delivery.objects.filter(state=DeliveryState.SENT).values_list(
            "notification_id", flat=True
        )
    }
    return {
        "replies": len(replies),
        "waiting": Delivery.objects.filter(state=DeliveryState.WAITING).count()
        + Outbox.objects.filter(source=IndexSource.THREAD).count(),
        "index differs": len(list(differences())) if engine().answers() else 1,
        "not told": len(wanted - set(told)),
        "told twice": sum(n > 1 for n in told.values()),
        # Badges are heard of in the inbox alone, unless a member chose otherwise.
        "without an outbox row": Notification.objects.filter(deliveries=None)
        .exclude(kind=NotificationKind.BADGE)
        .count(),
        "noted as sent, no mail": len(sent - set(mails)),
        "mail, not noted": len(set(mails) - sent),
        "mailed twice": sum(n > 1 for n in mails.values()),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    sys.stdout.write(json.dumps({"prepare": prepare, "count": count}[sys.argv[1]]()) + "\n")

"""Whoever asked or watches hears where a thread stands: once per change, and only who may see it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from accounts.actions import deliver_due
from accounts.models import Delivery, Member, Notification
from forum.actions.threads import ask_thread, set_state
from forum.actions.votes import unwatch_thread, watch_thread
from forum.models import Board, Thread
from tests.forum.solving import DAY, T0

Ask = Callable[..., Thread]


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="state").order_by("pk")
    return list(rows.values_list("member__username", "words"))


@pytest.mark.parametrize(
    ("kind", "state", "words"),
    (
        ("question", "needs_info", "Needs more detail. Because."),
        ("problem", "confirmed", "Confirmed. Because."),
        ("problem", "in_progress", "Fix in progress. Because."),
        ("problem", "wont_fix", "Will not be fixed. Because."),
        ("idea", "planned", "Planned. Because."),
        ("idea", "shipped", "Shipped. Because."),
        ("idea", "declined", "Declined. Because."),
        ("idea", "considering", ""),
        ("problem", "fixed", ""),
    ),
)
def test_who_is_told(
    ask: Ask, noor: Member, sasha: Member, maren: Member, kind: str, state: str, words: str
) -> None:
    """The asker also when they stopped watching."""
    thread = ask(kind=kind)
    unwatch_thread(thread, by=noor)
    watch_thread(thread, by=sasha)
    for _ in range(2):
        set_state(thread, by=maren, state=state, note="Because.")
    right = [("noor", words), ("sasha", words)] if words else []
    assert sorted(told()) == right


def test_each_change_is_told(ask: Ask, maren: Member) -> None:
    problem = ask(kind="problem")
    for n, state in enumerate(("confirmed", "reported", "confirmed")):
        set_state(problem, by=maren, state=state, at=T0 + n * DAY)
    assert told() == [("noor", "Confirmed.")] * 2


def test_who_says_it_is_not_told(board: Board, maren: Member) -> None:
    words: dict[str, Any] = {"kind": "idea", "title": "A dial", "source": "Please."}
    set_state(ask_thread(board, by=maren, **words), by=maren, state="planned")
    assert told() == []


def test_who_left_the_group_is_not_told(
    closed_board: Board, partners: Group, noor: Member, maren: Member
) -> None:
    noor.groups.add(partners)
    words: dict[str, Any] = {"kind": "idea", "title": "A dial", "source": "Please."}
    thread = ask_thread(closed_board, by=noor, **words)
    noor.groups.clear()
    set_state(thread, by=maren, state="planned")
    assert told() == []


def test_the_mail_says_it(ask: Ask, maren: Member) -> None:
    thread = ask(kind="idea", title="A dial")
    set_state(thread, by=maren, state="planned", note="In spring.")
    deliver_due(at=Delivery.objects.latest("pk").next_try_at + timedelta(seconds=1))
    message = mail.outbox[-1]
    assert message.subject.startswith("Maren Jost says where this stands")
    assert "> Planned. In spring." in message.body
    assert thread.get_absolute_url() in message.body

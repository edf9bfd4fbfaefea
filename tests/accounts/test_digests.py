"""Digests: one mail for many things, once, at the member's own hour."""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts import providers
from accounts.actions import deliver_due
from accounts.actions.members import unsubscribe
from accounts.actions.notifications import notify, withdraw_event
from accounts.channels import channel_of, due_at
from accounts.enums import Channel
from accounts.models import Delivery, Member

# A Wednesday.
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)  # seven o'clock in Berlin
FRIDAY = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hidden(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Sources of the tests; those in the set may be seen no longer."""
    out: set[int] = set()

    def seen(_member: Member, ids: Collection[int]) -> set[int]:
        return set(ids) - out

    monkeypatch.setitem(providers._may_still_see, "test", seen)
    yield out


@pytest.fixture
def reader(noor: Member) -> Member:
    noor.time_zone = "Europe/Berlin"
    noor.channels = {"reply": "daily", "solved": "weekly"}
    noor.save()
    return noor


def tell(member: Member, number: int, *, kind: str = "reply", source: int = 1) -> None:
    notify(
        member,
        kind=kind,
        event=f"{kind}:{number}",
        source_kind="test",
        source_id=source,
        actor=None,
        title=f"Thread {source}",
        words=f"Words {number}",
        url=f"/t/{source}/",
        at=NOW,
    )


def test_digest_not_before_its_hour(reader: Member) -> None:
    tell(reader, 1)
    assert deliver_due(at=MORNING - timedelta(seconds=1)) == 0
    assert deliver_due(at=MORNING) == 1


def test_digest_never_of_what_may_not_be_seen(reader: Member, hidden: set[int]) -> None:
    tell(reader, 1, source=1)
    tell(reader, 2, source=2)
    hidden.add(2)
    assert deliver_due(at=MORNING) == 1
    assert "Words 1" in mail.outbox[0].body and "Words 2" not in mail.outbox[0].body
    hidden.add(1)
    tell(reader, 3, source=1)
    assert deliver_due(at=MORNING + timedelta(days=1)) == 0


def test_digest_arrives_once_with_everything(reader: Member) -> None:
    for number in range(3):
        tell(reader, number, source=number % 2 + 1)
    assert [deliver_due(at=MORNING), deliver_due(at=MORNING)] == [1, 0]
    message = mail.outbox[0]
    assert [f"Words {number}" in message.body for number in range(3)] == [True] * 3
    assert message.body.count("Thread 1\n") == 1
    assert message.subject == "Thread 1, and 2 threads in all"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_digest_weekly_comes_on_friday_apart_from_the_daily_one(reader: Member) -> None:
    tell(reader, 1)
    tell(reader, 2, kind="solved")
    assert deliver_due(at=MORNING) == 1
    assert deliver_due(at=FRIDAY) == 1
    assert ["Words 1" in mail.outbox[0].body, "Words 2" in mail.outbox[1].body] == [True, True]
    ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(set(ids)) == 2


def test_digest_killed_before_it_was_noted_comes_with_the_same_message_id(
    reader: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.actions import deliveries

    tell(reader, 1)
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "_settle", lambda *_args, **_more: None)
        deliver_due(at=MORNING)
    assert deliver_due(at=MORNING + timedelta(minutes=1)) == 0
    assert deliver_due(at=MORNING + timedelta(minutes=3)) == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_digest_not_after_it_was_switched_off(reader: Member) -> None:
    tell(reader, 1)
    Member.objects.update(channels={"reply": "off"})
    assert deliver_due(at=MORNING) == 0


@pytest.mark.django_db(transaction=True)
def test_digest_fifty_senders_at_once_send_one(reader: Member) -> None:
    for number in range(4):
        tell(reader, number)

    def run(_number: int) -> int:
        try:
            return deliver_due(at=MORNING)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=50) as pool:
        assert sum(pool.map(run, range(50))) == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("zone", "channel", "due"),
    [
        ("UTC", Channel.NOW, NOW),
        ("UTC", Channel.DAILY, datetime(2026, 11, 26, 7, 0, tzinfo=UTC)),
        ("Pacific/Auckland", Channel.DAILY, datetime(2026, 11, 25, 18, 0, tzinfo=UTC)),
        ("Europe/Berlin", Channel.WEEKLY, FRIDAY),
        ("no such zone", Channel.WEEKLY, datetime(2026, 11, 27, 7, 0, tzinfo=UTC)),
    ],
)
def test_due_at(noor: Member, zone: str, channel: Channel, due: datetime) -> None:
    noor.time_zone = zone
    assert due_at(noor, channel, NOW) == due


def test_due_at_keeps_the_hour_when_clocks_change(noor: Member) -> None:
    noor.time_zone = "Europe/Berlin"
    before = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)  # summer time ends in the night
    assert due_at(noor, Channel.DAILY, before) == datetime(2026, 10, 25, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wants_mail", "channels", "kind", "expected"),
    [
        (False, {"reply": "now"}, "reply", Channel.OFF),
        (True, {"reply": "nonsense"}, "reply", Channel.NOW),
        (True, {}, "new_thread", Channel.DAILY),
        (True, {"new_thread": "now"}, "new_thread", Channel.NOW),
    ],
)
def test_channel_of(
    noor: Member, wants_mail: bool, channels: dict[str, str], kind: str, expected: Channel
) -> None:
    noor.wants_mail, noor.channels = wants_mail, channels
    assert channel_of(noor, kind) == expected


def test_digest_of_what_was_taken_back_and_done_again_keeps_its_day(reader: Member) -> None:
    tell(reader, 1)
    withdraw_event("reply:1")
    tell(reader, 1)
    assert [deliver_due(at=NOW), deliver_due(at=MORNING)] == [0, 1]


def test_digest_unsubscribed_takes_what_waits_with_it(reader: Member) -> None:
    tell(reader, 1)
    reader.channels = {"reply": "now"}
    reader.save()
    unsubscribe(reader, what="daily")
    assert deliver_due(at=MORNING) == 0

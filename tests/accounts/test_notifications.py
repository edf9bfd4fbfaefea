"""Telling members: once each, only what they may still see, whatever is killed or away."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import bells, providers
from accounts.actions import deliver_due, notify, notify_many
from accounts.actions.notifications import restore_event, reword_event, withdraw_event
from accounts.enums import NotificationKind
from accounts.models import Delivery, Member, Notification
from forum.models import Board, Thread
from tests.conftest import CANARY, make_member


@pytest.fixture(autouse=True)
def _one_source(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, bool]]:
    """A source kind of the tests: even ids may be seen, odd ones not."""
    monkeypatch.setitem(
        providers._may_still_see, "test", lambda _member, ids: {pk for pk in ids if pk % 2 == 0}
    )
    yield {}


def tell(member: Member, **more: Any) -> int:
    words = {
        "kind": "reply",
        "event": "reply:1",
        "source_kind": "test",
        "source_id": 2,
        "actor": None,
        "title": "Hub says waiting",
        "words": "Set it to two-wire.",
        "url": "/t/1/hub/",
    }
    return notify(member, **{**words, **more})


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_notify_passes_over_the_actor_and_who_cannot_sign_in(noor: Member) -> None:
    assert tell(noor, actor=noor) == 0
    assert tell(make_member("gone", is_active=False)) == 0
    imported = Member.objects.create_user("old-author", None, None, imported_from="sumo")
    assert tell(imported) == 0
    assert (Notification.objects.count(), Delivery.objects.count()) == (0, 0)


def test_notify_without_mail_has_the_inbox(noor: Member) -> None:
    wishes: list[dict[str, Any]] = [{"wants_mail": False}, {"channels": {"reply": "off"}}]
    for number, more in enumerate(wishes):
        assert tell(make_member(f"m{number}", **more)) == 1
    assert (Notification.objects.count(), Delivery.objects.count()) == (2, 0)


def test_notify_once_per_member_kind_and_event(noor: Member, tomasz: Member) -> None:
    for _ in range(2):
        notify_many(
            [noor, tomasz],
            kind="reply",
            event="reply:1",
            source_kind="test",
            source_id=2,
            actor=None,
            title="x" * 300,
            words="y" * 900,
            url="/t/1/",
        )
    tell(noor, kind="solved")
    tell(noor, event="reply:2")
    assert (Notification.objects.count(), Delivery.objects.count()) == (4, 4)
    assert deliver_due() == 4
    assert deliver_due() == 0
    assert len(mail.outbox) == 4


def test_deliver_due_asks_again_whether_they_may_see(noor: Member) -> None:
    tell(noor, source_id=1)
    tell(noor, event="reply:2", source_kind="unheard-of")
    assert (deliver_due(), len(mail.outbox), states()) == (0, 0, ["dropped", "dropped"])


def test_deliver_due_after_leaving_a_closed_board(
    ask: Callable[..., Thread], closed_board: Board, noor: Member, sasha: Member
) -> None:
    group = closed_board.groups.get()
    for member in (noor, sasha):
        member.groups.add(group)
    thread = ask(board=closed_board, by=Member.objects.get(pk=noor.pk), title=f"About {CANARY}")
    Notification.objects.all().delete()
    told = {"source_kind": "thread", "source_id": thread.pk, "title": thread.title}
    for member in (noor, sasha):
        tell(member, **told)
    sasha.groups.remove(group)
    assert deliver_due() == 1
    assert [message.to for message in mail.outbox] == [[noor.email]]


def test_deliver_due_after_opting_out(noor: Member) -> None:
    tell(noor)
    Member.objects.update(wants_mail=False)
    assert (deliver_due(), states()) == (0, ["dropped"])


def test_deliver_due_not_before_its_time(noor: Member) -> None:
    later = timezone.now() + timedelta(hours=1)
    tell(noor, at=later)
    assert (deliver_due(), deliver_due(at=later)) == (0, 1)


def test_deliver_due_a_dead_mail_server_is_asked_less_and_less(
    noor: Member, tomasz: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def refuse(self: EmailBackend, messages: list[Any]) -> int:
        calls.append(messages[0].to)
        raise OSError("no mail server")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tell(noor)
    at, tried = timezone.now(), []
    for _ in range(12):
        deliver_due(at=at)
        tried.append(len(calls))
        at = max(at, Delivery.objects.get().next_try_at)
    assert (tried, states()) == ([1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8], ["dropped"])


def test_deliver_due_one_poisoned_row_stops_nobody(
    noor: Member, tomasz: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = EmailBackend.send_messages

    def pick(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == [noor.email]:
            raise ValueError("poison")
        return plain(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", pick)
    tell(noor)
    tell(tomasz)
    assert (deliver_due(), states()) == (1, ["waiting", "sent"])


def test_a_killed_senders_row_comes_back_with_the_same_message_id(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.actions import deliveries

    tell(noor)
    monkeypatch.setattr(deliveries, "_settle", lambda *_args, **_more: None)
    deliver_due()
    monkeypatch.undo()
    monkeypatch.setitem(providers._may_still_see, "test", lambda _member, ids: ids)
    assert deliver_due() == 0
    assert deliver_due(at=timezone.now() + timedelta(minutes=3)) == 1
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1


def test_a_broker_that_is_away_fails_no_request(
    noor: Member, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(*_args: Any, **_more: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(bells.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True) as rung:
        tell(noor)
    assert (len(rung), states()) == (1, ["waiting"])


def test_nothing_is_told_when_the_transaction_fails(noor: Member) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(noor)
        raise RuntimeError
    assert Notification.objects.count() == 0


def test_the_mail_is_inert(noor: Member) -> None:
    evil = make_member("evil", display_name='http://evil.tld "><script>x</script>')
    tell(noor, actor=evil, title="https://evil.tld <b>now</b>", words="Go to www.evil.tld <i>")
    deliver_due()
    message: Any = mail.outbox[0]
    html = str(message.alternatives[0][0])
    for text in (message.subject, message.body, html):
        assert "evil.tld" not in text
    assert "<script" not in html and "<b>now" not in html and "&lt;b&gt;now" in html
    assert "\n" not in message.subject and message.subject.endswith(": evil tld <b>now</b>")
    assert (message.to, message.cc, message.bcc) == ([noor.email], [], [])
    assert html.count("<style>") == 1 and ".mail {" in html and " style=" not in html
    assert "http://localhost:8000/t/1/hub/" in message.body


@pytest.mark.parametrize(
    "kind",
    [
        "answer",
        "reply",
        "new_thread",
        "name_call",
        "solved",
        "your_answer",
        "confirmed",
        "recommended",
        "state",
        "moderated",
        "votes",
        "edit_suggested",
        "edited",
        "edit_decided",
        "programme",
        "review_wanted",
        "post_comment",
        "post_decided",
        "remind_solved",
    ],
)
def test_every_kind_says_what_happened(noor: Member, tomasz: Member, kind: str) -> None:
    noor.channels = {kind: "now"}
    noor.save()
    tell(noor, kind=kind, actor=tomasz)
    deliver_due()
    subject = mail.outbox[0].subject
    assert subject.endswith(": Hub says waiting") and "Something happened" not in subject
    assert " :" not in subject
    asks = "Did it solve it?" in str(mail.outbox[0].body)
    assert asks == (kind == "answer")


@pytest.mark.parametrize("kind", NotificationKind.values)
def test_no_line_of_the_inbox_says_only_that_something_happened(
    noor: Member, tomasz: Member, kind: str
) -> None:
    tell(noor, kind=kind, actor=tomasz)
    client = Client()
    client.force_login(noor)
    page = client.get("/inbox/").content.decode()
    assert ("news__open" in page, "Something happened" in page) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_deliver_due_fifty_at_once_send_each_once(noor: Member, tomasz: Member) -> None:
    for number in range(5):
        tell(noor, event=f"reply:{number}")

    def run(_number: int) -> int:
        try:
            return deliver_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=50) as pool:
        assert sum(pool.map(run, range(50))) == 5
    assert (len(mail.outbox), states()) == (5, ["sent"] * 5)


def test_notify_again_after_it_was_withdrawn(noor: Member) -> None:
    """Undone before the mail went out, then done again: told once. Undone afterwards: never twice."""
    tell(noor, event="solution:1")
    withdraw_event("solution:1")
    assert (deliver_due(), states()) == (0, ["undone"])
    tell(noor, event="solution:1")
    assert (deliver_due(), states()) == (1, ["sent"])
    withdraw_event("solution:1")
    assert Notification.objects.get().withdrawn_at is not None
    tell(noor, event="solution:1")
    assert Notification.objects.get().withdrawn_at is None
    assert (deliver_due(), states(), len(mail.outbox)) == (0, ["sent"], 1)


def test_notify_with_a_delay_shows_at_once_and_mails_later(noor: Member) -> None:
    now = timezone.now()
    tell(noor, at=now, delay=timedelta(minutes=2))
    assert Notification.objects.get().created_at == now
    assert (deliver_due(at=now), deliver_due(at=now + timedelta(minutes=2))) == (0, 1)


def test_what_is_taken_back_while_it_is_sent_is_not_sent_again(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = EmailBackend.send_messages

    def late(self: EmailBackend, messages: Any) -> int:
        withdraw_event("solution:1")
        return plain(self, messages)

    tell(noor, event="solution:1")
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", late)
        assert deliver_due() == 1
    assert states() == ["sent"]
    tell(noor, event="solution:1")
    assert (deliver_due(at=timezone.now() + timedelta(days=9)), len(mail.outbox)) == (0, 1)


def test_another_channel_sends_no_second_mail(noor: Member) -> None:
    tell(noor, event="solution:1")
    deliver_due()
    withdraw_event("solution:1")
    noor.channels = {"reply": "daily"}
    noor.save()
    tell(noor, event="solution:1")
    assert (deliver_due(at=timezone.now() + timedelta(days=9)), len(mail.outbox)) == (0, 1)


def test_restore_event_brings_back_line_and_mail(noor: Member) -> None:
    tell(noor)
    withdraw_event("reply:1")
    restore_event("reply:1")
    assert Notification.objects.get().withdrawn_at is None
    assert (deliver_due(), len(mail.outbox)) == (1, 1)


def test_reword_event_is_what_the_mail_quotes(noor: Member) -> None:
    tell(noor, words="Ring me at 555 0100")
    reword_event("reply:1", words="Set it to two-wire.")
    deliver_due()
    assert "555" not in mail.outbox[0].body and "two-wire" in mail.outbox[0].body

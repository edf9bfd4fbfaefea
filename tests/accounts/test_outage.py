"""What is away for a while loses no mail: the mail server, and who says what may be seen."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accounts import providers
from accounts.actions import deliver_due, notify
from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.invitations import invite
from accounts.models import Delivery, Invitation, Member, Notification
from forum.models import Board

Outage = Callable[[], None]
DAILY = {"reply": "daily", "solved": "daily"}


def tell(member: Member, number: int = 1, **more: Any) -> None:
    words = {"kind": "reply", "source_kind": "test", "source_id": 2, "words": "Two-wire."}
    about = {"event": f"reply:{number}", "actor": None, "title": "Hub", "url": "/t/1/hub/"}
    notify(member, **{**words, **about, **more})


def states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def everything(_member: Member, ids: Collection[int]) -> Collection[int]:
    return ids


def away(*_args: Any) -> Any:
    raise RuntimeError("away")


@pytest.fixture(autouse=True)
def _sources(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("test", "other"):
        monkeypatch.setitem(providers._may_still_see, kind, everything)


def pass_time(send: Callable[..., int], start: datetime, *, hours: int) -> None:
    """Ring the bell every ten minutes."""
    for number in range(hours * 6):
        send(at=start + timedelta(minutes=10 * number))


def test_mail_server_away_for_ever_is_given_up(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(noor)
    monkeypatch.setattr(EmailBackend, "send_messages", away)
    start = timezone.now()
    pass_time(deliver_due, start, hours=79)
    assert states() == ["waiting"]
    pass_time(deliver_due, start + timedelta(hours=79), hours=2)
    assert states() == ["dropped"]


def test_mail_server_back_after_three_days_loses_nothing(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(noor)
    start = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        pass_time(deliver_due, start, hours=72)
    pass_time(deliver_due, start + timedelta(hours=72), hours=9)
    assert (states(), len(mail.outbox)) == (["sent"], 1)


def test_invitation_waits_for_a_mail_server_as_long(
    closed_board: Board, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now()
    for name in ("noor", "sasha"):
        invite(closed_board.groups.get(), by=maren, email=f"{name}@example.org", days=14)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        pass_time(send_invitations_due, start, hours=72)
        Invitation.objects.filter(email="sasha@example.org").update(tries=8)
    pass_time(send_invitations_due, start + timedelta(hours=72), hours=9)
    assert [message.to for message in mail.outbox] == [["noor@example.org"]]


@pytest.mark.long
def test_invitation_is_tried_eight_times(
    closed_board: Board, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(closed_board.groups.get(), by=maren, email="noor@example.org", days=14)
    monkeypatch.setattr(EmailBackend, "send_messages", away)
    pass_time(send_invitations_due, timezone.now(), hours=24 * 5)
    assert Invitation.objects.get().tries == 8


def test_no_is_no_at_once(noor: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(providers._may_still_see, "test", lambda _member, _ids: ())
    tell(noor)
    tell(noor, 2, source_kind="unheard-of")
    assert (deliver_due(), states(), mail.outbox) == (0, ["dropped", "dropped"], [])


def test_what_cannot_be_asked_is_asked_again(noor: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(noor)
    with monkeypatch.context() as patch:
        patch.setitem(providers._may_still_see, "test", away)
        assert (deliver_due(), states(), mail.outbox) == (0, ["waiting"], [])
    assert deliver_due() == 0
    assert deliver_due(at=timezone.now() + timedelta(minutes=3)) == 1
    assert (states(), len(mail.outbox)) == (["sent"], 1)


def test_what_can_never_be_asked_is_never_sent(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(noor)
    monkeypatch.setitem(providers._may_still_see, "test", away)
    pass_time(deliver_due, timezone.now(), hours=24 * 5)
    assert (states(), mail.outbox) == (["dropped"], [])


def tell_in_a_digest(member: Member) -> datetime:
    """Tell of two things of two kinds of source, in one mail; answers when it is due."""
    Member.objects.update(channels=DAILY)
    member.refresh_from_db()
    tell(member)
    tell(member, 2, source_kind="other", title="Valve")
    return Delivery.objects.earliest("pk").due_at


def test_a_digest_waits_whole_and_goes_out_once(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its halves would be two mails with one Message-ID, of which programs show one."""
    due = tell_in_a_digest(noor)
    with monkeypatch.context() as patch:
        patch.setitem(providers._may_still_see, "other", away)
        assert (deliver_due(at=due), states()) == (0, ["waiting", "waiting"])
    assert deliver_due(at=due + timedelta(minutes=3)) == 1
    assert states() == ["sent", "sent"]
    assert "Hub" in str(mail.outbox[0].body) and "Valve" in str(mail.outbox[0].body)


def test_a_digest_goes_out_at_last_with_what_can_be_asked(
    noor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = tell_in_a_digest(noor)
    monkeypatch.setitem(providers._may_still_see, "other", away)
    pass_time(deliver_due, due, hours=82)
    assert (states(), len(mail.outbox)) == (["sent", "dropped"], 1)
    assert "Valve" not in str(mail.outbox[0].body)


def test_the_inbox_takes_a_failure_for_no(
    noor: Member, as_member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(providers._may_still_see, "test", away)
    tell(noor)
    assert Notification.objects.count() == 1
    assert "Hub" not in as_member(noor).get("/inbox/").content.decode()

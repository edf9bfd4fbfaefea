"""Stopping mail from the mail: a signed address, GET asks, POST does."""

import re
from collections.abc import Callable

import pytest
from django.core import mail, signing
from django.test import Client

from accounts.actions import deliver_due
from accounts.models import Member
from accounts.tokens import unsubscribe_token
from forum.actions.replies import post_reply
from forum.models import Thread


@pytest.mark.parametrize("token", ["x", "WzEsInJlcGx5Il0:1abc:forged", "a" * 500, "%00"])
def test_unsubscribe_with_a_forged_token(client: Client, noor: Member, token: str) -> None:
    for ask in (client.get, client.post):
        assert ask(f"/unsubscribe/{token}/").status_code == 404
    assert Member.objects.get(pk=noor.pk).channels == {}


def test_unsubscribe_with_a_token_of_another_purpose(client: Client, noor: Member) -> None:
    other = signing.dumps([noor.pk, "reply"], salt="accounts.something-else")
    assert client.post(f"/unsubscribe/{other}/").status_code == 404


def test_unsubscribe_get_changes_nothing(client: Client, noor: Member) -> None:
    answer = client.get(f"/unsubscribe/{unsubscribe_token(noor, 'reply')}/")
    assert (answer.status_code, Member.objects.get(pk=noor.pk).channels) == (200, {})
    assert "no-store" in answer["Cache-Control"] and str(noor.email) not in answer.content.decode()


def test_unsubscribe_one_click_without_cookie_and_token(noor: Member) -> None:
    """RFC 8058: the mail program posts `List-Unsubscribe=One-Click` and nothing else."""
    client = Client(enforce_csrf_checks=True)
    path = f"/unsubscribe/{unsubscribe_token(noor, 'reply')}/"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Member.objects.get(pk=noor.pk).channels == {"reply": "off"}


def test_unsubscribe_from_a_digest_stops_what_came_with_it(client: Client, noor: Member) -> None:
    noor.channels = {"reply": "daily", "solved": "weekly"}
    noor.save()
    client.post(f"/unsubscribe/{unsubscribe_token(noor, 'daily')}/")
    assert Member.objects.get(pk=noor.pk).channels == {
        "new_thread": "off",
        "reply": "off",
        "solved": "weekly",
    }


def test_unsubscribe_from_reminders_is_their_own_switch(client: Client, noor: Member) -> None:
    client.post(f"/unsubscribe/{unsubscribe_token(noor, 'remind_solved')}/")
    after = Member.objects.get(pk=noor.pk)
    assert (after.wants_solved_reminders, after.channels) == (False, {})


def test_the_mail_leads_to_it_and_none_follows(
    client: Client,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    thread: Thread,
    as_member: Callable[[Member], Client],
) -> None:
    post_reply(thread, by=tomasz, source="Set the link to two-wire.")
    deliver_due()
    message = mail.outbox[-1]
    assert message.to == [noor.email]
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(
        r"<http://localhost:8000(/unsubscribe/\S+/)>", headers["List-Unsubscribe"]
    )
    assert address is not None and address[1] in message.body
    assert client.post(address[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    post_reply(thread, by=sasha, source="It helped me as well.")
    before = len(mail.outbox)
    deliver_due()
    assert [m.to for m in mail.outbox[before:]] == [[tomasz.email]]

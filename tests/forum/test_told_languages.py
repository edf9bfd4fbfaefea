"""What members are told is worded for who reads it, never for who did it."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import translation

from accounts.actions import deliver_due
from accounts.actions.privacy import erase_member
from accounts.models import Member, Notification
from forum.actions.replies import post_reply
from forum.actions.threads import set_state
from forum.enums import State
from forum.models import Thread
from forum.receivers import state_quoted

AsMember = Callable[[Member], Client]


@pytest.fixture
def german(noor: Member) -> Member:
    Member.objects.filter(pk=noor.pk).update(language="de")
    noor.refresh_from_db()
    return noor


def in_language(code: str, words: str) -> str:
    with translation.override(code):
        return translation.gettext(words)


def told() -> str:
    """Text and HTML of the one mail that is due."""
    deliver_due()
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    return "\n".join(str(part) for part in (message.subject, message.body, message.alternatives))


@pytest.mark.parametrize("actor", ["en", "es"])
def test_a_mail_is_in_the_language_of_its_reader(
    german: Member, tomasz: Member, thread: Thread, actor: str
) -> None:
    with translation.override(actor):
        post_reply(thread, by=tomasz, source="Two-wire.")
        words = told()
    german_words = in_language("de", "%(who)s answered your question") % {"who": "Tomasz Zieliński"}
    assert in_language("de", "Read it on the page") in words
    assert german_words.split("Zieliński")[-1] in words
    assert "answered your question" not in words
    assert "Read it on the page" not in words


def test_a_state_is_named_in_the_language_of_its_reader(
    as_member: AsMember, german: Member, maren: Member, thread: Thread
) -> None:
    with translation.override("es"):
        set_state(thread, by=maren, state="needs_info", note="Which hub?")
        assert Notification.objects.get().words == "Needs more detail. Which hub?"
        words = told()
    name = in_language("de", "Needs more detail")
    assert name != "Needs more detail"
    assert f"{name}. Which hub?" in words
    page = as_member(german).get("/inbox/").content.decode()
    assert f"“{name}. Which hub?”" in page
    assert "Needs more detail" not in page


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_worded_when_it_is_read(state: str) -> None:
    with translation.override("en"):
        noted = f"{State(state).label}. Why"
    with translation.override("nl"):
        assert state_quoted(f"state:7:{state}:1.5", noted) == f"{State(state).label}. Why"
        assert state_quoted(f"state:7:{state}:1.5", "Else") == "Else"


def test_a_former_member_is_called_so_in_the_language_of_the_site(german: Member) -> None:
    with translation.override("de"):
        erase_member(german, by=german)
    german.refresh_from_db()
    assert german.display_name == "Former member"

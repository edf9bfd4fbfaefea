"""Journeys of people with each other: invited into a closed board, and muted."""

import re

import pytest
from django.contrib.auth.models import Group

from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.members import trust_email
from accounts.models import Invitation, Member
from forum.actions.replies import post_reply
from forum.actions.threads import ask_thread
from forum.models import Board, Thread
from tests.browser.conftest import NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import code_in, newest_mail
from tests.conftest import CANARY

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def link_in_invitation(address: str) -> str:
    send_invitations_due()
    links = re.findall(r"https?://\S+/invitations/\S+", newest_mail(address))
    assert len(links) == 1
    return str(links[0])


@pytest.mark.parametrize("way", WAYS)
def test_an_invitation_to_a_closed_board_is_used_once(
    open_as: OpenAs,
    closed_board: Board,
    partners: Group,
    board: Board,
    maren: Member,
    noor: Member,
    sasha: Member,
    way: str,
) -> None:
    for member in (noor, sasha):
        trust_email(member)
    ask_thread(closed_board, by=maren, kind="talk", title="For partners", source="Pilot.")
    company = open_as(maren, way=way).go(closed_board.get_absolute_url())
    company.follow("Invite people")
    company.write("E-mail address, or a domain", "Noor@example.org")
    company.write("A word from you", "Glad to have you.")
    company.press("Invite")
    company.sees("noor@example.org")
    path = link_in_invitation("noor@example.org")
    other = open_as(sasha, way=way).go(path)
    other.sees("Your account has another")
    guest = open_as(noor, way=way).go(path)
    guest.sees("Maren Jost of Ostrel invites you")
    guest.sees_not(re.compile(CANARY))
    guest.press("Come in")
    guest.sees(re.compile("Welcome. You are in partners now."))
    guest.go(closed_board.get_absolute_url()).sees("For partners")
    guest.go(path).sees("This invitation is no longer open")
    other.go(path).sees("This invitation is no longer open")
    assert Invitation.objects.get().uses == 1
    company.go("/invitations/").sees("Noor Haddad")
    company.press(re.compile("Remove from the group"))
    company.sees("Nobody yet")
    guest.go(closed_board.get_absolute_url()).sees("there is nothing at this address")


def test_a_stranger_joins_by_an_invitation(
    open_as: OpenAs, closed_board: Board, partners: Group, maren: Member
) -> None:
    company = open_as(maren).go("/invitations/")
    company.write("E-mail address, or a domain", "lou@example.org")
    company.press("Invite")
    company.sees("lou@example.org")
    guest = open_as(None, way=NO_SCRIPT).go(link_in_invitation("lou@example.org"))
    guest.follow("Join")
    guest.write("E-mail", "lou@example.org", within="main")
    guest.write("Your name", "Lou")
    guest.press("Send me the code", within="main")
    guest.sees("Six-digit code")
    guest.write("Six-digit code", code_in(newest_mail("lou@example.org")))
    guest.page.keyboard.press("Enter")
    guest.sees("invites you")
    guest.press("Come in")
    guest.sees(re.compile("You are in partners now."))
    assert Member.objects.get(email="lou@example.org").groups.get() == partners


@pytest.mark.parametrize("way", WAYS)
def test_a_muted_member_is_folded(
    open_as: OpenAs, thread: Thread, noor: Member, sasha: Member, tomasz: Member, way: str
) -> None:
    loud = post_reply(thread, by=sasha, source="Take the batteries out.")
    post_reply(thread, by=tomasz, source="Set the link to two-wire.")
    reader = open_as(noor, way=way).go("/m/sasha/")
    reader.press("Mute")
    reader.sees("They do not learn of it.")
    reader.go(thread.get_absolute_url()).sees("Set the link to two-wire.")
    reader.sees_not("Take the batteries out.")
    reader.use(reader.page.locator(f"#r-{loud.pk} summary").first)
    reader.sees("Take the batteries out.")
    post_reply(thread, by=sasha, source="Did you hear me?")
    reader.go("/inbox/").sees_not("Did you hear me?")
    muted = open_as(sasha, way=way).go(thread.get_absolute_url())
    muted.sees("Did you hear me?")
    reader.go("/preferences/")
    reader.press(re.compile("Unmute"))
    reader.sees("You hear of Sasha Dunne again.")
    reader.go(thread.get_absolute_url()).sees("Take the batteries out.")

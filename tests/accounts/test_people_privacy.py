"""Invitations, mutes and links in one's archive, and gone when one is forgotten."""

from collections.abc import Callable
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.actions.invitations import invite, redeem_invitation
from accounts.actions.links import change_links
from accounts.actions.members import trust_email
from accounts.actions.mutes import mute_member
from accounts.actions.privacy import erase_member
from accounts.models import Invitation, InvitationUse, Member, Mute, ProfileLink
from forum.models import Board
from tests.accounts.sweep import places_of
from tests.accounts.test_privacy import files_of
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
WORD = "zanzibarkiwi"


def make_kiwi() -> Member:
    """Somebody of the company, so that every part has rows of theirs."""
    member = make_member(WORD, display_name=WORD, role="ambassador")
    trust_email(member)
    return member


def test_export_holds_ones_own_of_people(
    closed_board: Board, partners: Group, maren: Member, sasha: Member, as_member: AsMember
) -> None:
    trust_email(sasha)
    mine = invite(partners, by=maren, email="sasha@example.org", words="Come in.")
    invite(partners, by=maren, email="else@example.org", words=WORD)
    redeem_invitation(mine, by=sasha)
    mute_member(maren, by=sasha)
    mute_member(sasha, by=maren)
    links = [("Mine", "https://sasha.example/")]
    ProfileLink.objects.create(member=sasha, position=0, label=links[0][0], url=links[0][1])
    files = files_of(as_member(sasha).post("/preferences/export/"))
    (got,) = files["invitations.json"]
    assert (got["words"], got["came_in_at"] is None) == ("Come in.", False)
    assert [row["muted"] for row in files["muted.json"]] == ["maren"]
    assert files["profile.json"][0]["links"] == [{"label": "Mine", "url": "https://sasha.example/"}]
    files = files_of(as_member(maren).post("/preferences/export/"))
    assert [row["words"] for row in files["invitations.json"]] == ["Come in.", WORD]
    assert "example.org" not in str(files["invitations.json"])
    assert [row["muted"] for row in files["muted.json"]] == ["sasha"]


def test_an_address_that_is_not_proven_exports_no_invitation(
    closed_board: Board, partners: Group, maren: Member, sasha: Member, as_member: AsMember
) -> None:
    EmailAddress.objects.filter(user=sasha).update(verified=False)
    invite(partners, by=maren, email="sasha@example.org", words=WORD)
    files = files_of(as_member(sasha).post("/preferences/export/"))
    assert files["invitations.json"] == []


def test_erase_leaves_nothing_of_people(
    closed_board: Board, partners: Group, maren: Member, noor: Member
) -> None:
    kiwi = make_kiwi()
    invite(partners, by=maren, email=f"{WORD}@example.org")
    redeem_invitation(Invitation.objects.get(), by=kiwi)
    sent = invite(partners, by=kiwi, email="guest@example.org", words=f"From {WORD}")
    change_links(kiwi, links=[(WORD, f"https://{WORD}.example/")], by=kiwi)
    mute_member(noor, by=kiwi)
    mute_member(kiwi, by=noor)
    mail.outbox.clear()
    erase_member(kiwi, by=kiwi)
    assert places_of(WORD) == []
    sent.refresh_from_db()
    assert (sent.words, sent.invited_by, sent.is_open()) == ("", None, False)
    kept = (InvitationUse, Mute, ProfileLink)
    assert [model.objects.count() for model in kept] == [0, 0, 0]
    assert sent.expires_at > timezone.now() + timedelta(days=13)

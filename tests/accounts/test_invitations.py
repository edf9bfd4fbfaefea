"""Invitations: for whom they are meant, once, as long as they are open, and nothing told before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts import bells
from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.invitations import (
    MOST_A_DAY,
    MOST_AN_HOUR,
    forget_old_invitations,
    invite,
    leave_group,
    redeem_invitation,
    revoke_invitation,
)
from accounts.actions.members import trust_email
from accounts.forms.invitations import InvitationForm
from accounts.models import AuditEntry, Invitation, InvitationUse, Member, Notification
from accounts.queries.invitations import folded, invitation_by_token, is_for
from accounts.refusals import Refusal
from accounts.tokens import invitation_token
from forum.actions.replies import post_reply
from forum.actions.threads import ask_thread
from forum.actions.votes import watch_thread
from forum.models import Board
from tests.browser.people import code_in
from tests.conftest import CANARY, make_member

AsMember = Callable[[Member], Client]
Invite = Callable[..., Invitation]
SPENT = "This invitation is no longer open"


@pytest.fixture
def send(closed_board: Board, partners: Group, maren: Member) -> Invite:
    """Maren invites; by default Noor's address into the group of the closed board."""

    def make(**more: Any) -> Invitation:
        bound = {} if "domain" in more else {"email": "noor@example.org"}
        return invite(partners, **{"by": maren, **bound, **more})

    return make


@pytest.fixture
def proven(noor: Member) -> Member:
    trust_email(noor)
    return noor


def path_of(invitation: Invitation) -> str:
    return f"/invitations/{invitation_token(invitation.nonce)}/"


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


# Who may invite, and into what --------------------------------------------------------------
def test_invite_is_for_the_company(partners: Group, closed_board: Board, noor: Member) -> None:
    with pytest.raises(Refusal, match="own people"):
        invite(partners, by=noor, email="a@example.org")
    assert Invitation.objects.count() == 0


def test_invite_into_nothing_and_into_rights_is_refused(
    partners: Group, closed_board: Board, maren: Member
) -> None:
    """A group that opens no board, and one whose members may change the site."""
    other = Group.objects.create(name="editors")
    with pytest.raises(Refusal, match="open a closed board"):
        invite(other, by=maren, email="a@example.org")
    partners.permissions.add(Permission.objects.first())  # type: ignore[arg-type]
    with pytest.raises(Refusal, match="open a closed board"):
        invite(partners, by=maren, email="a@example.org")


def test_invite_has_a_pace(send: Invite, maren: Member) -> None:
    for _ in range(MOST_A_DAY):
        send()
    with pytest.raises(Refusal, match="several times today"):
        send()
    for number in range(MOST_AN_HOUR - MOST_A_DAY):
        send(email=f"a{number}@example.org")
    with pytest.raises(Refusal, match="within the hour"):
        send(email="z@example.org")
    assert Invitation.objects.count() == MOST_AN_HOUR


def test_invite_twice_in_a_form_of_a_stranger(noor: Member, as_member: AsMember) -> None:
    for path in ("/invitations/", "/invitations/1/revoke/", "/groups/1/m/noor/remove/"):
        assert as_member(noor).post(path).status_code == 404
        assert Client().post(path)["Location"].startswith("/accounts/login/")
    assert as_member(noor).get("/invitations/").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"to": "nobody"},
        {"to": "@"},
        {"to": "a@b"},
        {"to": "@exa mple.org"},
        {"to": "ſasha@example.org"},
        {"to": "a@example.org\nBcc: b@example.org"},
        {"to": "x" * 250 + "@example.org"},
        {"days": "0"},
        {"days": "61"},
        {"most_uses": "0"},
        {"most_uses": "501"},
        {"group": "0"},
        {"words": "x" * 501},
    ],
)
def test_invitations_form_refuses(
    send: Invite, maren: Member, partners: Group, as_member: AsMember, change: dict[str, str]
) -> None:
    form = {"group": partners.pk, "to": "a@example.org", "days": "14", "most_uses": "1"}
    assert as_member(maren).post("/invitations/", {**form, **change}).status_code == 400
    assert Invitation.objects.count() == 0


def test_invitations_form_invites(
    send: Invite, maren: Member, partners: Group, as_member: AsMember
) -> None:
    form = {"group": partners.pk, "to": " Noor@Example.org ", "days": "3", "most_uses": "9"}
    assert as_member(maren).post("/invitations/", form).status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.domain, made.most_uses) == ("noor@example.org", "", 1)
    assert made.expires_at - made.created_at == timedelta(days=3)
    as_member(maren).post("/invitations/", {**form, "to": "@Example.org"})
    made = Invitation.objects.get(domain="example.org")
    assert (made.email, made.most_uses, made.tries) == ("", 9, 0)
    page = as_member(maren).get("/invitations/").content.decode()
    assert path_of(made) in page and "noor@example.org" in page


@given(st.text(max_size=260))
def test_invitations_form_never_fails(text: str) -> None:
    form = InvitationForm.__new__(InvitationForm)
    form.cleaned_data = {"to": text}
    try:
        to = form.clean_to()
    except Exception as error:
        assert type(error).__name__ == "ValidationError"
    else:
        assert to == folded(to) and "@" in to and len(to) <= 254 + 1


# The link -----------------------------------------------------------------------------------
def test_invitation_keeps_no_token(send: Invite) -> None:
    made = send()
    row = " ".join(str(value) for value in Invitation.objects.values_list().get())
    assert invitation_token(made.nonce) not in row


def test_invitation_that_is_not_open_is_one_page(
    send: Invite, proven: Member, maren: Member
) -> None:
    """Wrong, used, revoked and old links cannot be told from each other."""
    used, revoked, old = send(), send(), send(at=timezone.now() - timedelta(days=15))
    redeem_invitation(used, by=proven)
    revoke_invitation(revoked, by=maren)
    paths = [path_of(one) for one in (used, revoked, old)] + ["/invitations/none/"]
    answers = [Client().get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1
    assert SPENT in answers[0].content.decode()
    assert {Client().post(path).status_code for path in paths} == {410}


def test_invitation_names_nothing_of_what_it_opens(
    send: Invite, proven: Member, sasha: Member, as_member: AsMember
) -> None:
    made = send(words="Come and see.")
    for client in (Client(), as_member(sasha), as_member(proven)):
        page = client.get(path_of(made)).content.decode()
        assert "Maren Jost of Ostrel invites you" in page and "Come and see." in page
        assert CANARY not in page and "partners" not in page
        assert "noor@example.org" not in page
    assert CANARY not in Client().get("/boards/").content.decode()


def test_invitation_changes_nothing_on_get(
    send: Invite, proven: Member, as_member: AsMember
) -> None:
    made = send()
    assert as_member(proven).get(path_of(made)).status_code == 200
    assert (proven.groups.count(), Invitation.objects.get().uses) == (0, 0)


def test_invitation_for_another(
    send: Invite, sasha: Member, noor: Member, as_member: AsMember
) -> None:
    """A stranger who has the link, and the right address that is not proven."""
    trust_email(sasha)
    EmailAddress.objects.filter(user=noor).update(verified=False)
    made = send()
    for member in (sasha, noor):
        assert as_member(member).post(path_of(made)).status_code == 403
        with pytest.raises(Refusal, match="another address"):
            redeem_invitation(made, by=member)
        assert member.groups.count() == 0
    assert Client().post(path_of(made)).status_code == 403
    assert Invitation.objects.get().uses == 0


@pytest.mark.parametrize(
    ("invited", "own", "fits"),
    [
        ("noor@example.org", "NOOR@Example.ORG", True),
        ("noor@example.org", "noor@example.org.evil.example", False),
        ("noor@example.org", "noor@sub.example.org", False),
        ("kim@example.org", "\u212aim@example.org", False),
        ("@example.org", "any@EXAMPLE.org", True),
        ("@example.org", "any@sub.example.org", False),
        ("@example.org", "any@notexample.org", False),
        ("@example.org", '"a@example.org"@evil.example', False),
    ],
)
def test_is_for(send: Invite, sasha: Member, invited: str, own: str, fits: bool) -> None:
    EmailAddress.objects.filter(user=sasha).update(email=own)
    bound = {"domain": invited[1:]} if invited.startswith("@") else {"email": invited}
    assert is_for(send(**bound), sasha) is fits


def test_invitation_lets_in_once(send: Invite, proven: Member, as_member: AsMember) -> None:
    made, client = send(), as_member(proven)
    answer = client.post(path_of(made), follow=True)
    assert "Welcome. You are in partners now." in answer.content.decode()
    assert CANARY in client.get("/boards/").content.decode()
    assert client.post(path_of(made)).status_code == 410
    assert (Invitation.objects.get().uses, InvitationUse.objects.count()) == (1, 1)
    assert verbs() == ["invite", "redeem"]
    assert "example.org" not in str(list(AuditEntry.objects.values_list()))


def test_invitation_of_a_domain_is_capped(send: Invite, partners: Group) -> None:
    made = send(domain="example.org", most_uses=2)
    people = [make_member(name) for name in ("ann", "ben", "cai")]
    for member in people:
        trust_email(member)
    assert [redeem_invitation(made, by=m) for m in people] == [partners, partners, None]
    # Who is in costs nothing; who was put out does not come back by the same door.
    assert redeem_invitation(made, by=people[0]) == partners
    people[0].groups.clear()
    Invitation.objects.update(most_uses=3)
    assert redeem_invitation(made, by=people[0]) is None
    assert Invitation.objects.get().uses == 2


def test_invitation_constraints(send: Invite) -> None:
    made = send()
    for wrong in ({"uses": 2}, {"most_uses": 2}, {"domain": "example.org"}, {"email": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.filter(pk=made.pk).update(**wrong)


def test_invitation_after_joining_leads_back(send: Invite) -> None:
    """Somebody new joins with the address through the page and proves it by the code."""
    made, client = send(email="lou@example.org"), Client()
    page = client.get(path_of(made)).content.decode()
    join = page.partition('href="/accounts/signup/?next=')[2].partition('"')[0]
    assert join == path_of(made)
    form = {"email": "Lou@Example.org", "display_name": "Lou", "next": path_of(made)}
    client.post("/accounts/signup/", form)
    assert client.post(path_of(made)).status_code == 403
    code = code_in(str(mail.outbox[-1].body))
    answer = client.post("/accounts/confirm-email/", {"code": code})
    assert answer["Location"] == path_of(made)
    assert client.post(path_of(made)).status_code == 302
    assert [g.name for g in Member.objects.get(email="lou@example.org").groups.all()] == [
        "partners"
    ]


# Mail ---------------------------------------------------------------------------------------
def test_invitation_mail(
    send: Invite, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(bells, "_ring", rung.append)
    with django_capture_on_commit_callbacks(execute=True):
        made = send(words="See http://evil.example now")
    assert (rung, send_invitations_due()) == (["accounts.send_invitations"], 1)
    (message,) = mail.outbox
    assert message.to == ["noor@example.org"]
    assert message.subject == "Maren Jost invites you to Ostrel Community"
    html = str(message.alternatives[0][0])  # type: ignore[attr-defined]
    for text in (str(message.body), html):
        assert path_of(made) in text and "http://evil.example" not in text
        assert CANARY not in text and "partners" not in text
    assert send_invitations_due() == 0


def test_invitation_mail_is_tried_again(send: Invite, monkeypatch: pytest.MonkeyPatch) -> None:
    made = send()

    def broken(*_args: Any) -> int:
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", broken)
        assert send_invitations_due() == 0
    assert send_invitations_due() == 0
    assert send_invitations_due(at=timezone.now() + timedelta(minutes=3)) == 1
    assert path_of(made) in str(mail.outbox[0].body)


def test_invitation_mail_not_after_it_ended(send: Invite, maren: Member, proven: Member) -> None:
    revoke_invitation(send(), by=maren)
    redeem_invitation(send(), by=proven)
    send(at=timezone.now() - timedelta(days=20))
    send(domain="example.org", most_uses=3)
    assert send_invitations_due() == 0


# Taking back, removing, leaving --------------------------------------------------------------
def test_invitation_revoke_is_once(send: Invite, maren: Member, as_member: AsMember) -> None:
    made = send()
    for _ in range(2):
        assert as_member(maren).post(f"/invitations/{made.pk}/revoke/").status_code == 302
    assert verbs() == ["invite", "uninvite"]
    assert as_member(maren).get(f"/invitations/{made.pk}/revoke/").status_code == 405


def test_group_remove_cuts_at_once(
    send: Invite, proven: Member, maren: Member, closed_board: Board, as_member: AsMember
) -> None:
    redeem_invitation(send(), by=proven)
    inside = Member.objects.get(pk=proven.pk)
    thread = ask_thread(closed_board, by=maren, kind="talk", title=f"Of {CANARY}", source="Hm.")
    watch_thread(thread, by=inside)
    post_reply(thread, by=maren, source=CANARY)
    client = as_member(proven)
    assert '<span class="count">1</span>' in client.get("/").content.decode()
    group = closed_board.groups.get()
    assert as_member(maren).post(f"/groups/{group.pk}/m/noor/remove/").status_code == 302
    page = client.get("/").content.decode()
    assert CANARY not in page and '<span class="count">' not in page
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert Notification.objects.get(member=proven).read_at is not None
    assert verbs()[-1] == "remove"


def test_group_remove_knows_only_groups_that_open(
    send: Invite, proven: Member, maren: Member, as_member: AsMember
) -> None:
    editors = Group.objects.create(name="editors")
    proven.groups.add(editors)
    assert as_member(maren).post(f"/groups/{editors.pk}/m/noor/remove/").status_code == 404
    assert proven.groups.get() == editors


def test_group_leave(send: Invite, proven: Member, partners: Group, as_member: AsMember) -> None:
    client = as_member(proven)
    assert client.post(f"/groups/{partners.pk}/leave/").status_code == 404
    redeem_invitation(send(), by=proven)
    assert "Leave" in client.get("/preferences/").content.decode()
    assert client.post(f"/groups/{partners.pk}/leave/").status_code == 302
    assert (proven.groups.count(), verbs()[-1]) == (0, "leave")
    assert leave_group(proven, group=partners, by=proven) is False


# Keeping and forgetting ----------------------------------------------------------------------
def test_old_invitations_are_forgotten(send: Invite) -> None:
    made = send()
    assert forget_old_invitations(at=made.expires_at + timedelta(days=89)) == 0
    assert forget_old_invitations(at=made.expires_at + timedelta(days=91)) == 1


def test_board_page_leads_the_company_to_invitations(
    closed_board: Board, partners: Group, maren: Member, noor: Member, as_member: AsMember
) -> None:
    noor.groups.add(partners)
    assert 'href="/invitations/"' in as_member(maren).get("/b/partners/").content.decode()
    assert 'href="/invitations/"' not in as_member(noor).get("/b/partners/").content.decode()


def test_invitation_by_token_of_nonsense(db: None) -> None:
    assert [invitation_by_token(text) for text in ("", "x" * 10_000, "é")] == [None] * 3

"""Invitations that could not be sent any more open nothing: the group has got rights or opens no
board, or who invited speaks for the company no longer."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client

from accounts.actions.invitation_mails import send_invitations_due
from accounts.actions.invitations import invite, redeem_invitation
from accounts.actions.members import trust_email
from accounts.actions.privacy import erase_member
from accounts.models import Invitation, Member
from accounts.versions import bump
from forum.models import Board
from tests.accounts.test_invitations import SPENT, path_of

AsMember = Callable[[Member], Client]
End = Callable[[Group, Member], None]


def gets_rights(group: Group, _by: Member) -> None:
    group.permissions.add(Permission.objects.get(codename="access_admin"))


def opens_nothing(group: Group, _by: Member) -> None:
    group.boards.clear()
    bump("boards")


def is_demoted(_group: Group, by: Member) -> None:
    Member.objects.filter(pk=by.pk).update(role="member")


def is_closed(_group: Group, by: Member) -> None:
    Member.objects.filter(pk=by.pk).update(is_active=False)


def is_erased(_group: Group, by: Member) -> None:
    erase_member(by, by=by)


def is_deleted(_group: Group, _by: Member) -> None:
    Invitation.objects.update(invited_by=None)


@pytest.fixture
def proven(noor: Member) -> Member:
    trust_email(noor)
    return noor


@pytest.mark.parametrize(
    "end", [gets_rights, opens_nothing, is_demoted, is_closed, is_erased, is_deleted]
)
def test_invitation_that_nobody_would_send_is_spent(
    closed_board: Board,
    partners: Group,
    maren: Member,
    proven: Member,
    as_member: AsMember,
    end: End,
) -> None:
    made = [
        invite(partners, by=maren, email="noor@example.org"),
        invite(partners, by=maren, domain="example.org", most_uses=5),
    ]
    end(partners, maren)
    for one in made:
        one.refresh_from_db()
        for answer in (as_member(proven).get(path_of(one)), as_member(proven).post(path_of(one))):
            assert answer.status_code == 410 and SPENT in answer.content.decode()
        assert redeem_invitation(one, by=proven) is None
    after = Member.objects.get(pk=proven.pk)
    assert not after.groups.exists() and after.get_all_permissions() == set()
    assert set(Invitation.objects.values_list("uses", flat=True)) <= {0}
    assert send_invitations_due() == 0 and mail.outbox == []


@pytest.mark.parametrize("more", [{"role": "staff"}, {"role": "member", "is_superuser": True}])
def test_invitation_of_who_stays_with_the_company_stands(
    closed_board: Board, partners: Group, maren: Member, proven: Member, more: dict[str, object]
) -> None:
    made = invite(partners, by=maren, email="noor@example.org")
    Member.objects.filter(pk=maren.pk).update(**more)
    assert send_invitations_due() == 1
    assert redeem_invitation(made, by=proven) == partners


def test_invitations_list_shows_what_still_opens(
    closed_board: Board, partners: Group, maren: Member, as_member: AsMember
) -> None:
    gone = Member.objects.create_user("gone", "gone@example.org", role="ambassador")
    invite(partners, by=maren, email="one@example.org")
    invite(partners, by=gone, email="two@example.org")
    is_demoted(partners, gone)
    page = as_member(maren).get("/invitations/").content.decode()
    assert "one@example.org" in page and "two@example.org" not in page


def test_somebody_inside_stays_inside(
    closed_board: Board, partners: Group, maren: Member, proven: Member
) -> None:
    made = invite(partners, by=maren, email="noor@example.org")
    redeem_invitation(made, by=proven)
    is_demoted(partners, maren)
    assert redeem_invitation(made, by=proven) == partners
    assert Member.objects.get(pk=proven.pk).groups.get() == partners

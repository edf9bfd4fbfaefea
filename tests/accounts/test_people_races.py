"""Many at once: no more come in than were invited, nothing is written twice."""

import pytest
from django.contrib.auth.models import Group

from accounts.actions.invitations import MOST_AN_HOUR, invite, redeem_invitation
from accounts.actions.members import trust_email
from accounts.models import Invitation, InvitationUse, Member
from forum.models import Board
from tests.conftest import make_member
from tests.forum.test_races import MANY, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(db: None) -> list[Member]:
    people = [make_member(f"guest-{number}") for number in range(MANY)]
    for member in people:
        trust_email(member)
    return people


def test_invitation_never_lets_in_more_than_its_cap(
    closed_board: Board, partners: Group, maren: Member, crowd: list[Member]
) -> None:
    made = invite(partners, by=maren, domain="example.org", most_uses=7)
    assert at_once(lambda number: redeem_invitation(made, by=crowd[number])) == []
    made.refresh_from_db()
    assert (made.uses, made.used.count(), partners.user_set.count()) == (7, 7, 7)


def test_invitation_of_one_address_used_at_once(
    closed_board: Board, partners: Group, maren: Member, noor: Member
) -> None:
    trust_email(noor)
    made = invite(partners, by=maren, email="noor@example.org")
    assert at_once(lambda _n: redeem_invitation(made, by=noor)) == []
    assert (InvitationUse.objects.count(), partners.user_set.count()) == (1, 1)


def test_inviting_at_once_keeps_the_pace(
    closed_board: Board, partners: Group, maren: Member
) -> None:
    assert at_once(lambda n: invite(partners, by=maren, email=f"a{n}@example.org")) == []
    assert Invitation.objects.count() == MOST_AN_HOUR

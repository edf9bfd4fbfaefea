"""`manage.py setup` where somebody was there first: an address that nobody proved gives nothing."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions.members import trust_email
from accounts.models import Member
from config.first_steps import set_up
from config.totp import DEMO_SECRET
from tests.config.test_setup import ASKED

PASSWORD = "the stranger's password 1"
pytestmark = pytest.mark.django_db


def join(client: Client) -> Member:
    """A stranger joins with the address and proves nothing."""
    form = {"email": ASKED.email, "display_name": "Stranger", "password1": PASSWORD}
    client.post("/accounts/signup/", form)
    return Member.objects.get(email=ASKED.email)


def test_setup_keeps_no_way_in_of_a_stranger() -> None:
    stranger = Client()
    member = join(stranger)
    assert member.has_usable_password()
    TOTP.activate(member, DEMO_SECRET)
    SocialAccount.objects.create(user=member, provider="github", uid="1", extra_data={})
    EmailAddress.objects.create(user=member, email="stranger@evil.example", verified=True)
    signed_in = Client()
    signed_in.force_login(member)
    set_up(ASKED)
    staff = Member.objects.get(email=ASKED.email)
    assert (staff.pk, staff.is_superuser, staff.display_name) == (member.pk, True, "Ada Byron")
    assert not staff.has_usable_password()
    assert not Authenticator.objects.exists() and not SocialAccount.objects.exists()
    assert not Session.objects.exists()
    assert list(EmailAddress.objects.values_list("email", "verified")) == [(ASKED.email, True)]
    for client in (stranger, signed_in, Client()):
        client.post("/accounts/login/", {"login": ASKED.email, "password": PASSWORD})
        assert client.get("/settings/")["Location"].startswith("/accounts/login/")


def test_setup_leaves_alone_who_has_proven_the_address() -> None:
    member = Member.objects.create_user("ada", ASKED.email, PASSWORD, display_name="Ada of before")
    trust_email(member)
    set_up(ASKED)
    staff = Member.objects.get(email=ASKED.email)
    assert (staff.pk, staff.is_superuser, staff.display_name) == (member.pk, True, "Ada of before")
    assert staff.check_password(PASSWORD)

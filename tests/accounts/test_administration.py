"""/admin/ keeps what is kept there, and shows nobody's secrets."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.test import Client

from accounts.actions.members import trust_email
from accounts.models import Member
from config.totp import DEMO_SECRET
from tests.conftest import make_member

AsMember = Callable[[Member], Client]


def test_registry_of_the_administration() -> None:
    """A model of a package that registers itself shows up here before it shows up there."""
    admin.autodiscover()
    assert {model._meta.label for model in admin.site._registry} == {
        "accounts.Member",
        "ambassadors.Channel",
        "ambassadors.Department",
        "ambassadors.DeskSettings",
        "ambassadors.Duty",
        "ambassadors.NoiseRule",
        "ambassadors.OpenHours",
        "ambassadors.Shift",
        "ambassadors.Target",
        "auth.Group",
        "forum.Board",
        "forum.Section",
        "forum.Tag",
        "reputation.Guidelines",
        "reputation.RingThresholds",
        "reputation.SchemeVersion",
        "reputation.Tier",
        "search.Synonyms",
        "taggit.Tag",
        "wagtaildocs.Document",
        "wagtailimages.Image",
    }


@pytest.mark.parametrize(
    "path",
    [
        "account/emailaddress",
        "account/emailconfirmation",
        "mfa/authenticator",
        "socialaccount/socialaccount",
        "socialaccount/socialtoken",
        "socialaccount/socialapp",
    ],
)
def test_administration_has_no_ways_in(noor: Member, as_member: AsMember, path: str) -> None:
    """Not for an administrator either: no secret is read, no address proven, no account taken."""
    root = make_member("root", role="staff", is_superuser=True)
    trust_email(noor)
    TOTP.activate(noor, DEMO_SECRET)
    SocialAccount.objects.create(user=noor, provider="github", uid="1", extra_data={})
    addresses = list(EmailAddress.objects.order_by("pk"))
    address = addresses[0]
    client = as_member(root)
    keys = {address.pk, Authenticator.objects.get().pk, SocialAccount.objects.get().pk}
    for end in ("", "add/", *(f"{pk}/{what}/" for pk in keys for what in ("change", "delete"))):
        form = {"user": noor.pk, "email": "ceo@partner.example", "verified": "on", "post": "yes"}
        assert client.get(f"/admin/{path}/{end}").status_code == 404
        assert client.post(f"/admin/{path}/{end}", form).status_code == 404
    assert list(EmailAddress.objects.order_by("pk")) == addresses
    assert client.get("/admin/accounts/member/").status_code == 200

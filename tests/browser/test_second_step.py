"""Passkeys in a real browser with an authenticator made of software: added, used, and enough for
somebody who speaks for the company."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.actions import trust_email
from accounts.models import Member
from config.settings import base
from config.totp import code
from tests.browser.conftest import MOUSE, OpenAs
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse 1"


def plug_in_authenticator(page: Page) -> None:
    """A device that asks its owner and is always told yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_in_by_password(person: Person, member: Member) -> None:
    person.go("/accounts/login/")
    person.write("E-mail", member.email or "")
    person.write("Password", PASSWORD)
    person.press("Sign in", within="main")


def add_passkey(person: Person) -> None:
    person.write("Password", PASSWORD)
    person.press("Go on")
    person.write("Name", "My laptop")
    person.page.get_by_label("Passwordless").check()
    person.press("Add")


def test_a_passkey_is_added_and_used(open_as: OpenAs, noor: Member) -> None:
    trust_email(noor)
    person = open_as(None, way=MOUSE)
    plug_in_authenticator(person.page)
    sign_in_by_password(person, noor)
    person.page.get_by_role("link", name="Noor Haddad, your profile").wait_for()
    person.go("/accounts/2fa/webauthn/add/")
    add_passkey(person)
    expect(person.page.locator("main")).to_contain_text("Recovery")
    person.press("Sign out")
    person.go("/accounts/login/")
    person.press("Use a passkey")
    person.page.get_by_role("link", name="Noor Haddad, your profile").wait_for()


def test_an_ambassador_chooses_a_passkey_before_anything_else(
    open_as: OpenAs, maren: Member, settings: Any
) -> None:
    settings.SECOND_STEP_ROLES = base.SECOND_STEP_ROLES
    trust_email(maren)
    person = open_as(None, way=MOUSE)
    plug_in_authenticator(person.page)
    sign_in_by_password(person, maren)
    person.sees("A second step for signing in", role="heading")
    person.go("/boards/")
    person.sees("A second step for signing in", role="heading")
    person.follow("A passkey or security key")
    add_passkey(person)
    expect(person.page.locator("main")).to_contain_text("Recovery")
    person.go("/inbox/")
    person.sees("Inbox", role="heading")


def test_an_app_is_set_up_and_asked_for(open_as: OpenAs, tomasz: Member) -> None:
    trust_email(tomasz)
    person = open_as(None, way=MOUSE)
    sign_in_by_password(person, tomasz)
    person.page.get_by_role("link", name="Tomasz Wilk, your profile").wait_for()
    person.go("/accounts/2fa/totp/activate/")
    person.write("Password", PASSWORD)
    person.press("Go on")
    secret = person.page.locator("main figcaption code").inner_text()
    assert re.fullmatch(r"[A-Z2-7]{16,}", secret)
    person.write("Six digits from the app", code(secret))
    person.press("Use this app")
    expect(person.page.locator("main")).to_contain_text("Recovery")
    person.press("Sign out")
    sign_in_by_password(person, tomasz)
    person.sees("The second step", role="heading")

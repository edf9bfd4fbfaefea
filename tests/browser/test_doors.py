"""Signing in, preferences, searching."""

import re

import pytest
from playwright.sync_api import expect

from accounts.actions import trust_email
from accounts.models import Member
from forum.models import Thread
from tests.browser.conftest import MOUSE, NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import code_in, newest_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_by_password_leads_back(
    open_as: OpenAs, thread: Thread, tomasz: Member, way: str
) -> None:
    trust_email(tomasz)
    visitor = open_as(None, way=way).go(thread.get_absolute_url())
    visitor.follow("Sign in to answer")
    visitor.write("E-mail", tomasz.email or "")
    visitor.write("Password", "not the one at all")
    visitor.press("Sign in", within="main")
    visitor.sees("That e-mail and password do not go together. We can e-mail you a code instead.")
    visitor.write("Password", "correct horse 1")
    visitor.press("Sign in", within="main")
    visitor.at(re.compile(rf"{thread.get_absolute_url()}"))
    visitor.page.get_by_role("link", name="Tomasz Wilk, your profile").wait_for()
    visitor.press("Sign out")
    visitor.page.get_by_role("link", name="Sign in", exact=True).first.wait_for()


@pytest.mark.parametrize("way", WAYS)
def test_signing_in_by_code(open_as: OpenAs, tomasz: Member, way: str) -> None:
    trust_email(tomasz)
    visitor = open_as(None, way=way).go("/accounts/login/")
    visitor.follow("E-mail me a six-digit code")
    visitor.write("E-mail", tomasz.email or "")
    visitor.press("E-mail me a six-digit code")
    visitor.sees("Type the code", role="heading")
    visitor.write("Six-digit code", code_in(newest_mail(tomasz.email or "")))
    visitor.press("Sign in", within="main")
    visitor.page.get_by_role("link", name="Tomasz Wilk, your profile").wait_for()


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_preferences_are_kept(open_as: OpenAs, noor: Member, way: str) -> None:
    member = open_as(noor, way=way).go("/m/noor/")
    member.follow("Preferences", within="main")
    member.write("Your name", "Noor H.")
    member.write("Address name", "noor-h")
    member.page.get_by_label("Theme").select_option("dark")
    member.press("Save")
    member.sees("Saved.")
    expect(member.page.locator("html")).to_have_attribute("data-theme", "dark")
    assert member.page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    member.go("/m/noor/")
    member.at(re.compile("/m/noor-h/$"))
    member.sees("Noor H.", role="heading")


def test_a_refused_name_leaves_everything(open_as: OpenAs, noor: Member, tomasz: Member) -> None:
    member = open_as(noor).go("/preferences/")
    member.write("Your name", "Somebody else")
    member.write("Address name", "tomasz")
    member.press("Save")
    member.sees("Something needs another look")
    noor.refresh_from_db()
    assert (noor.display_name, noor.username) == ("Noor Haddad", "noor")


def test_a_visitor_chooses_a_theme_on_this_device(open_as: OpenAs, thread: Thread) -> None:
    visitor = open_as(None).go("/")
    visitor.page.get_by_label("Theme").select_option("dark")
    visitor.go("/threads/")
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.page.get_by_label("Theme").select_option("")
    visitor.go("/")
    assert visitor.page.locator("html").get_attribute("data-theme") is None


@pytest.mark.parametrize("way", WAYS)
def test_searching_from_home_and_masthead(open_as: OpenAs, thread: Thread, way: str) -> None:
    visitor = open_as(None, way=way).go("/")
    visitor.write("What is going on?", "house cold")
    visitor.press("Find an answer")
    visitor.follow(thread.title, within="main")
    visitor.sees(thread.title, role="heading")
    visitor.write("Search the community", "zebra")
    visitor.page.keyboard.press("Enter")
    visitor.sees("Nothing yet for “zebra”", role="heading")
    visitor.follow("Ask with these words")
    assert visitor.value("What is going on, in one sentence?") == "zebra"


def test_enter_in_an_empty_search_asks_what_is_wanted(open_as: OpenAs) -> None:
    visitor = open_as(None, way=NO_SCRIPT).go("/")
    visitor.press("Find an answer")
    visitor.sees("What would you like to know?", role="heading")

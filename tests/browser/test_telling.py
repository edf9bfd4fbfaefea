"""Members are told, once, where they chose to be; and one press ends it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.actions import trust_email
from accounts.actions.deliveries import deliver_due
from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Reply, Thread
from tests.browser.conftest import WAYS, OpenAs
from tests.browser.people import Person, newest_mail
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BELL = re.compile("in your inbox")


@pytest.fixture(autouse=True)
def _proven(noor: Member, tomasz: Member, sasha: Member) -> None:
    for member in (noor, tomasz, sasha):
        trust_email(member)


def mails_to(member: Member) -> int:
    return sum(member.email in one.to for one in mail.outbox)


def hears(person: Person, count: int) -> None:
    """The bell of the page says how many threads have something new."""
    expect(person.page.locator(".masthead .count")).to_have_text(str(count))


@pytest.mark.parametrize("way", WAYS)
def test_who_has_it_too_is_told_when_it_is_solved(
    open_as: OpenAs, answer: Reply, noor: Member, sasha: Member, way: str
) -> None:
    member = open_as(sasha, way=way).go(answer.thread.get_absolute_url())
    member.press(re.compile("^I have this too"))
    expect(member.page.locator("#me-too")).to_have_attribute("aria-pressed", "true")
    deliver_due()
    assert mails_to(sasha) == 0
    accept_solution(answer, by=noor)
    for _ in range(2):  # a while later: an asker may take a Solution back at once
        deliver_due(at=timezone.now() + timedelta(hours=1))
    assert mails_to(sasha) == 1
    assert "The house is cold" in newest_mail(sasha.email or "")
    member.go("/")
    hears(member, 1)
    member.press(BELL, role="link")
    member.sees("A thread you watch was solved")
    member.press(re.compile("A thread you watch was solved"))
    member.sees("Set the link to two-wire.")
    expect(member.go("/").page.locator(".masthead .count")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_who_is_named_is_told(
    open_as: OpenAs, thread: Thread, tomasz: Member, sasha: Member, way: str
) -> None:
    writer = open_as(tomasz, way=way).go(thread.get_absolute_url())
    writer.write("Your answer", "Ask @sasha, who had this last year.")
    writer.press("Post answer")
    writer.sees("who had this last year.")
    deliver_due()
    assert "Tomasz Wilk named you" in newest_mail(sasha.email or "")
    named = open_as(sasha, way=way).go("/inbox/")
    named.press(re.compile("Tomasz Wilk named you"))
    named.sees("who had this last year.")


def test_a_digest_arrives_once(
    open_as: OpenAs, thread: Thread, noor: Member, tomasz: Member
) -> None:
    asker = open_as(noor).go("/preferences/")
    asker.page.get_by_label("An answer to your question").select_option("daily")
    asker.press("Save")
    asker.sees("Saved.")
    for words in ("Bleed the radiator.", "Turn it off and on."):
        post_reply(thread, by=tomasz, source=words)
    deliver_due()
    assert mails_to(noor) == 0
    tomorrow = timezone.now() + timedelta(days=1)
    for _ in range(3):
        deliver_due(at=tomorrow)
    assert mails_to(noor) == 1
    words = newest_mail(noor.email or "")
    assert (words.count("Bleed the radiator."), words.count("Turn it off and on.")) == (1, 1)


@pytest.mark.parametrize("way", WAYS)
def test_one_press_ends_mails_of_a_kind(
    open_as: OpenAs, thread: Thread, noor: Member, tomasz: Member, way: str
) -> None:
    """By the link in the mail, signed out; looking at the page changes nothing."""
    post_reply(thread, by=tomasz, source="Bleed the radiator.")
    deliver_due()
    (path,) = re.findall(r"https?://[^/]+(/unsubscribe/\S+)", newest_mail(noor.email or ""))
    reader = open_as(None, way=way).go(path)
    reader.sees("Stop these mails?", role="heading")
    post_reply(thread, by=tomasz, source="Turn it off and on.")
    deliver_due()
    assert mails_to(noor) == 2
    reader.press("Stop these mails")
    reader.sees("Done", role="heading")
    post_reply(thread, by=tomasz, source="Wait for spring.")
    deliver_due()
    assert mails_to(noor) == 2
    hears(open_as(noor).go("/"), 1)


@pytest.mark.parametrize("way", WAYS)
def test_the_site_is_renamed_and_recoloured(open_as: OpenAs, thread: Thread, way: str) -> None:
    visitor = open_as(None, way=way).go("/")
    asked = "document.querySelector('.masthead .btn--primary')"
    colour = f"getComputedStyle({asked}).backgroundColor"
    before = visitor.page.evaluate(colour) if way != "no script" else ""
    staff = open_as(make_member("ines", role="staff"), way=way).go("/settings/")
    staff.write("Brand colour", "#ffee88")
    staff.press("Save")
    staff.sees(re.compile("Words in this colour have a contrast of"))
    staff.write("Name of the company", "Northwind")
    staff.write("Brand colour", "#0a5c4a")
    staff.press("Save")
    staff.sees("Saved.")
    visitor.go("/")
    expect(visitor.page).to_have_title(re.compile("Northwind"))
    expect(visitor.page.locator(".brand")).to_contain_text("Northwind")
    if way != "no script":
        assert (before, visitor.page.evaluate(colour)) == (before, "rgb(10, 92, 74)")
        assert before != "rgb(10, 92, 74)"

"""Drafts: a quotation joins what was written, each place has its own, and what was posted is gone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.actions import trust_email
from accounts.models import Member
from forum.actions.replies import edit_reply
from forum.actions.solutions import accept_solution
from forum.models import Comment, Reply, Thread
from tests.browser.conftest import OpenAs
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "What is going on, in one sentence?"
MORE = "Tell us a little more"
QUOTED = "> Set the link to two-wire."


def kept(person: Person) -> list[str]:
    found: list[str] = person.page.evaluate("Object.keys(localStorage).sort()")
    return [key for key in found if key.startswith("draft:")]


def saved(person: Person) -> None:
    person.sees("Draft saved on this device.")


def test_a_quotation_comes_after_what_was_written(
    open_as: OpenAs, answer: Reply, sasha: Member
) -> None:
    member = open_as(sasha).go(answer.thread.get_absolute_url())
    member.write("Your answer", "My own words.")
    member.page.get_by_role("link", name="Quote").first.click()
    member.sees("Draft restored.")
    words = member.value("Your answer")
    assert words.startswith("My own words.\n\n")
    assert words.count(QUOTED) == 1
    member.page.reload()
    member.sees("Draft restored.")
    assert member.value("Your answer").count(QUOTED) == 1
    member.press("Start afresh")
    assert "My own words." not in member.value("Your answer")
    assert QUOTED in member.value("Your answer")


def test_what_is_asked_after_a_thread_has_its_own_draft(
    open_as: OpenAs, answer: Reply, noor: Member, sasha: Member
) -> None:
    trust_email(sasha)
    accept_solution(answer, by=noor)
    visitor = open_as(None).go("/ask/")
    visitor.write(MORE, "About something else")
    saved(visitor)
    path = f"/ask/?follow_up_of={answer.thread_id}"
    visitor.go(path)
    assert visitor.value(MORE) == ""
    visitor.write(TITLE, "Mine is cold too")
    visitor.write(MORE, "On another hub.")
    visitor.page.locator("main").get_by_role("button", name="Sign in").click()
    visitor.write("E-mail", sasha.email or "")
    visitor.write("Password", "correct horse 1")
    visitor.press("Sign in")
    visitor.at(re.compile(re.escape(path)))
    assert (visitor.value(TITLE), visitor.value(MORE)) == ("Mine is cold too", "On another hub.")
    visitor.press("Ask the community", within="main")
    visitor.sees("Mine is cold too", role="heading")
    made = Thread.objects.get(title="Mine is cold too")
    assert made.links.get().to_id == answer.thread_id
    assert kept(visitor) == ["draft:ask"]


def test_a_posted_comment_leaves_no_draft(open_as: OpenAs, answer: Reply, sasha: Member) -> None:
    member = open_as(sasha).go(answer.thread.get_absolute_url())
    for post in ("question", f"#r-{answer.pk}"):
        place = member.page.locator(f".{post}" if post == "question" else post)
        place.locator("summary").first.click()
        place.get_by_label("A short note").fill("On mine too.")
        place.get_by_role("button", name="Add the comment").click()
        expect(place.locator(".comment")).to_have_count(1)
        assert kept(member) == []
    member.page.go_back()
    member.go(answer.thread.get_absolute_url())
    assert [box.input_value() for box in member.page.get_by_label("A short note").all()] == ["", ""]
    assert kept(member) == []
    assert Comment.objects.count() == 2


def test_an_edit_has_a_draft(open_as: OpenAs, answer: Reply, tomasz: Member) -> None:
    path = f"/r/{answer.pk}/edit/"
    member = open_as(tomasz).go(path)
    member.write("Text", "Set it to three-wire.")
    saved(member)
    member.go(path)
    member.sees("Draft restored.")
    assert member.value("Text") == "Set it to three-wire."
    edit_reply(answer, by=tomasz, source="Set it to two-wire, please.")
    member.go(path)
    member.sees("The text was edited meanwhile")
    member.press("Start afresh")
    assert member.value("Text") == "Set it to two-wire, please."
    member.write("Text", "Set it to four-wire.")
    member.press("Save the edit")
    member.sees("Set it to four-wire.")
    assert kept(member) == []
    member.go(path)
    assert member.value("Text") == "Set it to four-wire."


def test_an_edit_of_a_thread_has_a_draft(open_as: OpenAs, thread: Thread, noor: Member) -> None:
    path = f"/t/{thread.pk}/edit/"
    member = open_as(noor).go(path)
    member.write("Title", "The house is icy")
    saved(member)
    member.go(path)
    assert member.value("Title") == "The house is icy"
    member.press("Save the edit")
    member.sees("The house is icy", role="heading")
    assert kept(member) == []

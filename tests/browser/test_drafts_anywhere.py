"""A member's draft goes with them: begun in one browser, finished in another, through a lost
network, and with both versions in hand where two were written."""

import re
import time

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from forum.models import Draft, Reply, Thread
from tests.browser.conftest import NO_SCRIPT, OpenAs, session_of
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWER = "Your answer"
TITLE, MORE = "What is going on, in one sentence?", "Tell us a little more"


def saved(person: Person) -> None:
    line = person.page.locator("#write [data-draft-line]")
    expect(line).to_have_text(re.compile(r"^Draft saved\.$|Start afresh"))


def has(person: Person, words: str) -> None:
    expect(person.page.get_by_label(ANSWER, exact=True)).to_have_value(words)


def sign_in(person: Person, member: Member) -> Person:
    url = "/".join(person.page.url.split("/")[:3])
    person.page.context.add_cookies([session_of(member, url)])
    return person


def phone_and_desk(open_as: OpenAs, thread: Thread, member: Member) -> tuple[Person, Person]:
    """Two browsers of one member with other words each: the second has just heard of the first's."""
    at = thread.get_absolute_url()
    phone, desk = open_as(member).go(at), open_as(member).go(at)
    phone.write(ANSWER, "Written on the phone")
    stands("Written on the phone")
    desk.write(ANSWER, "Written at the desk")
    desk.sees("You wrote other words for this elsewhere")
    return phone, desk


def stands(source: str) -> None:
    """Wait until the server has these words."""
    for _ in range(100):
        if Draft.objects.filter(words__source=source).exists():
            return

        time.sleep(0.1)
    raise AssertionError(list(Draft.objects.values_list("words", flat=True)))


@pytest.mark.parametrize("way", ["mouse", NO_SCRIPT])
def test_written_in_one_browser_finished_in_another(
    open_as: OpenAs, thread: Thread, sasha: Member, way: str
) -> None:
    at = thread.get_absolute_url()
    one = open_as(sasha, way=way).go(at)
    one.write(ANSWER, "Bleed the radiator")
    if way == NO_SCRIPT:
        one.press("Save the draft")
        one.sees("Bleed the radiator")
    stands("Bleed the radiator")
    other = open_as(sasha, way=way).go(at)
    has(other, "Bleed the radiator")
    other.write(ANSWER, "Bleed the radiator upstairs.")
    other.press("Post answer")
    other.sees("Bleed the radiator upstairs.")
    assert Reply.objects.get().author == sasha
    assert Draft.objects.count() == 0
    has(one.go(at), "")


def test_two_versions_are_shown_and_one_is_chosen(
    open_as: OpenAs, thread: Thread, sasha: Member, faults: list[str]
) -> None:
    phone, desk = phone_and_desk(open_as, thread, sasha)
    desk.sees("Written on the phone")
    has(desk, "Written at the desk")
    desk.press("Go on with those")
    has(desk, "Written on the phone")
    desk.sees_not("You wrote other words")
    # What gave way is in the list.
    desk.go("/drafts/").page.get_by_text("Other words that you wrote").click()
    desk.sees("Written at the desk")

    phone.write(ANSWER, "Written on the phone, on")
    phone.sees("You wrote other words for this elsewhere")
    phone.press("Go on with these here")
    stands("Written on the phone, on")
    phone.sees_not("You wrote other words")
    saved(phone)
    assert [fault.split(": ")[1].split()[0] for fault in faults] == ["409", "409"]
    faults.clear()


def test_a_lost_network_loses_nothing(
    open_as: OpenAs, thread: Thread, sasha: Member, faults: list[str]
) -> None:
    person = open_as(sasha).go(thread.get_absolute_url())
    person.page.context.set_offline(True)
    person.write(ANSWER, "Written in a tunnel")
    person.sees("It is saved with us when you are back online.")
    assert Draft.objects.count() == 0
    person.page.context.set_offline(False)
    stands("Written in a tunnel")
    person.sees("Draft saved.")
    faults.clear()  # the browser tells of the lost network


def test_starting_afresh_throws_the_draft_away(
    open_as: OpenAs, thread: Thread, sasha: Member
) -> None:
    person = open_as(sasha).go(thread.get_absolute_url())
    person.write(ANSWER, "No, not this")
    stands("No, not this")
    other = open_as(sasha).go(thread.get_absolute_url())
    other.press("Start afresh")
    has(other, "")
    for _ in range(100):
        if not Draft.objects.exists():
            break
        other.page.wait_for_timeout(100)
    assert Draft.objects.count() == 0


def test_posting_in_the_face_of_a_conflict_keeps_the_other_words(
    open_as: OpenAs, thread: Thread, sasha: Member, faults: list[str]
) -> None:
    _phone, desk = phone_and_desk(open_as, thread, sasha)
    desk.press("Post answer")
    desk.sees("Other words that you wrote for this are in your drafts")
    assert Reply.objects.get().source == "Written at the desk"
    stands("Written on the phone")
    faults.clear()  # the conflict


def test_nobody_is_given_what_another_member_wrote_here(
    open_as: OpenAs, thread: Thread, sasha: Member, tomasz: Member, faults: list[str]
) -> None:
    """Sasha's session ends while she writes; Tomasz signs in at the same browser."""
    at = thread.get_absolute_url()
    browser = open_as(sasha).go(at)
    context = browser.page.context
    context.set_offline(True)
    browser.write(ANSWER, "Private words")
    browser.sees("It is saved with us when you are back online.")
    context.clear_cookies()
    context.set_offline(False)
    sign_in(browser, tomasz).go(at)
    has(browser, "")
    browser.write(ANSWER, "Of Tomasz")
    stands("Of Tomasz")
    assert list(Draft.objects.values_list("member__username", flat=True)) == ["tomasz"]
    context.clear_cookies()
    sign_in(browser, sasha).go(at)
    has(browser, "Private words")
    faults.clear()  # the browser tells of the lost network


def test_another_question_is_put_aside_and_offered(open_as: OpenAs, thread: Thread) -> None:
    """A link from a search brings a title; the question begun before is not mixed into it."""
    visitor = open_as(None).go("/ask/")
    visitor.write(TITLE, "Old pump")
    visitor.write(MORE, "It hums")
    visitor.sees("Draft saved on this device.")
    visitor.go("/ask/?title=New+valve")
    assert (visitor.value(TITLE), visitor.value(MORE)) == ("New valve", "")
    visitor.write(MORE, "It leaks")
    visitor.press("Go on with the earlier question: Old pump")
    assert (visitor.value(TITLE), visitor.value(MORE)) == ("Old pump", "It hums")
    visitor.go("/ask/?title=Old+pump")
    assert visitor.value(MORE) == "It hums"
    visitor.press("Go on with the earlier question: New valve")
    assert (visitor.value(TITLE), visitor.value(MORE)) == ("New valve", "It leaks")

"""The two marks: the asker's Solution and the company's Recommendation."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Member
from forum.actions.replies import post_reply
from forum.models import Board, Reply, Thread
from tests.browser.conftest import MOUSE, NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import Person

Ask = Callable[..., Thread]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def second(answer: Reply, sasha: Member) -> Reply:
    return post_reply(answer.thread, by=sasha, source="Take the batteries out.")


def band(person: Person) -> str:
    """The words of the green band with the answer under it; "" where nothing is solved."""
    found = person.page.locator(".answer--solution")
    return found.inner_text() if found.count() else ""


@pytest.mark.parametrize("way", WAYS)
def test_the_asker_accepts_switches_and_takes_back(
    open_as: OpenAs, answer: Reply, second: Reply, noor: Member, way: str
) -> None:
    asker = open_as(noor, way=way).go(answer.thread.get_absolute_url())
    assert band(asker) == ""
    asker.press(re.compile("This solved it"), within=f"#r-{answer.pk}")
    asker.sees("Solution", role="heading")
    assert "Set the link to two-wire." in band(asker)
    asker.sees("Noor, who asked, accepted this")
    asker.press("This one solved it", within=f"#r-{second.pk}")
    expect(asker.page.locator(".answer--solution")).to_contain_text("Take the batteries out.")
    assert asker.page.locator(".answer--solution").count() == 1
    asker.press("Not solved after all")
    expect(asker.page.locator(".answer--solution")).to_have_count(0)
    thread = Thread.objects.get()
    assert (thread.is_solved, thread.solution) == (False, None)


def test_others_are_not_asked_what_solved_it(
    open_as: OpenAs, answer: Reply, tomasz: Member, maren: Member
) -> None:
    for person in (open_as(tomasz), open_as(maren), open_as(None)):
        person.go(answer.thread.get_absolute_url()).sees("Set the link to two-wire.")
        assert person.page.get_by_role("button", name="This solved it").count() == 0


@pytest.mark.parametrize("way", WAYS)
def test_solved_without_an_answer(open_as: OpenAs, thread: Thread, noor: Member, way: str) -> None:
    asker = open_as(noor, way=way).go(thread.get_absolute_url())
    asker.press("Solved without a particular answer")
    asker.sees("Solved without a particular answer.")
    asker.go("/threads/?show=solved").sees(thread.title, role="link")
    asker.go(thread.get_absolute_url()).press("Not solved after all")
    asker.sees("Waiting for an answer")


@pytest.mark.parametrize("way", WAYS)
def test_an_ambassador_recommends_and_takes_back(
    open_as: OpenAs, answer: Reply, maren: Member, way: str
) -> None:
    ambassador = open_as(maren, way=way).go(answer.thread.get_absolute_url())
    ambassador.follow("Recommend", within=f"#r-{answer.pk}")
    ambassador.write("Why we recommend this", "Safe on every boiler we know.")
    ambassador.press("Recommend")
    slip = ambassador.page.locator(f"#r-{answer.pk} .mark-recommended")
    expect(slip).to_contain_text("Recommended by Ostrel")
    expect(slip).to_contain_text("Maren Jost: “Safe on every boiler we know.”")
    # The company's word is not the asker's.
    assert band(ambassador) == ""
    ambassador.follow("Recommended", within=f"#r-{answer.pk}")
    ambassador.press("Take the Recommendation back")
    expect(slip).to_have_count(0)


def test_both_marks_stand_on_one_answer(
    open_as: OpenAs, answer: Reply, noor: Member, maren: Member
) -> None:
    asker, ambassador = open_as(noor, way=NO_SCRIPT), open_as(maren, way=NO_SCRIPT)
    asker.go(answer.thread.get_absolute_url()).press(re.compile("This solved it"))
    ambassador.go(answer.thread.get_absolute_url()).follow("Recommend")
    ambassador.press("Recommend")
    visitor = open_as(None).go(answer.thread.get_absolute_url())
    expect(visitor.page.locator(".answer--solution .mark-recommended")).to_have_count(1)
    expect(visitor.page.locator(".mark-solution")).to_have_count(1)


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_the_company_says_where_a_problem_stands(
    open_as: OpenAs, board: Board, ask: Ask, maren: Member, way: str
) -> None:
    thread = ask(kind="problem", title="The relay hums")
    ambassador = open_as(maren, way=way).go(thread.get_absolute_url())
    fold = ambassador.page.locator("summary", has_text="For the company")
    ambassador.use(fold)
    ambassador.page.get_by_label("State", exact=True).select_option("wont_fix")
    ambassador.press("Set the state")
    ambassador.sees("Please give the reason: people deserve to know why not.")
    ambassador.follow("Go back")
    ambassador.use(fold)
    ambassador.page.get_by_label("State", exact=True).select_option("confirmed")
    ambassador.write("Why, or what you need to know", "Seen on three relays. ^MJ")
    ambassador.press("Set the state")
    ambassador.sees("Confirmed")
    ambassador.sees("Seen on three relays. ^MJ")
    ambassador.use(fold)
    ambassador.write("Reason for closing", "One thread for it is enough.")
    ambassador.press("Close to new replies")
    ambassador.sees("One thread for it is enough.")
    visitor = open_as(None, way=way).go(thread.get_absolute_url())
    visitor.sees("Closed to new replies.")
    visitor.follow("Ask a new question")
    visitor.sees("Ask the community", role="heading")


def test_a_workaround_is_named_as_such(open_as: OpenAs, ask: Ask, noor: Member) -> None:
    thread = ask(kind="problem", title="The relay hums")
    reply = post_reply(thread, by=noor, source="Tape on the lid helps.")
    asker = open_as(noor).go(thread.get_absolute_url())
    asker.press("A workaround for now", within=f"#r-{reply.pk}")
    asker.sees("Workaround", role="heading")
    assert "Tape on the lid helps." in band(asker)
    assert not asker.page.get_by_role("button", name="A workaround for now").count()
    asker.press("This solved it", within=f"#r-{reply.pk}")
    asker.sees("Solution", role="heading")
    assert "Tape on the lid helps." in band(asker)
    assert not asker.page.get_by_role("button", name="This solved it").count()


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_the_company_confirms_for_a_silent_asker_who_then_decides(
    open_as: OpenAs, ask: Ask, noor: Member, tomasz: Member, maren: Member, way: str
) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    thread = ask(at=long_ago)
    reply = post_reply(thread, by=tomasz, source="Set it to two-wire.", at=long_ago)
    ambassador = open_as(maren, way=way).go(thread.get_absolute_url())
    ambassador.press("Confirm for the asker", within=f"#r-{reply.pk}")
    ambassador.sees("Maren Jost of Ostrel confirmed this for Noor, who has not been back")
    asker = open_as(noor, way=way).go(thread.get_absolute_url())
    asker.press(re.compile("solved it"), within=f"#r-{reply.pk}")
    asker.sees("Noor, who asked, accepted this")

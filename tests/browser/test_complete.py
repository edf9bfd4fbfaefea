"""@names, tags and threads are offered while somebody writes, by keyboard and by finger."""

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from accounts.versions import bump
from forum.models import Board, Draft, Reply
from tests.browser.conftest import OpenAs
from tests.browser.people import Person
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def types(person: Person, words: str) -> None:
    person.page.get_by_label("Your answer").press_sequentially(words)


def offers(person: Person) -> list[str]:
    expect(person.page.get_by_role("option").first).to_be_visible()
    return [item.inner_text() for item in person.page.get_by_role("option").all()]


def test_a_name_is_picked_by_keyboard(open_as: OpenAs, answer: Reply, sasha: Member) -> None:
    make_member("tobias")
    member = open_as(sasha).go(answer.thread.get_absolute_url())
    types(member, "Thanks @to")
    # Who wrote in the thread comes first.
    assert [words.split("@")[1] for words in offers(member)] == ["tomasz", "tobias"]
    box = member.page.get_by_label("Your answer")
    member.page.keyboard.press("Escape")
    expect(member.page.get_by_role("option")).to_have_count(0)
    types(member, "m")
    expect(member.page.get_by_role("option")).to_have_count(1)
    member.page.keyboard.press("Enter")
    expect(box).to_have_value("Thanks @tomasz ")
    types(member, "and @to")
    offers(member)
    member.page.keyboard.press("ArrowDown")
    expect(member.page.get_by_role("option", selected=True)).to_contain_text("@tobias")
    member.page.keyboard.press("Tab")
    expect(box).to_have_value("Thanks @tomasz and @tobias ")
    expect(box).to_be_focused()
    member.sees("Draft saved.")
    assert Draft.objects.get().words["source"] == "Thanks @tomasz and @tobias "
    member.press("Post answer")
    expect(member.page.get_by_role("link", name="@tomasz").first).to_be_visible()


def test_a_tag_is_picked_by_finger(
    open_as: OpenAs, answer: Reply, board: Board, sasha: Member
) -> None:
    board.tags.create(name="Hub", slug="hub")
    bump("boards")
    phone = {"viewport": {"width": 375, "height": 700}, "has_touch": True, "is_mobile": True}
    member = open_as(sasha, **phone).go(answer.thread.get_absolute_url())
    types(member, "It is the #hu")
    assert [words.split() for words in offers(member)] == [["Hub", "#hub"]]
    member.page.get_by_role("option").first.tap()
    expect(member.page.get_by_label("Your answer")).to_have_value("It is the #hub ")
    types(member, f"as in #{answer.thread_id}")
    assert "The house is cold" in offers(member)[0]
    wide = member.page.evaluate("document.documentElement.scrollWidth")
    assert wide == 375

"""What is offered to somebody about to ask: "This solved it" ends the asking, "Not this" puts it away."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from accounts.models import Member
from blog.models import HowTo
from forum.models import Thread
from search.answering import breaker
from search.engines import engine
from search.indexing import drain
from search.models import Offer
from search.rebuilding import rebuild
from tests.browser.conftest import MOUSE, NO_SCRIPT, OpenAs
from tests.browser.people import Person
from tests.browser.test_asking import TITLE
from tests.search.posts import howto

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "A radiator is cold"


@pytest.fixture
def offered(
    ask: Any, noor: Member, maren: Member, settings: Any, tmp_path: Path
) -> Iterator[tuple[Thread, HowTo]]:
    """A thread and a how-to about the same, in an index that answers."""
    settings.SEARCH_DIR = tmp_path / "index"
    made = ask(title=WORDS), howto(maren, f"{WORDS}: bleed it")
    drain()
    rebuild()
    breaker.answered()
    yield made
    engine().close()


def cards(person: Person) -> Locator:
    return person.page.locator("[data-suggestions-into] article")


def begin(open_as: OpenAs, way: str) -> Person:
    visitor = open_as(None, way=way)
    if way == NO_SCRIPT:
        return visitor.go("/ask/?title=A+radiator+is+cold")
    visitor.go("/ask/")
    visitor.write(TITLE, WORDS)
    return visitor


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_a_how_to_solves_it_before_it_is_asked(
    open_as: OpenAs, offered: tuple[Thread, HowTo], way: str
) -> None:
    _thread, post = offered
    visitor = begin(open_as, way)
    expect(cards(visitor)).to_have_count(2)
    expect(cards(visitor).first).to_contain_text("How-to")
    visitor.press(f"This solved it: {post.title}")
    visitor.at(re.compile(f"/search/helped/how-to/{post.pk}/$"))
    visitor.sees("Good to hear", role="heading")
    rows = Offer.objects.values_list("outcome", "thread_id", "post_id")
    assert list(rows) == [("solved", None, post.pk)]
    assert not Thread.objects.exclude(pk=offered[0].pk).exists()


def test_not_this_puts_it_away_for_good_and_the_other_solves_it(
    open_as: OpenAs, offered: tuple[Thread, HowTo]
) -> None:
    thread, post = offered
    visitor = begin(open_as, MOUSE)
    expect(cards(visitor)).to_have_count(2)
    visitor.press(f"Not this: {post.title}")
    expect(cards(visitor)).to_have_count(1)
    visitor.write(TITLE, f"{WORDS} today")
    expect(cards(visitor)).to_have_count(1)
    visitor.press(f"This solved it: {thread.title}")
    visitor.at(re.compile(f"/search/helped/{thread.pk}/$"))
    rows = Offer.objects.values_list("outcome", "thread_id", "post_id")
    assert list(rows) == [("solved", thread.pk, None)]

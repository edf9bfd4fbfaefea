"""Offers in a search box: by keyboard, by mouse, and the plain box without scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from forum.models import Thread
from search.answering import breaker
from search.engines import engine
from search.engines.base import Engine
from search.indexing import drain
from search.models import RecentSearch
from search.rebuilding import rebuild
from tests.browser.conftest import OpenAs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def index(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[Engine]:
    """An index that answers."""
    settings.SEARCH_DIR = tmp_path / "index"
    rebuild()
    breaker.answered()
    yield engine()
    engine().close()


def made(ask: Any, *titles: str) -> list[Thread]:
    threads = [ask(title=title) for title in titles]
    drain()
    return threads


@pytest.mark.parametrize("path", ["/search/", "/", "/boards/"])
def test_a_thread_is_gone_to_by_keyboard(
    open_as: OpenAs, ask: Any, index: Engine, path: str
) -> None:
    made(ask, "Valve hums", "Valve leaks")
    page = open_as(None).go(path).page
    box, options = page.get_by_role("combobox").first, page.locator(".offers").get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("val")
    expect(options).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(page.locator(".offers").get_by_role("option", selected=True)).to_have_text(
        options.last.inner_text()
    )
    page.keyboard.press("ArrowDown")
    expect(page.locator(".offers").get_by_role("option", selected=True)).to_have_count(0)
    page.keyboard.press("ArrowDown")
    chosen = options.first
    expect(box).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    page.keyboard.press("Home")
    assert box.evaluate("box => box.selectionStart") == 0
    assert box.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("val")
    page.keyboard.press("ArrowDown")
    expect(options).to_have_count(2)
    page.keyboard.press("ArrowDown")
    title = options.first.inner_text().strip()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_enter_without_a_choice_sends_the_form(open_as: OpenAs, ask: Any, index: Engine) -> None:
    made(ask, "Valve hums")
    page = open_as(None).go("/search/").page
    page.get_by_role("combobox").first.press_sequentially("val")
    expect(page.locator(".offers").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=val$"))


def test_only_the_last_words_are_asked_for(open_as: OpenAs, ask: Any, index: Engine) -> None:
    made(ask, "Valve hums")
    page = open_as(None).go("/search/").page
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "instant" in request.url else None
    )
    page.get_by_role("combobox").first.press_sequentially("valve", delay=20)
    expect(page.locator(".offers").get_by_role("option")).to_have_count(1)
    assert [url.partition("?")[2] for url in asked][-1] == "q=valve"
    assert len(asked) < 5


def test_what_was_looked_for_is_offered_in_the_empty_box(
    open_as: OpenAs, ask: Any, index: Engine, sasha: Member
) -> None:
    made(ask, "Valve hums")
    member = open_as(sasha).go("/search/?q=valve")
    expect(member.page.get_by_role("button", name="Keep this search")).to_be_hidden()
    member.page.wait_for_load_state("networkidle")
    assert list(RecentSearch.objects.values_list("text", flat=True)) == ["valve"]
    member.go("/search/").page.get_by_role("combobox").first.focus()
    expect(member.page.locator(".offers").get_by_role("option")).to_have_text(re.compile("valve"))
    member.press("Forget these searches")
    member.sees("What would you like to know?")
    assert RecentSearch.objects.count() == 0


def test_without_scripts_a_button_keeps_it(
    open_as: OpenAs, ask: Any, index: Engine, sasha: Member
) -> None:
    made(ask, "Valve hums")
    member = open_as(sasha, way="no script").go("/search/?q=valve")
    assert RecentSearch.objects.count() == 0
    member.press("Keep this search")
    assert RecentSearch.objects.get().text == "valve"
    member.go("/search/").follow("valve")
    member.sees("Valve hums")

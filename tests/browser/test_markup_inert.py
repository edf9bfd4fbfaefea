"""Hostile strings in a real browser, without a content security policy: nothing runs, nothing is
fetched, nowhere is gone to, whatever shape markup gives them."""

import os
from collections.abc import Callable, Iterator
from html import escape
from itertools import islice, pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, sync_playwright

from forum.markup import diff_html, gist_of
from tests.forum.markup_tree import vectors
from tests.forum.test_markup_inert import (
    SINKS,
    as_html,
    as_markdown,
)

pytestmark = pytest.mark.browser

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SITE = "https://community.example/"
BATCH = 150

# Anything that a payload would do shows up in `__ran`. This is the page's one script.
WATCH = """
  window.__ran = [];
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch'])
    window[name] = (...words) => { window.__ran.push(name + ' ' + words); };
  for (const name of ['log', 'error', 'warn', 'info'])
    console[name] = (...words) => { window.__ran.push('console ' + words); };
"""

# Every event that a hostile attribute listens for, sent to every element; then what a browser
# itself makes of the addresses and attributes.
PROVOKE = """
  () => {
    const wrong = [];
    const events = ['load', 'error', 'focus', 'blur', 'mouseover', 'mouseenter', 'mousemove',
      'pointerover', 'toggle', 'begin', 'end', 'start', 'finish', 'animationstart', 'input',
      'animationend', 'transitionend', 'scroll', 'wheel', 'copy', 'paste', 'keydown', 'change',
      'beforetoggle', 'contentvisibilityautostatechange', 'pageshow', 'hashchange', 'message'];
    for (const element of document.querySelectorAll('section, section *')) {
      for (const name of events)
        element.dispatchEvent(new Event(name, {bubbles: false}));
      for (const attribute of element.attributes)
        if (/^on|^style$|^id$|^name$|^srcdoc$|^formaction$|^xlink/i.test(attribute.name)
            && element.tagName !== 'SECTION')
          wrong.push(element.tagName + ' ' + attribute.name);
      if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml')
        wrong.push(element.tagName + ' ' + element.namespaceURI);
      if (element.localName === 'a' && !['http:', 'https:', 'mailto:'].includes(element.protocol))
        wrong.push('a ' + element.href);
      if (element.localName === 'img' && new URL(element.src).origin !== location.origin)
        wrong.push('img ' + element.src);
    }
    return wrong.concat(window.__ran);
  }
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: install Debian's chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page that shows what it is given and notes whatever happens beside that."""

    def __init__(self, context: BrowserContext) -> None:
        self.happened: list[str] = []
        self.html = ""
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        context.route("**/*", self._answer)
        context.on("page", lambda page: self.happened.append(f"opened {page.url}"))
        self.page.on("dialog", self._dialog)
        self.page.on("framenavigated", lambda frame: self._went(frame.url))
        self.page.on("pageerror", lambda error: self.happened.append(f"script error {error}"))

    def show(self, fragments: list[str]) -> list[str]:
        """Show each fragment in a section of its own; return what happened, and should not."""
        self.happened.clear()
        sections = "".join(f"<section>{fragment}</section>\n" for fragment in fragments)
        self.html = f"<!doctype html><script>{WATCH}</script><body>{sections}</body>"
        try:
            found = self._provoke(len(fragments))
        except Error as error:  # the page went elsewhere while it was looked at
            found = [f"left: {error.message}"]
        return [*self.happened, *found]

    def _provoke(self, sections: int) -> list[str]:
        self.page.goto(SITE, wait_until="load")
        found = list(self.page.evaluate(PROVOKE))
        self.page.wait_for_timeout(50)  # for what runs a moment later
        shown = self.page.locator("body > section").count()
        if shown != sections:
            found.append(f"{shown} of {sections} sections")
        ran = self.page.evaluate("window.__ran")
        return found + (["left: another page stands here"] if ran is None else list(ran))

    def _answer(self, route: Route) -> None:
        if route.request.url == SITE:
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
            return
        if not route.request.url.startswith(f"{SITE}media/"):
            self.happened.append(f"asked for {route.request.url}")
        route.fulfill(status=404, body="")

    def _dialog(self, dialog: object) -> None:
        self.happened.append(f"dialog {dialog}")

    def _went(self, url: str) -> None:
        if url != SITE:
            self.happened.append(f"went to {url}")


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    context = browser.new_context(bypass_csp=True)
    yield Watched(context)
    context.close()


def culprits(watched: Watched, fragments: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Return {source: what happened} for the fragments (source, html) that are not inert."""
    rest = iter(fragments)
    found: dict[str, list[str]] = {}
    while batch := list(islice(rest, BATCH)):
        if watched.show([html for _, html in batch]):
            for source, html in batch:
                if happened := watched.show([html]):
                    found[source] = happened
            found = found or {"together": watched.show([html for _, html in batch])}
    return found


@pytest.mark.parametrize(
    "live",
    [
        "<img src=x onerror=alert(1)>",
        "<script>confirm(1)</script>",
        "<p onmouseover=prompt(1)>a</p>",
        "<a href=javascript:alert(1)>a</a>",
        "<img src=https://evil.example/a.png>",
        "<iframe src=https://evil.example/></iframe>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
        "<p style='background:url(https://evil.example/b.png)'>a</p>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
        "</section><section>",
    ],
)
def test_the_watch_sees_what_is_live(live: str, watched: Watched) -> None:
    assert watched.show([live]) != []


def test_the_watch_is_content_with_words(watched: Watched) -> None:
    assert watched.show(["<p>words</p>", "<img src=/media/a.png alt=a>"]) == []


@pytest.mark.parametrize("sink", SINKS)
def test_hostile_strings_do_nothing(sink: Callable[[str], str], watched: Watched) -> None:
    assert culprits(watched, [(text, sink(text)) for text in vectors()]) == {}


def test_hostile_strings_do_nothing_in_a_diff(watched: Watched) -> None:
    pairs = pairwise(vectors())
    assert culprits(watched, [(new, diff_html(old, new)) for old, new in pairs]) == {}


@pytest.mark.parametrize("sink", [as_markdown, as_html])
def test_hostile_strings_do_nothing_in_a_gist(sink: Callable[[str], str], watched: Watched) -> None:
    """An excerpt is plain text: pages escape it, in text and in attributes."""
    fragments = [(text, escape(gist_of(sink(text)))) for text in vectors()]
    shown = [(text, f'<p title="{gist}">{gist}</p>') for text, gist in fragments]
    assert culprits(watched, shown) == {}

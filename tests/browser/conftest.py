"""A real browser for journeys: Debian's Chromium, started once for each module of tests.

Whatever the browser complains of (an error of a script, the policy, a file that is missing) fails
the test at its end. Without a browser the tests fail; they are never passed over.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Member
from tests.browser import community
from tests.browser.community import Community
from tests.browser.people import Person

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
# A busy machine is no fault of the product.
PATIENCE = 30_000
# Ways through a page: each main journey is made by all of them.
MOUSE, KEYBOARD, NO_SCRIPT = "mouse", "keyboard", "no script"
WAYS = [MOUSE, KEYBOARD, NO_SCRIPT]
OpenAs = Callable[..., Person]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("These tests need a browser: apt-get install chromium, or name one in CHROMIUM")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        # The driver runs an event loop in this thread; the database is still ours alone.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE)
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _no_limits_yet() -> Iterator[None]:
    """Rate limits live in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def house(transactional_db: None) -> Iterator[Community]:
    """A small community in which every page has something to show."""
    yield community.build()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What browsers complained of; a test that provokes a complaint empties it."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def open_as(
    chromium: Browser, live_server: LiveServer, faults: list[str], settings: Any
) -> Iterator[OpenAs]:
    """Open a browser of one's own: `open_as(noor)`, `open_as(None, way=NO_SCRIPT)`."""
    settings.SITE_URL = live_server.url
    opened: list[BrowserContext] = []

    def make(member: Member | None, *, way: str = MOUSE, **more: Any) -> Person:
        context = chromium.new_context(
            base_url=live_server.url,
            java_script_enabled=way != NO_SCRIPT,
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 900}, **more},
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        opened.append(context)
        if member is not None:
            context.add_cookies([session_of(member, live_server.url)])
        context.on("page", lambda page: listen(page, faults))
        return Person(context.new_page(), by_keyboard=way == KEYBOARD)

    yield make
    for context in opened:
        context.close()


def session_of(member: Member, url: str) -> Any:
    """The cookie of a member who signed in before the test began."""
    client = Client()
    client.force_login(member)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}


def listen(page: Page, faults: list[str]) -> None:
    """Note down errors; a page that is an error page on purpose is none, a missing file is."""

    def said(kind: str, text: str) -> None:
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            faults.append(f"{page.url}: {text}")

    def answered(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            faults.append(f"{page.url}: {response.status} {response.url}")

    page.on("console", lambda message: said(message.type, message.text))
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("response", answered)

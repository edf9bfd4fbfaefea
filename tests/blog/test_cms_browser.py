"""The desk in a real browser: an editor writes, looks at and publishes a page, and the policy of
/cms/ stops nothing on the way."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import Member
from blog.actions import let_edit_pages, make_information_pages
from blog.models import InformationIndex

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATCH = (
    "document.addEventListener('securitypolicyviolation', e => "
    "console.error('POLICY', e.violatedDirective, e.blockedURI, e.sourceFile))"
)


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # The browser's driver runs an event loop in this thread; the database is still ours alone.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def desk(
    browser: Browser, live_server: LiveServer, maren: Member, faults: list[str]
) -> Iterator[Page]:
    """A page signed in as an editor; everything that the browser complains of goes to `faults`."""
    make_information_pages()
    let_edit_pages(maren)
    client = Client()
    client.force_login(maren)
    context = browser.new_context(base_url=live_server.url)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda said: faults.append(said.text) if said.text.startswith("POLICY") else None
    )
    yield page
    context.close()


def test_an_editor_writes_and_publishes(desk: Page, faults: list[str]) -> None:
    index = InformationIndex.objects.get().pk
    desk.goto("/cms/")
    desk.goto(f"/cms/pages/add/blog/informationpage/{index}/")
    desk.fill("#id_title", "Opening hours")
    write(desk, "We answer from eight.")
    desk.keyboard.press("Control+s")
    desk.wait_for_url("**/edit/")
    look_around(desk)
    desk.goto(desk.url)
    write(desk, " Also on Saturdays. ")
    link_to_another_page(desk)
    desk.get_by_role("button", name="More actions").click()
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.get_by_text("published").first).to_be_visible()
    desk.goto("/about/opening-hours/")
    expect(desk.locator(".prose")).to_contain_text("We answer from eight. Also on Saturdays.")
    expect(desk.locator(".prose a")).to_have_count(1)
    assert faults == []


def write(desk: Page, words: str) -> None:
    desk.locator(".public-DraftEditor-content").click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(words)
    # The editor hands its words to the form a quarter of a second after the last key.
    desk.wait_for_timeout(600)


def look_around(desk: Page) -> None:
    """The preview, the checks, and the date fields that Wagtail starts by inline scripts."""
    desk.locator('[data-side-panel-toggle="preview"]').click()
    frame = desk.frame_locator("#w-preview-iframe, iframe[title='Preview']").first
    expect(frame.locator("h1")).to_have_text("Opening hours")
    desk.locator('[data-side-panel-toggle="checks"]').click()
    desk.locator('[data-side-panel-toggle="status"]').click()
    desk.get_by_role("button", name="Set schedule").click()
    desk.locator("#id_go_live_at").click()
    expect(desk.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)


def link_to_another_page(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.locator(".modal a.navigate-pages").first.click()
    desk.locator(".modal a.choose-page", has_text="About").click()
    expect(desk.locator(".modal")).to_have_count(0)
    desk.wait_for_timeout(600)


def test_the_choosers_of_forms_start(desk: Page, maren: Member, faults: list[str]) -> None:
    Member.objects.filter(pk=maren.pk).update(is_superuser=True)
    index = InformationIndex.objects.get()
    page = index.get_children().first()
    desk.goto(f"/cms/pages/{page.pk}/copy/")
    expect(desk.locator("[data-cms-new], [data-cms-call]")).to_have_count(0)
    desk.locator("#id_new_parent_page-chooser").get_by_role("button").first.click()
    desk.get_by_role("button", name="Choose another page").first.click()
    expect(desk.locator(".modal")).to_be_visible(timeout=30_000)
    desk.goto("/cms/workflows/add/")
    expect(desk.locator("[data-cms-new], [data-cms-call]")).to_have_count(0)
    assert faults == []

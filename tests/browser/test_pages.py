"""Every page: axe finds nothing, nothing is wider than the window, every control can be reached,
seen and pressed; light and dark, wide and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accounts.actions.site import change_site
from accounts.tokens import unsubscribe_token
from forum.models import SuggestedEdit, WaitingThread
from forum.queries.waiting import link_token
from reputation.models import Finding
from tests.browser import community
from tests.browser.community import Community
from tests.browser.conftest import OpenAs
from tests.browser.people import Person
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 375, "height": 780}, "has_touch": True, "is_mobile": True},
}
AXE = Axe().axe_script
# The second theme changes colours and nothing else.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
MOST_STOPS = 250

SHAPE = """() => {
  const wrong = [];
  // Not innerWidth: a phone zooms out until everything fits.
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width)
    wrong.push('wider than the window: ' + [...document.querySelectorAll('body *')]
      .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('pre, .nav, .tabs'))
      .slice(0, 4).map((e) => e.tagName + '.' + e.className).join(', '));
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  for (const use of document.querySelectorAll('use'))
    if (!document.querySelector(use.getAttribute('href'))) wrong.push('no ' + use.getAttribute('href'));
  const seen = new Set();
  for (const { id } of document.querySelectorAll('[id]')) {
    if (seen.has(id)) wrong.push('twice #' + id);
    seen.add(id);
  }
  return wrong;
}"""
# Words inside a sentence may be links of a line's height (WCAG 2.2, 2.5.8); controls may not.
SMALL = """() => [...document.querySelectorAll('.btn, .linklike, .input, summary, .nav a, .tabs a, .filters a, .choice')]
  .filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
  .map((e) => `${e.className} “${e.textContent.trim().slice(0, 30)}” is ${e.getBoundingClientRect().height} high`)"""
# What stands out around the focused element: its own outline, its row's or its box's.
RING = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const ring = (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const shown = ring(getComputedStyle(at)) || ring(getComputedStyle(at, '::after'))
    || ring(getComputedStyle(at.closest('.editor, .joined, .compose') || at))
    || (at.matches('input[type=radio], input[type=checkbox]') && getComputedStyle(at).outlineStyle !== 'none');
  const name = at.tagName + '.' + at.className + ' ' + (at.textContent || at.name || '').trim().slice(0, 30);
  const box = at.getBoundingClientRect();
  return { name, shown: shown && box.bottom > 0 && box.top < innerHeight, first: at.matches('.skip') };
}"""


def of_visitors(house: Community) -> list[str]:
    return [
        *("/", "/boards/", "/b/heating/", "/threads/", "/tags/boiler/", "/search/", "/ask/"),
        *(f"/threads/?show={show}" for show in ("newest", "unanswered", "unsolved", "solved")),
        *("/threads/?kind=praise", "/b/heating/?show=solved&kind=idea", "/ask/?title=Hub+says"),
        f"/search/?q={community.LONG}",
        *(
            "/search/?q=hub+waiting",
            "/search/?q=zebra",
            "/search/?q=hub&state=solved&sort=newest",
            "/search/?q=tag:x+hub",
            f"/search/helped/{house.threads['solved'].pk}/",
        ),
        *("/m/tomasz/?show=answered", "/nothing/"),
        *("/m/noor/", "/m/noor/?show=solved", "/about/", "/about/house-rules/", "/about/privacy/"),
        *(house.threads[name].get_absolute_url() for name in house.threads if open_to_all(name)),
        f"/t/{house.threads['solved'].pk}/history/",
        f"/r/{house.answer.pk}/history/",
        *(house.threads["solved"].comments_url, house.answer.comments_url),
        f"/r/{house.threads['talk'].replies.get().pk}/history/",
        *("/accounts/login/", "/accounts/signup/", "/accounts/login/code/"),
        *("/accounts/password/reset/", "/about/accessibility/", "/about/about-us/"),
        *("/leaderboard/", "/leaderboard/?period=all&by=points&board=heating", "/ranks/"),
        "/leaderboard/?of=employees&period=all",
        *("/help/", "/help/heating/", house.howto.get_absolute_url(), "/help/heating/exercise/"),
        *("/help/heating/the-hub-forgets/", "/help/heating/plain/"),
        *("/help/series/first-steps/", "/help/by/maren/", "/help/tags/boiler/"),
        *(f"/help/feedback/{house.howto.pk}/?helpful={said}" for said in (0, 1)),
        *("/m/tomasz/?show=badges", "/m/tomasz/reputation/", "/superusers/"),
    ]


def open_to_all(name: str) -> bool:
    return name not in ("gone", "closed")


def of_the_asker(house: Community) -> list[str]:
    seen = ("solved", "empty", "without", "problem", "gone", "closed", "locked", "talk")
    solved, answer = house.threads["solved"], house.answer
    return [
        *(house.threads[name].get_absolute_url() for name in seen),
        *("/b/heating/", "/b/partners/", "/threads/?show=mine", "/threads/?show=watched"),
        *("/preferences/", "/m/noor/", "/ask/", "/ask/waiting/", "/accounts/email/"),
        *(f"/t/{solved.pk}/edit/", f"/t/{solved.pk}/reply/?quote={answer.pk}"),
        *(f"/r/{answer.pk}/edit/", "/accounts/logout/", "/accounts/password/change/"),
        *("/drafts/", "/inbox/", "/inbox/?show=new", "/accounts/2fa/", "/preferences/delete/"),
        f"/unsubscribe/{unsubscribe_token(house.noor, 'reply')}/",
        f"/r/{answer.pk}/flag/",
        *("/ranks/", "/leaderboard/?period=all", "/m/noor/reputation/"),
    ]


def of_the_ambassador(house: Community) -> list[str]:
    seen = ("solved", "problem", "idea", "gone", "locked", "empty")
    return [
        *(house.threads[name].get_absolute_url() for name in seen),
        *(f"/r/{house.answer.pk}/recommend/", f"/t/{house.threads['solved'].pk}/edit/"),
        *("/", "/m/maren/", "/inbox/", "/accounts/enrol/", "/b/heating/"),
        *("/moderate/", "/moderate/log/", f"/r/{house.answer.pk}/moderate/"),
        *(f"/t/{house.threads[name].pk}/moderate/" for name in ("solved", "gone", "idea")),
        *("/moderate/suggested/", f"/suggested/{SuggestedEdit.objects.latest('pk').pk}/"),
        *("/moderate/superusers/", "/moderate/superusers/nominate/", "/m/rune/superuser/"),
        *("/moderate/rings/", f"/moderate/rings/{Finding.objects.latest('pk').pk}/"),
        *("/leaderboard/member-of-the-week/", "/desk/search/"),
        *("/desk/howtos/", "/desk/howtos/?of=all", f"/help/make/{house.threads['solved'].pk}/"),
    ]


def wrong_with(page: Page, *, touch: bool) -> list[str]:
    """What is wrong with the page as it stands, in both themes."""
    found = list(page.evaluate(SHAPE)) + (page.evaluate(SMALL) if touch else [])
    page.emulate_media(color_scheme="light")
    found += axe(page, {"resultTypes": ["violations"]})
    page.emulate_media(color_scheme="dark")
    found += axe(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return found


def axe(page: Page, options: dict[str, Any]) -> list[str]:
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    results = page.evaluate(
        "options => axe.run(document, options).then((all) => all.violations)", options
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in results for node in one["nodes"][:3]]


def walk(person: Person, paths: list[str], *, touch: bool) -> dict[str, list[str]]:
    """Every path with something wrong, and what."""
    wrong = {}
    for path in paths:
        person.go(path)
        if found := wrong_with(person.page, touch=touch):
            wrong[path] = found
    return wrong


READERS: dict[str, Callable[[Community], list[str]]] = {
    "": of_visitors,
    "noor": of_the_asker,
    "maren": of_the_ambassador,
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("reader", READERS)
def test_every_page_is_sound(open_as: OpenAs, house: Community, reader: str, screen: str) -> None:
    person = open_as(getattr(house, reader) if reader else None, **SCREENS[screen])
    assert walk(person, READERS[reader](house), touch=screen == "phone") == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_the_settings_are_sound(open_as: OpenAs, house: Community, screen: str) -> None:
    """With another company's colours on, which are put on every page."""
    staff = make_member("ines", role="staff")
    change_site(by=staff, name="Northwind", brand="#0a5c4a")
    paths = ["/settings/", house.threads["solved"].get_absolute_url(), "/inbox/"]
    person = open_as(staff, **SCREENS[screen])
    assert walk(person, paths, touch=screen == "phone") == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_in_answer_to_a_form_are_sound(
    open_as: OpenAs, house: Community, screen: str
) -> None:
    """Errors, refusals and offers: pages without an address of their own."""
    wrong: dict[str, list[str]] = {}
    touch = screen == "phone"

    def look(name: str, person: Person, *, shows: str | re.Pattern[str]) -> None:
        """`shows` are words of the page meant, so that the one before it is not looked at."""
        person.sees(shows)
        if found := wrong_with(person.page, touch=touch):
            wrong[name] = found

    member = open_as(house.sasha, **SCREENS[screen])
    solved, empty = house.threads["solved"], house.threads["empty"]
    member.go(solved.get_absolute_url()).write("Your answer", "Mine too.")
    member.press("Post answer")
    look("offer", member, shows="Post it here")
    member.go(f"/t/{solved.pk}/edit/")
    look("refused", member, shows="Nothing was changed")
    member.go(solved.get_absolute_url()).page.get_by_role(
        "button", name="Delete", exact=True
    ).click()
    look("deleted, with its undo", member, shows="Undo")
    member.go(empty.get_absolute_url()).write("Your answer", "x")
    member.page.get_by_label("Your answer").evaluate("e => { e.maxLength = 99999 }")
    member.write("Your answer", "x" * 10_001)
    member.press("Post answer")
    look("reply with an error", member, shows="Something needs another look")
    member.go(house.threads["locked"].get_absolute_url()).press(re.compile("^Watch"))
    member.page.wait_for_load_state("networkidle")
    look("after htmx", member, shows="Watching")
    visitor = open_as(None, **SCREENS[screen]).go("/ask/")
    visitor.page.locator("form#ask").evaluate("form => { form.noValidate = true }")
    visitor.press("Ask the community", within="main")
    look("ask with errors", visitor, shows="Something needs another look")
    visitor.write("What is going on, in one sentence?", "Hub says waiting")
    visitor.write("Tell us a little more", community.EVERYTHING)
    visitor.press("Update the preview")
    visitor.page.locator("[data-preview-into] table").wait_for()
    look("preview", visitor, shows="Tell us a little more")
    visitor.write("Your name", "Ada")
    visitor.write("Where shall we send the answer?", "ada@example.org")
    visitor.press("Ask the community", within="main")
    look("code", visitor, shows="Type the code")
    visitor.write("Six-digit code", "12")
    visitor.press("Post my question")
    look(
        "code with an error",
        visitor,
        shows=re.compile("code is not right|six digits|Incorrect", re.I),
    )
    visitor.go("/ask/waiting/")
    look("waiting", visitor, shows="Hub says waiting")
    assert wrong == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_behind_links_and_limits_are_sound(
    open_as: OpenAs, house: Community, screen: str, settings: Any
) -> None:
    person, touch = open_as(None, **SCREENS[screen]), screen == "phone"
    waiting = WaitingThread.objects.get()
    paths = [f"/ask/confirm/{link_token(waiting, house.noor)}/", "/ask/confirm/spent/"]
    wrong = walk(person, paths, touch=touch)

    def join(look_for: str, *, lose_cookies: bool = False) -> None:
        person.page.context.clear_cookies()
        person.go("/accounts/signup/").write("E-mail", "ada@example.org")
        person.write("Your name", "Ada")
        if lose_cookies:
            person.page.context.clear_cookies()
        person.press("Send me the code")
        person.sees(look_for, role="heading")
        if found := wrong_with(person.page, touch=touch):
            wrong[look_for] = found

    join("Nothing was sent", lose_cookies=True)
    join("Type the code")
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/h/ip"}
    cache.clear()
    join("Type the code")
    join("That was very fast")
    assert wrong == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_page_that_fails_is_sound(
    open_as: OpenAs, house: Community, screen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("forum.views.home.helpers_here", fail)
    person = open_as(None, **SCREENS[screen]).go("/")
    person.sees("Something went wrong on our side", role="heading")
    assert wrong_with(person.page, touch=screen == "phone") == []


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.urls("tests.config.demo_urls")
def test_the_demo_shows_its_mail(
    open_as: OpenAs, house: Community, screen: str, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "config.mailfolder.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.DEBUG = True
    person, touch = open_as(None, **SCREENS[screen]), screen == "phone"
    wrong = walk(person, ["/dev/mail/"], touch=touch)
    person.go("/accounts/signup/").write("E-mail", "ada@example.org")
    person.write("Your name", "Ada")
    person.press("Send me the code")
    person.sees("Type the code", role="heading")
    wrong |= walk(person, ["/dev/mail/"], touch=touch)
    person.follow(re.compile("code for Ostrel"))
    person.sees("As text", role="heading")
    frame = person.page.frame_locator("iframe").locator("body")
    expect(frame).to_contain_text(re.compile(r"\d{6}"))
    if found := wrong_with(person.page, touch=touch):
        wrong["mail"] = found
    assert wrong == {}


LONELY = """() => [...document.querySelectorAll('.acts__end')].filter((end) => {
  const at = end.getBoundingClientRect();
  return at.height && ![...end.parentElement.querySelectorAll('.acts .btn, .acts .meta')].some((e) => {
    const other = e.getBoundingClientRect();
    return other.height && other.bottom > at.top && other.top < at.bottom;
  });
}).map((end) => end.href)"""


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("reader", ["noor", "maren", ""])
def test_the_link_to_a_post_stands_beside_its_buttons(
    open_as: OpenAs, house: Community, reader: str, screen: str
) -> None:
    person = open_as(getattr(house, reader) if reader else None, **SCREENS[screen])
    person.go(house.threads["solved"].get_absolute_url())
    person.page.locator(".question .acts__end").wait_for()
    assert person.page.locator(".acts__end").count() >= 3
    assert person.page.evaluate(LONELY) == []


@pytest.mark.parametrize("show", ["mine", "watched"])
def test_the_current_place_of_the_nav_is_seen_whole(
    open_as: OpenAs, house: Community, show: str
) -> None:
    page = open_as(house.noor, **SCREENS["phone"]).go(f"/threads/?show={show}").page
    box = page.locator(".nav [aria-current]").bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 375
    assert page.evaluate("document.querySelector('.nav').scrollWidth") <= 375


def test_copy_link_is_there_for_scripts_alone(open_as: OpenAs, house: Community) -> None:
    at = house.threads["solved"].get_absolute_url()
    for way, shown in (("no script", False), ("mouse", True)):
        link = open_as(None, way=way).go(at).page.get_by_role("link", name="Copy link")
        expect(link).to_be_visible() if shown else expect(link).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/ask/", "/search/?q=hub", "solved", "/accounts/login/"])
def test_every_stop_of_the_tab_key_is_seen(open_as: OpenAs, house: Community, path: str) -> None:
    person = open_as(house.sasha if path == "solved" else None)
    person.go(house.threads["solved"].get_absolute_url() if path == "solved" else path)
    person.page.evaluate("document.activeElement.blur()")
    unseen, stops = [], 0
    for stop in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        now = person.page.evaluate(RING)
        if now is None or (now["first"] and stop):
            break
        stops += 1
        if not now["shown"]:
            unseen.append(now["name"])
    assert unseen == []
    assert 5 < stops < MOST_STOPS


def test_the_first_stop_leads_past_the_masthead(open_as: OpenAs, house: Community) -> None:
    person = open_as(None).go("/threads/")
    person.page.evaluate("document.activeElement.blur()")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    person.at(re.compile("#main$"))
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.closest('main') !== null")

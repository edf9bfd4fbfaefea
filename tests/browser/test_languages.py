"""Reading in one's own language: the browser's wish, the switch without a script, a member's choice;
and no word too long for a phone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from tests.browser import community
from tests.browser.community import Community
from tests.browser.conftest import NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import Person
from tests.browser.test_pages import SCREENS, walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house() -> Community:
    return community.build()


def speaks(person: Person, language: str) -> None:
    expect(person.page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize("way", WAYS)
def test_a_visitor_reads_german_and_switches_to_spanish(
    open_as: OpenAs, house: Community, way: str
) -> None:
    visitor = open_as(None, way=way, locale="de-DE").go("/threads/?show=solved")
    speaks(visitor, "de")
    visitor.sees("Alle Themen", role="heading")
    visitor.press("Español", within="footer")
    visitor.sees("Todos los hilos", role="heading")
    visitor.at(re.compile(r"/threads/\?show=solved$"))
    speaks(visitor, "es")
    visitor.follow("Foros", within="header")
    visitor.sees("Foros", role="heading")
    speaks(visitor, "es")


def test_a_members_choice_goes_before_the_browser(open_as: OpenAs, house: Community) -> None:
    noor = open_as(house.noor, way=NO_SCRIPT, locale="de-DE").go("/preferences/")
    speaks(noor, "de")
    noor.page.locator("main").get_by_label("Sprache", exact=True).select_option("nl")
    noor.press("Speichern")
    noor.sees("Opgeslagen.")
    speaks(noor, "nl")
    assert Member.objects.get(pk=house.noor.pk).language == "nl"
    elsewhere = open_as(house.noor, locale="es-ES").go("/inbox/")
    elsewhere.sees("Inbox", role="heading")
    speaks(elsewhere, "nl")


def test_the_asker_corrects_the_language(open_as: OpenAs, house: Community) -> None:
    thread = house.threads["solved"]
    noor = open_as(house.noor, way=NO_SCRIPT).go(f"/t/{thread.pk}/edit/")
    noor.page.get_by_label("Language of the text", exact=True).select_option("de")
    noor.press("Save the edit")
    noor.sees("This thread", role="heading")
    expect(noor.page.locator("#title")).to_have_attribute("lang", "de")


@pytest.mark.parametrize("language", ["de-DE", "nl-NL", "es-ES"])
@pytest.mark.parametrize("screen", SCREENS)
def test_pages_of_visitors_are_sound_in(
    open_as: OpenAs, house: Community, screen: str, language: str
) -> None:
    solved = house.threads["solved"].get_absolute_url()
    paths = ["/", "/b/heating/", solved, "/ask/", "/search/?q=hub", "/accounts/login/", "/nothing/"]
    visitor = open_as(None, locale=language, **SCREENS[screen])
    assert walk(visitor, paths, touch=screen == "phone") == {}


@pytest.mark.parametrize("screen", SCREENS)
def test_pages_of_members_are_sound_in_german(
    open_as: OpenAs, house: Community, screen: str
) -> None:
    solved = house.threads["solved"]
    paths = [
        *(solved.get_absolute_url(), "/ask/", "/inbox/", "/preferences/", "/m/noor/"),
        *(f"/t/{solved.pk}/edit/", "/accounts/email/", "/accounts/2fa/", "/preferences/delete/"),
    ]
    noor = open_as(house.noor, locale="de-DE", **SCREENS[screen])
    assert walk(noor, paths, touch=screen == "phone") == {}

"""A newcomer signs in from another house, in a browser that holds our policy for forms."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.accounts.house import House, open_house
from tests.accounts.test_houses import code_for, open_stack, person
from tests.browser.conftest import NO_SCRIPT, PATIENCE, listen
from tests.browser.people import Person
from tests.config.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture(scope="module")
def stack(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with open_stack(house, tmp_path_factory.mktemp("houses"), styled=True) as stack:
        yield stack


@pytest.mark.parametrize("way", ["mouse", NO_SCRIPT])
def test_a_newcomer_signs_in_from_another_house(
    chromium: Browser, faults: list[str], stack: Stack, house: House, way: str
) -> None:
    name = "Lou" if way == NO_SCRIPT else "Ida"
    house.person = person(name)
    home = f"http://localhost:{stack.port}"
    context = chromium.new_context(base_url=home, java_script_enabled=way != NO_SCRIPT)
    context.set_default_timeout(PATIENCE)
    context.on("page", lambda page: listen(page, faults))
    visitor = Person(context.new_page(), by_keyboard=False).go("/accounts/login/")
    visitor.press("Sign in with Hearth & Home")
    visitor.sees("From now on you sign in with Hearth & Home")
    visitor.press("Join")
    visitor.sees("Type the code")
    visitor.page.get_by_label("Code").fill(code_for(stack, f"{name.lower()}@example.org"))
    visitor.page.locator("main").get_by_role("button").first.click()
    expect(visitor.page.get_by_role("link", name=f"{name} Of There, your profile")).to_be_visible()
    context.close()

"""Somebody at a browser, by mouse or by keyboard alone; and what arrives in their mail."""

import re

from django.core import mail
from playwright.sync_api import Locator, Page, expect

MOST_STOPS = 160
IS_FOCUSED = "element => element === document.activeElement"


class Person:
    """Drives one page. With `by_keyboard` every control is reached with the Tab key and used with
    keys, so that what the keyboard cannot reach fails the journey."""

    def __init__(self, page: Page, *, by_keyboard: bool = False) -> None:
        self.page = page
        self.by_keyboard = by_keyboard

    def go(self, path: str) -> "Person":
        self.page.goto(path)
        return self

    def sees(self, words: str | re.Pattern[str], *, role: str = "") -> None:
        """Waits until the words stand in the main part of the page."""
        main = self.page.locator("main")
        found = main.get_by_role(role, name=words) if role else main.get_by_text(words)  # type: ignore[arg-type]
        expect(found.filter(visible=True).first).to_be_visible()

    def sees_not(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main").get_by_text(words).filter(visible=True)).to_have_count(0)

    def at(self, path: str | re.Pattern[str]) -> None:
        expect(self.page).to_have_url(path)

    def press(self, name: str | re.Pattern[str], *, role: str = "button", within: str = "") -> None:
        """Use a button or a link, the first of that name."""
        place = self.page.locator(within) if within else self.page
        self.use(place.get_by_role(role, name=name, exact=isinstance(name, str)).first)  # type: ignore[arg-type]

    def follow(self, name: str | re.Pattern[str], *, within: str = "") -> None:
        self.press(name, role="link", within=within)

    def use(self, control: Locator) -> None:
        if not self.by_keyboard:
            control.click()
            return
        self.reach(control)
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str, *, within: str = "") -> None:
        """Fill a field in, replacing what stands in it."""
        place = self.page.locator(within) if within else self.page
        field = place.get_by_label(label, exact=True).first
        if not self.by_keyboard:
            field.fill(words)
            return
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)

    def reach(self, control: Locator) -> None:
        """Tab to a control, from wherever the focus is."""
        expect(control).to_be_visible()
        for _stop in range(MOST_STOPS):
            if control.evaluate(IS_FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach {control}")

    def value(self, label: str) -> str:
        return self.page.get_by_label(label, exact=True).first.input_value()


def newest_mail(address: str) -> str:
    """The text of the newest mail to an address."""
    found = [one for one in mail.outbox if address in one.to]
    assert found, f"no mail to {address}, only to {[one.to for one in mail.outbox]}"
    return str(found[-1].body)


def code_in(text: str) -> str:
    codes = re.findall(r"(?m)^\s*(\d{6})\s*$", text)
    assert len(codes) == 1, text
    return str(codes[0])


def link_in(text: str) -> str:
    links = re.findall(r"https?://\S+/ask/confirm/\S+", text)
    assert len(links) == 1, text
    return str(links[0])

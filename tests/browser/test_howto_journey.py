"""From a Solution to a how-to that readers find, in a real browser: made, reviewed, published, found,
credited, paid, talked about, judged by readers, and looked at again when its source loses its mark."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from blog.actions import let_write, make_topic
from blog.actions.checks import look_at_threads
from blog.actions.groups import EDITORS
from blog.models import Feedback, HowTo, Topic
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.actions.threads import ask_thread
from forum.models import Board, Section, Thread
from reputation.models import Standing
from search.indexing import drain
from search.rebuilding import rebuild
from tests.browser.conftest import OpenAs
from tests.browser.test_cms_howtos import (
    WATCH,
    _media,
    add_block,
    approve,
    choose_picture,
    picture_file,
    submit,
)
from tests.conftest import make_member

__all__ = ["_media"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ANSWER = """Older boilers need **two-wire**:

1. Hold the dial for eight seconds.
2. Choose *two-wire*.

Then wait a minute."""


@pytest.fixture
def board(transactional_db: None) -> Board:
    section = Section.objects.create(name="Help", slug="help")
    made = Board.objects.create(section=section, name="Heating", slug="heating", icon="flame")
    made.kinds = [*made.kinds, "talk"]
    made.save()
    return made


@pytest.fixture
def solved(board: Board) -> Thread:
    noor, tomasz = make_member("noor"), make_member("tomasz")
    thread = ask_thread(
        board, by=noor, kind="question", title="The hub says waiting", source="Since the update."
    )
    accept_solution(post_reply(thread, by=tomasz, source=ANSWER), by=noor)
    thread.refresh_from_db()
    return thread


@pytest.fixture
def people(solved: Thread) -> dict[str, Member]:
    topic: Topic = make_topic(slug="boiler", title="Boiler")
    assert topic.live
    found = {name: make_member(name, role="ambassador") for name in ("amira", "edda")}
    let_write(found["amira"])
    let_write(found["edda"], group=EDITORS)
    return {**found, "noor": solved.author, "tomasz": Member.objects.get(username="tomasz")}


def points_of(member: Member) -> int:
    return int(Standing.objects.get(member=member).points)


def test_a_solution_becomes_a_howto_that_readers_find(
    open_as: OpenAs, solved: Thread, people: dict[str, Member], tmp_path: Path, faults: list[str]
) -> None:
    before = points_of(people["tomasz"])
    author = open_as(people["amira"])
    author.page.add_init_script(WATCH)
    author.go(solved.get_absolute_url()).follow("Make a how-to")
    author.page.get_by_label("Topic of a new how-to").select_option(label="Boiler")
    author.press("Open the draft")
    author.page.wait_for_url("**/cms/pages/*/edit/")
    finish(author.page, tmp_path)
    editor = open_as(people["edda"])
    editor.page.add_init_script(WATCH)
    approve(editor.page, people["edda"])
    howto = HowTo.objects.get()
    read_it(open_as(None), howto, solved)
    assert points_of(people["tomasz"]) - before == 15
    talk_and_judge(open_as(people["noor"]), howto)
    reader = open_as(None).go(howto.get_absolute_url())
    expect(reader.page.locator("section[aria-labelledby=comments]")).to_contain_text(
        "It took me two"
    )
    withdraw_solution(solved, by=people["noor"])
    look_at_threads()
    reader.go(howto.get_absolute_url())
    reader.sees("We are looking at this again.")
    author.go("/desk/howtos/")
    author.sees(howto.title)
    faults[:] = [fault for fault in faults if "/cms/pages/" not in fault or "400" not in fault]


def finish(page: Any, tmp_path: Path) -> None:
    """A picture for the last step, and off to review."""
    expect(page.locator("#id_title")).to_have_value("The hub says waiting")
    page.fill("#id_title", "Set the link to two-wire by hand")
    add_block(page, "[data-contentpath='body']", "Picture")
    choose_picture(page, picture_file(tmp_path))
    page.locator("[name$='-value-alt']").last.fill("The dial, held")
    page.locator("#id_comments_board").select_option(label="Heating")
    page.wait_for_timeout(800)
    submit(page)


def read_it(reader: Any, howto: HowTo, solved: Thread) -> None:
    """Found by search, at its address, on the thread, in the feed, with who found it."""
    rebuild()
    drain()
    reader.go("/search/?q=two-wire+dial").follow(howto.title, within="main")
    reader.page.wait_for_url(f"**{howto.get_absolute_url()}")
    for words in ("Hold the dial for eight seconds.", "found this first", "Tomasz"):
        reader.sees(words)
    expect(reader.page.locator("main img[alt='The dial, held']")).to_be_visible()
    assert howto.title in reader.page.request.get("/feeds/help/boiler/").text()
    reader.go(solved.get_absolute_url())
    link = reader.page.locator(f".mark-solution a[href='{howto.get_absolute_url()}']")
    expect(link).to_be_visible()


def talk_and_judge(noor: Any, howto: HowTo) -> None:
    """A comment stands under the how-to. A word of praise counts once however often it is said; a no
    asks for words."""
    noor.go(howto.get_absolute_url()).follow("Write the first comment")
    noor.write("Your reply", "It took me two tries.")
    noor.press("Post reply")
    noor.sees("It took me two tries.")
    for _turn in range(2):
        noor.go(howto.get_absolute_url()).press("Yes, it helped")
        noor.sees("Good to hear that it helped.")
    assert Feedback.objects.count() == 1
    noor.go(howto.get_absolute_url()).press("Not yet")
    noor.write("Your words", "There is no dial on mine.")
    noor.press("Send")
    noor.sees("The author reads it.")
    row = Feedback.objects.get()
    assert (row.is_helpful, row.words) == (False, "There is no dial on mine.")

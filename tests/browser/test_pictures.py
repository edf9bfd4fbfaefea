"""Pictures in the editor: pasted, dropped, chosen; without scripts they come with the words."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import Member
from forum.models import Picture, PictureUse, Reply, Thread
from tests.browser.conftest import NO_SCRIPT, OpenAs
from tests.browser.people import Person
from tests.forum.picturing import drawn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHOWS = "What does the picture show?"
# A real event of the browser with a file in it, as its own clipboard and desktop would send.
HAND_OVER = """(area, [kind, name, type, data]) => {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type }));
  area.dispatchEvent(kind === 'paste'
    ? new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def hand_over(person: Person, how: str, data: bytes | None = None) -> None:
    """Paste or drop a picture on the text."""
    packed = base64.b64encode(drawn((900, 600)) if data is None else data).decode()
    area = person.page.locator("textarea#id_source")
    area.evaluate(HAND_OVER, [how, "hub.png", "image/png", packed])


def put(person: Person, words: str) -> None:
    """Say what the waiting picture shows, and put it into the text."""
    button = person.page.get_by_role("button", name="Put it into the text")
    expect(button).to_be_enabled()
    person.page.get_by_label(SHOWS).fill(words)
    person.use(button)
    expect(person.page.locator("[data-picture-list] li")).to_have_count(0)


def shown(person: Person, words: str) -> None:
    """The picture is on the page, drawn by the browser, and leads to its full size."""
    picture = person.page.locator("main").get_by_role("img", name=words).first
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0
    href = picture.locator("xpath=..").get_attribute("href")
    assert href == f"/media/posts/{Picture.objects.get().name}.webp"


@pytest.mark.parametrize("how", ["paste", "drop"])
def test_a_picture_is_handed_over(open_as: OpenAs, thread: Thread, sasha: Member, how: str) -> None:
    member = open_as(sasha).go(thread.get_absolute_url())
    member.write("Your answer", "Mine has two.")
    hand_over(member, how)
    put(member, "Two hubs [side by side]")
    name = Picture.objects.get().name
    source = f"Mine has two.\n\n![Two hubs \\[side by side\\]](/media/posts/{name}.webp)\n\n"
    assert member.value("Your answer") == source
    member.sees("Draft saved on this device.")
    member.page.reload()
    member.sees("Draft restored.")
    assert member.value("Your answer") == source
    member.press("Post answer")
    member.sees("Mine has two.")
    shown(member, "Two hubs [side by side]")
    assert PictureUse.objects.get().reply == Reply.objects.get()


def test_a_picture_is_chosen_by_keyboard(
    open_as: OpenAs, thread: Thread, sasha: Member, tmp_path: Path
) -> None:
    path = tmp_path / "hub.png"
    path.write_bytes(drawn((900, 600)))
    member = open_as(sasha, way="keyboard").go(thread.get_absolute_url())
    member.write("Your answer", "Mine.")
    member.reach(member.page.get_by_label("Add a picture"))
    member.page.get_by_label("Add a picture").set_input_files(str(path))
    words = member.page.get_by_label(SHOWS)
    expect(words).to_be_focused()
    expect(member.page.get_by_role("button", name="Put it into the text")).to_be_enabled()
    member.page.keyboard.press("Enter")
    expect(member.page.get_by_text("A few words, for people who cannot see it.")).to_be_visible()
    member.page.keyboard.type("A hub")
    member.page.keyboard.press("Enter")
    expect(member.page.locator("[data-picture-list] li")).to_have_count(0)
    assert f"![A hub](/media/posts/{Picture.objects.get().name}.webp)" in member.value(
        "Your answer"
    )


def test_a_picture_without_words_holds_the_answer_back(
    open_as: OpenAs, thread: Thread, sasha: Member
) -> None:
    member = open_as(sasha).go(thread.get_absolute_url())
    member.write("Your answer", "Mine.")
    hand_over(member, "paste")
    expect(member.page.get_by_role("button", name="Put it into the text")).to_be_enabled()
    member.press("Post answer")
    expect(member.page.get_by_text("A picture is still waiting here")).to_be_visible()
    assert Reply.objects.count() == 0
    member.press("Leave it out")
    member.press("Post answer")
    member.sees("Mine.")
    expect(member.page.locator(f"#r-{Reply.objects.get().pk}")).to_be_visible()


def test_what_is_no_picture_is_said_in_words(
    open_as: OpenAs, thread: Thread, sasha: Member, faults: list[str]
) -> None:
    member = open_as(sasha).go(thread.get_absolute_url())
    member.write("Your answer", "Mine.")
    hand_over(member, "paste", b"<svg/>")
    expect(member.page.get_by_text("JPEG, PNG, GIF or WebP. That file is none.")).to_be_visible()
    expect(member.page.locator("[data-picture-list] li")).to_have_count(0)
    assert member.value("Your answer") == "Mine."
    assert len(faults) == 1 and "400" in faults[0]
    faults.clear()


def test_a_picture_comes_with_a_question(open_as: OpenAs, thread: Thread, sasha: Member) -> None:
    """The ask form's preview shows it before anything is posted."""
    member = open_as(sasha).go("/ask/")
    member.write("What is going on, in one sentence?", "Two hubs")
    member.write("Tell us a little more", "Which one?")
    hand_over(member, "drop")
    put(member, "Two hubs")
    expect(member.page.locator("[data-preview-into] img")).to_be_visible()
    member.press("Ask the community", within="main")
    member.sees("Two hubs", role="heading")
    shown(member, "Two hubs")


def test_a_picture_comes_without_scripts(
    open_as: OpenAs, thread: Thread, sasha: Member, tmp_path: Path
) -> None:
    path = tmp_path / "hub.png"
    path.write_bytes(drawn((900, 600)))
    member = open_as(sasha, way=NO_SCRIPT).go(thread.get_absolute_url())
    member.write("Your answer", "Mine.")
    member.page.get_by_label("Add a picture").set_input_files(str(path))
    member.press("Preview")
    member.sees("Say what your picture shows")
    words = member.value("Your answer")
    assert words == f"Mine.\n\n![](/media/posts/{Picture.objects.get().name}.webp)"
    member.write("Your answer", words.replace("![]", "![A hub]"))
    member.press("Post answer")
    member.at(re.compile(rf"/t/{thread.pk}/"))
    member.sees("Mine.")
    shown(member, "A hub")


def test_a_face_is_brought_and_taken_away(open_as: OpenAs, noor: Member, tmp_path: Path) -> None:
    path = tmp_path / "me.png"
    path.write_bytes(drawn((600, 600)))
    member = open_as(noor).go("/preferences/")
    member.page.get_by_label("A picture of you").set_input_files(str(path))
    member.press("Show this picture")
    member.sees("This is how people see you now.")
    expect(member.page.locator("main .face--xl img")).to_have_js_property("naturalWidth", 224)
    member.press("Take my picture away")
    member.sees("your initials stand in")
    expect(member.page.locator("main .face--xl svg")).to_be_visible()

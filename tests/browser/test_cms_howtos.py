"""The desk of the help blog in a real browser: a how-to from its first step to its page, by an
author and an editor, and the policy of /cms/ stops nothing on the way."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from blog.actions import let_write, make_topic
from blog.actions.groups import EDITORS, PUBLISHERS
from blog.models import HowTo, Release, Tip, Topic
from tests.blog.desk import png
from tests.browser.conftest import OpenAs
from tests.browser.people import Person
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATCH = (
    "document.addEventListener('securitypolicyviolation', e => "
    "console.error('POLICY', e.violatedDirective, e.blockedURI, e.sourceFile, e.lineNumber));"
    "for (const name of ['alert', 'confirm', 'prompt'])"
    "  window[name] = (...words) => console.error('DIALOG', name, ...words);"
)
DRAFT_REFUSED = re.compile(r": 400 http://[^/]+/cms/pages/(\d+/edit|add/blog/(howto|tip)/\d+)/$")
HOSTILE = (
    '"><img src=x onerror=alert(1)><script>alert(2)</script>',
    "<svg onload=alert(3)>{{constructor.constructor('alert(4)')()}}",
)


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    return make_topic(slug="heating", title="Heating")


@pytest.fixture
def people(topic: Topic) -> dict[str, Member]:
    found = {name: make_member(name, role="ambassador") for name in ("amira", "edda", "petra")}
    let_write(found["amira"])
    let_write(found["edda"], group=EDITORS)
    let_write(found["petra"], group=PUBLISHERS)
    return found


@pytest.fixture
def at_desk(open_as: OpenAs, people: dict[str, Member], faults: list[str]) -> Iterator[Any]:
    """Somebody at the desk; a policy that stops anything and a window that a script opens are
    faults (tests.browser.conftest: listen). That a draft is not kept by itself while a step is still
    empty is none: Wagtail asks with every pause, and is answered 400."""

    def make(name: str) -> Page:
        person: Person = open_as(people[name])
        person.page.add_init_script(WATCH)
        return person.page

    yield make
    faults[:] = [fault for fault in faults if not DRAFT_REFUSED.search(fault)]


def picture_file(tmp_path: Path) -> str:
    path = tmp_path / "hub.png"
    path.write_bytes(png())
    return str(path)


def add_block(page: Page, within: str, name: str) -> None:
    """Open the list of blocks at the end of a stream, and take one."""
    page.locator(f"{within} .c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).last.click()


def save(page: Page, *words: str) -> None:
    """Keep a draft, and wait until these words stand in it. The desk keeps drafts by itself, too."""
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/")
    for _turn in range(100):
        howto = HowTo.objects.first()
        kept = json.dumps(howto.get_latest_revision().content) if howto else ""
        if all(word in kept for word in words):
            return
        page.wait_for_timeout(300)
    pytest.fail(f"not kept: {words}")


def write_rich(page: Page, words: str) -> None:
    page.locator(".public-DraftEditor-content").last.click()
    page.keyboard.type(words)
    # The editor hands its words to the form a quarter of a second after the last key.
    page.wait_for_timeout(600)


def choose_picture(page: Page, path: str) -> None:
    page.get_by_role("button", name="Choose an image").last.click()
    page.get_by_role("tab", name="Upload").click()
    page.locator("#id_image-chooser-upload-file").set_input_files(path)
    page.locator("#id_image-chooser-upload-title").fill("The hub")
    page.locator(".modal").get_by_role("button", name="Upload").click()
    expect(page.locator(".modal")).to_have_count(0)


def test_a_howto_from_its_first_step_to_its_page(
    at_desk: Any, topic: Topic, people: dict[str, Member], tmp_path: Path
) -> None:
    page = at_desk("amira")
    page.goto(f"/cms/pages/add/blog/howto/{topic.pk}/")
    page.fill("#id_title", "Set the link by hand")
    page.fill("#id_summary", "How the hub finds an older boiler.")
    add_block(page, "#panel-child-content-steps-content", "Step")
    page.locator("[name='steps-0-value-title']").fill("Press the key")
    add_block(page, "[data-contentpath='body']", "Text")
    write_rich(page, "Hold it for three seconds.")
    add_block(page, "[data-contentpath='body']", "Picture")
    choose_picture(page, picture_file(tmp_path))
    page.locator("[name='steps-0-value-body-1-value-alt']").fill("The key on the underside")
    save(page, "The key on the underside")
    page.goto(page.url)
    look_around(page)
    submit(page)
    approve(at_desk("edda"), people["edda"])
    howto = HowTo.objects.get()
    assert (howto.live, howto.author) == (True, people["amira"])
    reader = at_desk("amira")
    reader.goto(howto.get_absolute_url())
    expect(reader.locator("main img[alt='The key on the underside']")).to_be_visible()
    expect(reader.locator("main")).to_contain_text("Hold it for three seconds.")


def look_around(page: Page) -> None:
    """The panels beside a form: how it will look (wide and on a phone), checks, comments, dates."""
    page.locator('[data-side-panel-toggle="preview"]').click()
    frame = page.frame_locator("#w-preview-iframe, iframe[title='Preview']").first
    expect(frame.locator("h1")).to_have_text("Set the link by hand")
    expect(frame.locator("img[alt='The key on the underside']")).to_be_visible()
    for size in ("Preview in mobile size", "Preview in desktop size"):
        page.get_by_label(size).check(force=True)
    page.locator('[data-side-panel-toggle="checks"]').click()
    page.locator('[data-side-panel-toggle="comments"]').click()
    page.locator('[data-side-panel-toggle="status"]').click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("#id_go_live_at").click()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    page.goto(page.url)


def submit(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("Submit to")).click()
    expect(page.get_by_text("submitted for moderation").first).to_be_visible()


def approve(page: Page, editor: Member) -> None:
    """From the inbox to the desk, and a word to the author."""
    line = editor.notifications.get()
    page.goto(line.url)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Approve with comment").click()
    page.locator(".modal textarea").fill("Clear and short.")
    page.locator(".modal").get_by_role("button", name="Approve").click()
    for _turn in range(100):
        if HowTo.objects.get().live:
            return
        page.wait_for_timeout(300)
    pytest.fail("not published")


def test_choosers_snippets_history_and_files(
    at_desk: Any, topic: Topic, people: dict[str, Member], tmp_path: Path
) -> None:
    noor = make_member("noor", display_name="Noor Haddad")
    page = at_desk("petra")
    page.goto("/cms/snippets/blog/release/add/")
    page.fill("#id_product", "Hub")
    page.fill("#id_name", "4.2")
    page.fill("#id_released_on", "2026-11-01")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("created").first).to_be_visible()
    assert Release.objects.count() == 1
    page.goto(f"/cms/pages/add/blog/howto/{topic.pk}/")
    page.fill("#id_title", "Read the label")
    page.fill("#id_summary", "Which boiler it is.")
    page.locator("#id_author-chooser").get_by_role("button").first.click()
    page.get_by_role("button", name="Choose another member").first.click()
    page.locator(".modal #id_q").fill("haddad")
    expect(page.locator(".modal a[data-chooser-modal-choice]")).to_have_count(1)
    page.locator(".modal a[data-chooser-modal-choice]").click()
    expect(page.locator("#id_author-chooser")).to_contain_text("Noor Haddad")
    save(page, f'"author": {noor.pk}')
    howto = HowTo.objects.get()
    page.fill("#id_summary", "Which boiler it is, at a glance.")
    save(page, "at a glance.")
    page.goto(f"/cms/pages/{howto.pk}/history/")
    page.goto(f"/cms/pages/{howto.pk}/revisions/compare/earliest...latest/")
    expect(page.locator(".comparison--addition, .addition").first).to_be_visible()
    upload_several(page, picture_file(tmp_path))
    upload_document(page, tmp_path)


def upload_several(page: Page, path: str) -> None:
    page.goto("/cms/images/add/")
    page.goto("/cms/images/multiple/add/")
    page.locator("#fileupload").set_input_files(path)
    expect(page.locator("#upload-list .upload-success, #upload-list li")).to_have_count(1)
    page.goto("/cms/images/")


def upload_document(page: Page, tmp_path: Path) -> None:
    leaflet = tmp_path / "leaflet.pdf"
    leaflet.write_bytes(b"%PDF-1.7\n")
    page.goto("/cms/documents/add/")
    page.fill("#id_title", "Leaflet")
    page.locator("#id_file").set_input_files(str(leaflet))
    page.get_by_role("button", name="Upload").last.click()
    expect(page.get_by_text("added").first).to_be_visible()


def test_a_series_a_link_to_a_document_and_a_comment(
    at_desk: Any, topic: Topic, people: dict[str, Member], tmp_path: Path
) -> None:
    page = at_desk("petra")
    upload_document(page, tmp_path)
    page.goto(f"/cms/pages/add/blog/tip/{topic.pk}/")
    page.fill("#id_title", "Let it exercise")
    page.fill("#id_summary", "Once a month.")
    write_rich(page, "Turn each valve once. ")
    link_to_the_document(page)
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/")
    leave_a_comment(page)
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("published").first).to_be_visible()
    tip = Tip.objects.get()
    assert tip.wagtail_admin_comments.get().text == "Which valves?"
    make_a_series(page, tip)
    page.goto(tip.get_absolute_url())
    expect(page.locator(".howto__body a", has_text="Leaflet")).to_be_visible()
    page.goto("/help/series/first-steps/")
    expect(page.locator("main")).to_contain_text("Let it exercise")


def link_to_the_document(page: Page) -> None:
    page.keyboard.type("/doc")
    page.get_by_role("option", name="Document").click()
    page.locator(".modal a.document-choice, .modal a[data-chooser-modal-choice]").first.click()
    expect(page.locator(".modal")).to_have_count(0)
    page.wait_for_timeout(600)


def leave_a_comment(page: Page) -> None:
    page.locator('[data-side-panel-toggle="comments"]').click()
    page.locator("#panel-child-content-summary-section").hover()
    page.locator("#panel-child-content-summary-section [data-comment-add]").click()
    page.locator(".comment textarea, .comment [role=textbox]").first.fill("Which valves?")
    page.locator(".comment").get_by_role("button", name="Comment").click()
    save_comment = page.locator(".comment__text, .comment")
    expect(save_comment.first).to_contain_text("Which valves?")


def make_a_series(page: Page, tip: Tip) -> None:
    page.goto("/cms/snippets/blog/series/add/")
    page.fill("#id_title", "First steps")
    page.fill("#id_slug", "first-steps")
    page.get_by_role("button", name="Add post").click()
    page.locator("[id$='post-chooser']").get_by_role("button").first.click()
    page.locator(".modal a.choose-page", has_text=tip.title).click()
    expect(page.locator(".modal")).to_have_count(0)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("created").first).to_be_visible()


def test_an_author_runs_nothing_in_an_editors_browser(
    at_desk: Any, topic: Topic, people: dict[str, Member]
) -> None:
    """The words of tests/blog/test_hostile_desk.py, a sample of them, where a browser reads them."""
    from django.test import Client

    from tests.blog.desk import add_howto, contentstate, step

    client = Client()
    client.force_login(people["amira"])
    bodies: list[Any] = [("text", contentstate(words)) for words in HOSTILE]
    bodies.append(("text", contentstate("Press", url="javascript:alert(5)")))
    bodies.append(("code", {"code": HOSTILE[0], "name": HOSTILE[1]}))
    steps = [step(HOSTILE[0], body=bodies, branch={"yes": HOSTILE[1], "no": HOSTILE[0]})]
    add_howto(client, topic, action="submit", title=HOSTILE[0], summary=HOSTILE[1], steps=steps)
    howto = HowTo.objects.get()
    page = at_desk("edda")
    for path in (
        "/cms/",
        f"/cms/pages/{topic.pk}/",
        f"/cms/pages/{howto.pk}/history/",
        f"/cms/pages/{howto.pk}/revisions/compare/earliest...latest/",
        f"/cms/pages/{howto.pk}/edit/",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    page.locator('[data-side-panel-toggle="preview"]').click()
    frame = page.frame_locator("#w-preview-iframe, iframe[title='Preview']").first
    expect(frame.locator("h1")).to_contain_text("<img src=x onerror=alert(1)>")

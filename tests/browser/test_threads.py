"""Answering, commenting, editing, quoting; helpful, me-too and watch; deleting and bringing back."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.actions import trust_email
from accounts.models import Member
from forum.actions.replies import comment_on, post_reply
from forum.actions.solutions import accept_solution
from forum.markup import render
from forum.models import Board, ImportedRecord, Reply, Thread, ThreadLink, Watch
from reputation.models import Standing
from tests.browser.conftest import KEYBOARD, MOUSE, NO_SCRIPT, WAYS, OpenAs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "Bleed the pump first, then set it to two-wire."


@pytest.mark.parametrize("way", WAYS)
def test_a_member_answers(open_as: OpenAs, thread: Thread, tomasz: Member, way: str) -> None:
    member = open_as(tomasz, way=way).go(thread.get_absolute_url())
    member.write("Your answer", WORDS)
    member.press("Post answer")
    member.sees(WORDS)
    reply = Reply.objects.get()
    member.at(re.compile(rf"#r-{reply.pk}$"))
    assert (reply.source, reply.author) == (WORDS, tomasz)
    member.sees("1 answer", role="heading")
    assert member.value("Your answer") == ""


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_an_answer_is_looked_at_first(
    open_as: OpenAs, thread: Thread, tomasz: Member, way: str
) -> None:
    member = open_as(tomasz, way=way).go(thread.get_absolute_url())
    member.write("Your answer", "Set it to `two-wire`.")
    member.press("Preview")
    member.page.locator("[data-preview-into] code", has_text="two-wire").wait_for()
    assert Reply.objects.count() == 0
    assert member.value("Your answer") == "Set it to `two-wire`."
    member.press("Post answer")
    member.page.locator("article code", has_text="two-wire").wait_for()
    assert Reply.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_member_quotes_and_comments(
    open_as: OpenAs, answer: Reply, sasha: Member, way: str
) -> None:
    member = open_as(sasha, way=way).go(answer.thread.get_absolute_url())
    member.follow(re.compile("^Quote"))
    quoted = "> **Tomasz Wilk**\n>\n> Set the link to two-wire.\n\n"
    assert member.value("Your answer") == quoted
    member.write("Your answer", f"{quoted}That worked here too.")
    member.press("Post answer")
    member.page.locator("article blockquote", has_text="Set the link to two-wire.").wait_for()
    place = f"#r-{answer.pk}"
    member.use(member.page.locator(f"{place} summary", has_text="Comment"))
    member.write("A short note", "On mine it is called 2W.", within=place)
    member.press("Add the comment", within=place)
    member.sees("On mine it is called 2W.")
    assert answer.comments.get().source == "On mine it is called 2W."
    member.press(re.compile("^Delete the comment"), within=place)
    member.sees("Deleted. Only its author and the company see it.")
    stranger = open_as(None).go(answer.thread.get_absolute_url())
    stranger.sees_not("On mine it is called 2W.")
    member.press(re.compile("^Bring back the comment"), within=place)
    member.sees_not("Deleted. Only its author and the company see it.")
    assert answer.comments.get().deleted_at is None


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_is_seen_in_the_history(
    open_as: OpenAs, answer: Reply, tomasz: Member, way: str
) -> None:
    member = open_as(tomasz, way=way).go(answer.thread.get_absolute_url())
    member.follow("Edit", within=f"#r-{answer.pk}")
    member.write("Text", "Set the link to **three**-wire.")
    member.press("Preview")
    member.page.locator("[data-preview-into] strong", has_text="three").wait_for()
    member.write("Why (for the history)", "It has three")
    member.press("Save the edit")
    member.follow("Edited once")
    member.sees("“It has three”")
    assert member.page.locator(".diff del").all_inner_texts() != []
    assert "three" in "".join(member.page.locator(".diff ins").all_inner_texts())


def test_a_thread_is_edited(open_as: OpenAs, thread: Thread, noor: Member) -> None:
    asker = open_as(noor, way=NO_SCRIPT).go(thread.get_absolute_url())
    asker.follow("Edit", within=".question")
    asker.write("Title", "The whole house is cold")
    asker.press("Save the edit")
    asker.sees("The whole house is cold", role="heading")
    asker.follow("edited, see history")
    assert asker.page.locator("ins", has_text="whole").count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_helpful_is_pressed_and_undone(
    open_as: OpenAs, answer: Reply, sasha: Member, way: str
) -> None:
    Standing.objects.create(member=sasha, points=50)
    member = open_as(sasha, way=way).go(answer.thread.get_absolute_url())
    place = f"#r-{answer.pk}"
    button = member.page.locator(place).get_by_role("button", name=re.compile("^Helpful"))
    for pressed, count in (("true", 1), ("false", 0)):
        member.use(button)
        expect(button).to_have_attribute("aria-pressed", pressed)
        expect(button).to_have_text(re.compile(rf"Helpful\s+{count}$"))
        answer.refresh_from_db()
        assert answer.helpful_count == count
    member.press("Not helpful", within=place)
    expect(member.page.locator(place).get_by_role("button", name="Not helpful")).to_have_attribute(
        "aria-pressed", "true"
    )
    answer.refresh_from_db()
    assert (answer.helpful_count, answer.unhelpful_count) == (0, 1)
    # A minus is no public number.
    expect(button).to_have_text(re.compile(r"Helpful\s+0$"))


@pytest.mark.parametrize("way", WAYS)
def test_not_helpful_says_what_it_needs(
    open_as: OpenAs, answer: Reply, sasha: Member, way: str
) -> None:
    member = open_as(sasha, way=way).go(answer.thread.get_absolute_url())
    member.press("Not helpful", within=f"#r-{answer.pk}")
    words = "You need 50 points to say that something was unhelpful. You have 1 so far."
    expect(member.page.get_by_text(words)).to_be_in_viewport()
    answer.refresh_from_db()
    assert answer.unhelpful_count == 0


@pytest.mark.parametrize("way", WAYS)
def test_points_say_why(
    open_as: OpenAs, answer: Reply, noor: Member, tomasz: Member, way: str
) -> None:
    accept_solution(answer, by=noor)
    owner = open_as(tomasz, way=way).go(tomasz.get_absolute_url())
    owner.follow("15 points")
    owner.sees("15 points", role="heading")
    owner.sees("An answer solved it:")
    owner.follow("The house is cold")
    owner.at(re.compile(rf"/t/{answer.thread_id}/"))
    visitor = open_as(None, way=way).go(f"{tomasz.get_absolute_url()}reputation/")
    visitor.sees("What they came from", role="heading")
    visitor.sees_not("The house is cold")


@pytest.mark.parametrize("way", WAYS)
def test_me_too_watches_and_both_are_undone(
    open_as: OpenAs, thread: Thread, sasha: Member, way: str
) -> None:
    member = open_as(sasha, way=way).go(thread.get_absolute_url())
    too = member.page.locator("main").get_by_role("button", name=re.compile("^I have this too"))
    watch = member.page.locator("main").get_by_role("button", name=re.compile("^Watch"))
    member.use(too)
    expect(too).to_have_text(re.compile(r"1$"))
    expect(too).to_have_attribute("aria-pressed", "true")
    assert Watch.objects.filter(thread=thread, member=sasha).count() == 1
    expect(watch).to_have_text(re.compile("Watching"))
    member.use(too)
    expect(too).to_have_text(re.compile(r"0$"))
    expect(watch).to_have_attribute("aria-pressed", "false")
    assert Watch.objects.filter(thread=thread, member=sasha).count() == 0
    for on in ("true", "false"):
        member.use(watch)
        expect(watch).to_have_attribute("aria-pressed", on)
    assert Watch.objects.filter(thread=thread, member=sasha).count() == 0


def test_buttons_that_need_no_reload_stay_where_they_are(
    open_as: OpenAs, answer: Reply, sasha: Member
) -> None:
    """With scripts only the buttons come back: the page, its place and the focus stay."""
    member = open_as(sasha, way=KEYBOARD).go(answer.thread.get_absolute_url())
    member.page.evaluate("window.stayed = true")
    button = member.page.locator(f"#r-{answer.pk}").get_by_role(
        "button", name=re.compile("Helpful")
    )
    member.use(button.first)
    expect(button.first).to_have_attribute("aria-pressed", "true")
    assert member.page.evaluate("window.stayed") is True
    assert button.first.evaluate("element => element === document.activeElement")


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_an_answer_is_deleted_and_brought_back(
    open_as: OpenAs, answer: Reply, tomasz: Member, sasha: Member, way: str
) -> None:
    author, stranger = open_as(tomasz, way=way), open_as(sasha, way=way)
    address, place = answer.thread.get_absolute_url(), f"#r-{answer.pk}"
    author.go(address).press("Delete", within=place)
    author.sees("Deleted. Only its author and the company see it.")
    stranger.go(address).sees_not("Set the link to two-wire.")
    stranger.sees("No answers yet", role="heading")
    author.press("Bring back", within=place)
    stranger.go(address).sees("Set the link to two-wire.")


def test_a_thread_is_deleted_and_brought_back(
    open_as: OpenAs, thread: Thread, noor: Member, sasha: Member
) -> None:
    asker, stranger = open_as(noor), open_as(sasha)
    asker.go(thread.get_absolute_url()).press("Delete", within=".question")
    asker.sees("This thread is deleted. Only its author and the company see it.")
    stranger.go(thread.get_absolute_url())
    stranger.sees("We looked, and there is nothing at this address", role="heading")
    asker.press("Bring back")
    stranger.go(thread.get_absolute_url()).sees(thread.title, role="heading")


@pytest.mark.parametrize("way", WAYS)
def test_on_a_solved_thread_a_new_linked_one_is_offered(
    open_as: OpenAs, answer: Reply, noor: Member, sasha: Member, way: str
) -> None:
    accept_solution(answer, by=noor)
    member = open_as(sasha, way=way).go(answer.thread.get_absolute_url())
    member.write("Your answer", "Mine is cold too, but it has no link at all.")
    member.press("Post answer")
    member.sees("This one is solved", role="heading")
    assert Reply.objects.count() == 1
    member.press("Ask it as a new question")
    member.sees("Ask the community", role="heading")
    assert member.value("Tell us a little more") == "Mine is cold too, but it has no link at all."
    member.write("What is going on, in one sentence?", "Cold, and no link in the menu")
    member.press("Ask the community", within="main")
    member.sees("Cold, and no link in the menu", role="heading")
    member.sees(re.compile(answer.thread.title), role="link")
    link = ThreadLink.objects.get()
    assert (link.thread.title, link.to) == ("Cold, and no link in the menu", answer.thread)


def test_on_a_solved_thread_thanks_are_posted_anyway(
    open_as: OpenAs, answer: Reply, noor: Member, sasha: Member
) -> None:
    accept_solution(answer, by=noor)
    member = open_as(sasha, way=NO_SCRIPT).go(answer.thread.get_absolute_url())
    member.write("Your answer", "Thank you, that was it.")
    member.press("Post answer")
    member.press("Post it here")
    member.sees("Thank you, that was it.")
    assert Reply.objects.count() == 2


def test_a_closed_board_stays_closed(
    open_as: OpenAs, closed_board: Board, noor: Member, sasha: Member, ask: Callable[..., Thread]
) -> None:
    noor.groups.add(closed_board.groups.get())
    thread = ask(board=closed_board, title="Pilot of the new base")
    post_reply(thread, by=noor, source="More tomorrow.")
    partner = open_as(noor).go("/boards/")
    partner.follow(closed_board.name)
    partner.follow("Pilot of the new base")
    partner.sees("More tomorrow.")
    for stranger in (open_as(sasha), open_as(None)):
        for path in (closed_board.get_absolute_url(), thread.get_absolute_url()):
            stranger.go(path).sees(
                "We looked, and there is nothing at this address", role="heading"
            )
        for path in ("/", "/boards/", "/threads/", "/search/?q=pilot+base", "/m/noor/"):
            stranger.go(path).page.locator("h1").wait_for()
            text = stranger.page.content()
            assert "Pilot of the new base" not in text, path
            assert closed_board.name not in text, path


def test_an_imported_post_is_edited_as_markdown(
    open_as: OpenAs, thread: Thread, noor: Member
) -> None:
    source = "<p>The hub <b>blinks</b>.</p><ul><li>twice</li></ul>"
    html = render(source, source_format="html").html
    Thread.objects.filter(pk=thread.pk).update(source=source, source_format="html", html=html)
    asker = open_as(noor).go(f"/t/{thread.pk}/edit/")
    asker.sees(re.compile("This text came from another system as HTML"))
    words = asker.value("Text")
    assert ("**blinks**" in words, "<" in words) == (True, False)
    asker.press("Preview")
    asker.page.locator("[data-preview-into] strong", has_text="blinks").wait_for()
    asker.press("Save the edit")
    asker.page.locator(".question .prose strong", has_text="blinks").wait_for()
    thread.refresh_from_db()
    assert thread.source_format == "markdown"
    asker.follow("edited, see history")
    asker.sees("was HTML before")


def test_an_old_address_leads_to_the_thread(open_as: OpenAs, thread: Thread) -> None:
    ImportedRecord.objects.create(
        source="sumo", kind="thread", external_id="1435", object_id=thread.pk
    )
    visitor = open_as(None).go("/old/sumo/1435")
    visitor.at(re.compile(thread.get_absolute_url()))
    visitor.sees(thread.title, role="heading")


def test_a_comment_says_where_it_belongs(open_as: OpenAs, answer: Reply, sasha: Member) -> None:
    """A comment is found again at the address of what it stands under."""
    comment_on(answer, by=sasha, source="On mine too.")
    member = open_as(sasha).go(answer.get_absolute_url())
    member.at(re.compile(rf"#r-{answer.pk}$"))
    expect(member.page.locator(f"#r-{answer.pk} .comment")).to_have_text(re.compile("On mine too."))


def test_a_press_after_the_session_ended_leads_to_signing_in(
    open_as: OpenAs, answer: Reply, sasha: Member
) -> None:
    """The page is left for the sign-in page, not patched with it; afterwards one is back."""
    trust_email(sasha)
    member = open_as(sasha).go(answer.thread.get_absolute_url())
    Session.objects.all().delete()
    member.press(re.compile("^Helpful"), within=f"#r-{answer.pk}")
    member.sees("Welcome back", role="heading")
    assert member.page.locator("h1").count() == 1
    member.write("E-mail", sasha.email or "")
    member.write("Password", "correct horse 1")
    member.press("Sign in", within="main")
    member.sees(answer.thread.title, role="heading")

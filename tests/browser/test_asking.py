"""A visitor writes first and says who they are at the end; words are never lost on the way."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.actions import trust_email
from accounts.models import Member
from forum.actions import asking
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Reply, Thread, WaitingThread
from tests.browser.conftest import KEYBOARD, MOUSE, NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import Person, code_in, link_in, newest_mail
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "ada@example.org"
TITLE = "What is going on, in one sentence?"
MORE = "Tell us a little more"
QUESTION = "The boiler hums when the bath runs"
DETAIL = "It began on Monday. The pressure is 1.4 bar."


def write_question(visitor: Person) -> None:
    visitor.go("/ask/")
    visitor.write(TITLE, QUESTION)
    visitor.write(MORE, DETAIL)


def write_all(visitor: Person) -> None:
    write_question(visitor)
    visitor.write("Your name", "Ada Lund")
    visitor.write("Where shall we send the answer?", EMAIL)
    visitor.press("Ask the community", within="main")
    visitor.sees("Type the code", role="heading")


def type_code(visitor: Person, code: str, *, outcome: str = "Post my question") -> None:
    visitor.write("Six-digit code", code)
    visitor.press(outcome, within="main")


def lands_on_the_question(visitor: Person) -> Thread:
    visitor.sees(QUESTION, role="heading")
    thread = Thread.objects.get()
    visitor.at(re.compile(rf"/t/{thread.pk}/"))
    visitor.sees("Ada Lund", role="link")
    assert (thread.title, thread.source) == (QUESTION, DETAIL)
    return thread


@pytest.mark.parametrize("way", WAYS)
def test_a_visitor_asks_and_signs_up_at_the_end(open_as: OpenAs, board: Board, way: str) -> None:
    visitor = open_as(None, way=way)
    write_all(visitor)
    assert Thread.objects.count() == 0
    type_code(visitor, code_in(newest_mail(EMAIL)))
    thread = lands_on_the_question(visitor)
    assert (thread.author.email, thread.author.display_name) == (EMAIL, "Ada Lund")
    if way != NO_SCRIPT:
        # What was posted is no draft any more.
        visitor.go("/ask/")
        assert (visitor.value(TITLE), visitor.value(MORE)) == ("", "")


def test_a_wrong_code_posts_nothing_and_says_so(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None)
    write_all(visitor)
    type_code(visitor, "123")
    visitor.sees("That was three of six digits. The code in your mail has six.")
    assert Thread.objects.count() == 0
    type_code(visitor, code_in(newest_mail(EMAIL)))
    lands_on_the_question(visitor)


def test_the_link_in_the_mail_posts_it_from_another_browser(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None)
    write_all(visitor)
    code, link = code_in(newest_mail(EMAIL)), link_in(newest_mail(EMAIL))
    phone = open_as(None, viewport={"width": 375, "height": 780})
    phone.go(link)
    phone.sees("Is this yours?", role="heading")
    # Nobody is signed in yet, whoever the address belongs to.
    assert phone.page.get_by_role("link", name="Sign in", exact=True).is_visible()
    assert Thread.objects.count() == 0
    phone.press("Yes, sign me in and post it")
    lands_on_the_question(phone)
    phone.go(link)
    phone.sees("This link has been used", role="heading")
    # The code of the first browser does no harm any more.
    type_code(visitor, code)
    visitor.page.wait_for_load_state()
    assert Thread.objects.count() == 1


def sign_in_by_code(visitor: Person) -> None:
    visitor.go("/accounts/login/code/")
    visitor.write("E-mail", EMAIL)
    visitor.press("E-mail me a six-digit code")
    type_code(visitor, code_in(newest_mail(EMAIL)), outcome="Sign in")


def test_a_newcomer_who_signs_in_elsewhere_finds_it_posted(open_as: OpenAs, board: Board) -> None:
    write_all(open_as(None))
    phone = open_as(None)
    sign_in_by_code(phone)
    lands_on_the_question(phone)


def test_a_member_who_signs_in_elsewhere_finds_it_waiting(open_as: OpenAs, board: Board) -> None:
    """Anybody may have written it with a member's address: it is shown, and posted on a press."""
    member = make_member("ada", display_name="Ada Lund", last_login=timezone.now())
    trust_email(member)
    write_all(open_as(None))
    phone = open_as(None)
    sign_in_by_code(phone)
    phone.sees("Waiting for you", role="heading")
    assert Thread.objects.count() == 0
    phone.press("Post it")
    lands_on_the_question(phone)


def test_a_form_sent_twice_is_one_question(open_as: OpenAs, board: Board, noor: Member) -> None:
    member = open_as(noor)
    write_question(member)
    member.page.get_by_role("button", name="Ask the community").dblclick(no_wait_after=True)
    member.sees(QUESTION, role="heading")
    member.page.go_back()
    member.sees("Ask the community", role="heading")
    member.write(TITLE, QUESTION)
    member.write(MORE, DETAIL)
    member.press("Ask the community", within="main")
    member.sees(QUESTION, role="heading")
    assert Thread.objects.count() == 1


def test_words_survive_a_closed_tab(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None)
    write_question(visitor)
    visitor.sees("Draft saved on this device.")
    context = visitor.page.context
    visitor.page.close()
    again = Person(context.new_page()).go("/ask/")
    again.sees(re.compile("Draft restored"))
    assert (again.value(TITLE), again.value(MORE)) == (QUESTION, DETAIL)
    # The address is part of what was written; whoever wants none of it starts afresh.
    again.press("Start afresh")
    assert (again.value(TITLE), again.value(MORE)) == ("", "")
    assert Person(context.new_page()).go("/ask/").value(TITLE) == ""


def test_words_survive_a_closed_tab_a_moment_after_the_last_key(
    open_as: OpenAs, board: Board
) -> None:
    visitor = open_as(None)
    write_question(visitor)
    visitor.page.close(run_before_unload=True)
    again = Person(visitor.page.context.new_page()).go("/ask/")
    assert (again.value(TITLE), again.value(MORE)) == (QUESTION, DETAIL)


def test_words_survive_a_server_that_fails(open_as: OpenAs, board: Board, noor: Member) -> None:
    member = open_as(noor)
    write_question(member)
    failing = {"status": 500, "content_type": "text/html", "body": "<h1>Something went wrong</h1>"}
    member.page.route(
        "**/ask/",
        lambda route: (
            route.fulfill(**failing) if route.request.method == "POST" else route.continue_()
        ),
    )
    member.press("Ask the community", within="main")
    member.page.get_by_role("heading", name="Something went wrong").wait_for()
    member.page.unroute("**/ask/")
    member.go("/ask/")
    assert (member.value(TITLE), member.value(MORE)) == (QUESTION, DETAIL)
    member.press("Ask the community", within="main")
    member.sees(QUESTION, role="heading")
    assert Thread.objects.count() == 1


def test_words_survive_a_lost_cookie(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None)
    write_question(visitor)
    visitor.write("Your name", "Ada Lund")
    visitor.write("Where shall we send the answer?", EMAIL)
    visitor.page.context.clear_cookies()
    visitor.press("Ask the community", within="main")
    visitor.sees("Nothing was sent", role="heading")
    assert WaitingThread.objects.count() == 0
    visitor.go("/ask/")
    assert (visitor.value(TITLE), visitor.value(MORE)) == (QUESTION, DETAIL)


def test_words_survive_an_expired_session(open_as: OpenAs, answer: Reply, sasha: Member) -> None:
    """The answer is written, the session is over: signing in leads back to the words."""
    trust_email(sasha)
    member = open_as(sasha).go(answer.thread.get_absolute_url())
    member.write("Your answer", "Mine did that too; a new pump helped.")
    Session.objects.all().delete()
    member.press("Post answer")
    member.sees("Welcome back", role="heading")
    member.write("E-mail", sasha.email or "")
    member.write("Password", "correct horse 1")
    member.press("Sign in")
    member.at(re.compile(rf"/t/{answer.thread_id}/"))
    assert member.value("Your answer") == "Mine did that too; a new pump helped."
    member.press("Post answer")
    member.sees("Mine did that too; a new pump helped.")
    assert answer.thread.replies.count() == 2
    member.go(answer.thread.get_absolute_url())
    assert member.value("Your answer") == ""


def test_the_draft_of_an_ask_comes_along_when_signing_in(
    open_as: OpenAs, board: Board, noor: Member
) -> None:
    trust_email(noor)
    visitor = open_as(None)
    write_question(visitor)
    visitor.sees("Draft saved on this device.")
    visitor.press("Sign in", within="main")
    visitor.write("E-mail", noor.email or "")
    visitor.write("Password", "correct horse 1")
    visitor.press("Sign in")
    visitor.sees("Ask the community", role="heading")
    assert (visitor.value(TITLE), visitor.value(MORE)) == (QUESTION, DETAIL)


def test_the_preview_is_live_and_the_board_is_found(
    open_as: OpenAs, board: Board, thread: Thread, tomasz: Member
) -> None:
    accept_solution(post_reply(thread, by=tomasz, source="Press the button."), by=thread.author)
    visitor = open_as(None).go("/ask/")
    visitor.write(TITLE, "The house is cold today")
    visitor.write(MORE, "It is **very** cold.\n\n1. Hub off\n2. Hub on")
    preview = visitor.page.locator("[data-preview-into]")
    preview.locator("strong", has_text="very").wait_for()
    assert preview.locator("ol > li").count() == 2
    visitor.sees("Has this been solved already?", role="heading")
    visitor.sees("The house is cold", role="link")
    visitor.sees("This is how it sounds to us. Change it if you like.")
    visitor.sees(re.compile("We chose one from your words."))
    visitor.sees_not(re.compile("Leave it open and we choose"))
    assert visitor.page.locator("#id_board").input_value() == board.slug
    assert visitor.page.locator("input[name=kind]:checked").get_attribute("value") == "question"


def test_the_words_of_an_ask_come_along_without_scripts(
    open_as: OpenAs, board: Board, noor: Member
) -> None:
    trust_email(noor)
    visitor = open_as(None, way=NO_SCRIPT)
    write_question(visitor)
    visitor.press("Sign in", within="main")
    visitor.write("E-mail", noor.email or "")
    visitor.write("Password", "correct horse 1")
    visitor.press("Sign in", within="main")
    visitor.sees("Ask the community", role="heading")
    assert (visitor.value(TITLE), visitor.value(MORE)) == (QUESTION, DETAIL)


def test_words_survive_an_expired_session_without_scripts(
    open_as: OpenAs, answer: Reply, sasha: Member
) -> None:
    trust_email(sasha)
    member = open_as(sasha, way=NO_SCRIPT).go(answer.thread.get_absolute_url())
    member.write("Your answer", "A new pump helped.")
    Session.objects.all().delete()
    member.press("Post answer")
    member.sees("You were signed out meanwhile. Sign in, and your words are in the form again.")
    member.write("E-mail", sasha.email or "")
    member.write("Password", "correct horse 1")
    member.press("Sign in", within="main")
    assert member.value("Your answer") == "A new pump helped."
    member.press("Post answer")
    member.sees("A new pump helped.")


def test_suggestions_leave_the_box_where_it_is(open_as: OpenAs, thread: Thread) -> None:
    """On a phone what is found stands below the words that are being written."""
    visitor = open_as(None, viewport={"width": 375, "height": 780}).go("/ask/")
    visitor.write(TITLE, "The house is cold today")
    words = visitor.page.locator("#id_source")
    words.focus()
    before = words.bounding_box()
    visitor.sees("Is it one of these?", role="heading")
    found = visitor.page.locator("[data-suggestions-into]").bounding_box()
    assert before is not None and found is not None and words.bounding_box() == before
    assert found["y"] > before["y"] + before["height"]


def test_the_preview_is_where_one_lands_without_scripts(open_as: OpenAs, board: Board) -> None:
    phone = {"width": 375, "height": 780}
    visitor = open_as(None, way=NO_SCRIPT, viewport=phone)
    write_question(visitor)
    visitor.press("Update the preview")
    visitor.at(re.compile("/ask/#preview$"))
    box = visitor.page.locator("#preview").bounding_box()
    assert box is not None and 0 <= box["y"] < 100


@pytest.mark.parametrize("way", [KEYBOARD, NO_SCRIPT])
def test_the_preview_comes_by_a_button_too(open_as: OpenAs, board: Board, way: str) -> None:
    visitor = open_as(None, way=way)
    visitor.go("/ask/")
    visitor.write(TITLE, QUESTION)
    visitor.write(MORE, "It is **very** cold.")
    visitor.press("Update the preview")
    visitor.page.locator("[data-preview-into] strong", has_text="very").wait_for()
    assert (visitor.value(TITLE), visitor.value(MORE)) == (QUESTION, "It is **very** cold.")


def test_a_form_with_gaps_says_what_is_missing(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None, way=NO_SCRIPT).go("/ask/")
    visitor.page.locator("form#ask").evaluate("form => form.noValidate = true")
    visitor.press("Ask the community", within="main")
    visitor.sees("Something needs another look")
    visitor.follow(re.compile("Where shall we send the answer"))
    assert visitor.page.locator("#id_email").evaluate("e => e === document.activeElement")
    assert asking.unposted().count() == 0


def test_a_question_that_waits_is_thrown_away(open_as: OpenAs, board: Board) -> None:
    visitor = open_as(None, way=MOUSE)
    write_all(visitor)
    visitor.go("/ask/waiting/")
    visitor.sees(QUESTION, role="heading")
    visitor.press("Throw it away")
    visitor.sees("Thrown away. Nobody has seen it.")
    assert WaitingThread.objects.count() == 0

"""An ambassador closes, moves, pins, hides and undoes; a member flags and takes it back."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import AuditEntry, Member
from accounts.versions import bump
from forum.models import Board, Flag, Reply, Section, Thread
from tests.browser.conftest import MOUSE, NO_SCRIPT, WAYS, OpenAs
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def water(section: Section) -> Board:
    made = Board.objects.create(section=section, name="Water", slug="water", icon="drop")
    bump("boards")
    return made


def act(person: Person, name: str, reason: str, button: str, *, board: str = "") -> None:
    """Unfold an act on the page where a post is moderated, say why, and do it."""
    summary = person.page.locator("summary", has_text=re.compile(f"^{name}$"))
    place = f"#{summary.locator('..').get_attribute('id')}"
    person.use(summary)
    if board:
        person.page.locator(place).get_by_label("Board", exact=True).select_option(label=board)
    person.write("Reason", reason, within=place)
    person.press(button, within=place)


def moderate(person: Person, *, within: str) -> None:
    person.press("Moderate", role="link", within=within)
    person.sees(re.compile("^Moderate what"), role="heading")


def undo(person: Person, what: str) -> None:
    """In the message after the act."""
    person.press("Undo", within=".toasts")
    person.sees(f"Undone: {what}.")


@pytest.mark.parametrize("way", WAYS)
def test_an_ambassador_keeps_order(
    open_as: OpenAs, thread: Thread, answer: Reply, water: Board, maren: Member, way: str
) -> None:
    person = open_as(maren, way=way).go(thread.get_absolute_url())
    moderate(person, within=".question")
    act(person, "Close to new replies", "It goes in circles.", "Close it")
    person.sees("Closed to new replies.")
    person.sees("It goes in circles.")
    undo(person, "Closed to new replies")
    person.sees_not("It goes in circles.")
    moderate(person, within=".question")
    act(person, "Move to another board", "It is about water.", "Move it", board="Water")
    person.sees("Water", role="link")
    undo(person, "Moved to another board")
    person.sees("Heating", role="link")
    moderate(person, within=f"#r-{answer.pk}")
    act(person, "Hide", "It names a person.", "Hide this")
    person.sees("Hidden by the company. Only its author and the company see it.")
    open_as(None).go(thread.get_absolute_url()).sees_not("Set the link to two-wire.")
    undo(person, "Hidden")
    person.sees_not("Hidden by the company.")
    open_as(None).go(thread.get_absolute_url()).sees("Set the link to two-wire.")
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["lock", "undo", "move", "undo", "hide", "undo"]


@pytest.mark.parametrize("way", [MOUSE, NO_SCRIPT])
def test_an_act_is_undone_from_the_log(
    open_as: OpenAs, thread: Thread, maren: Member, way: str
) -> None:
    person = open_as(maren, way=way).go(thread.get_absolute_url())
    moderate(person, within=".question")
    act(person, "Pin", "Read this first.", "Pin it")
    person.sees("Pinned.")
    person.go("/b/heating/").sees("Pinned")
    person.go("/moderate/").follow("What was done")
    person.sees("“Read this first.”")
    person.press(re.compile("^Undo ?: Pinned"))
    person.sees("Undone: Pinned")
    expect(person.page.get_by_role("button", name=re.compile("^Undo"))).to_have_count(0)
    thread.refresh_from_db()
    assert thread.pinned_at is None


@pytest.mark.parametrize("way", WAYS)
def test_a_member_flags_and_the_company_looks(
    open_as: OpenAs, thread: Thread, answer: Reply, sasha: Member, maren: Member, way: str
) -> None:
    member = open_as(sasha, way=way).go(thread.get_absolute_url())
    member.press("Flag", role="link", within=f"#r-{answer.pk}")
    member.sees("Flag what Tomasz Wilk wrote", role="heading")
    choice = member.page.get_by_label("Rude or harmful")
    if member.by_keyboard:
        # Arrows walk among the choices once one of them has the focus.
        member.reach(member.page.get_by_label("Spam or advertising"))
        member.page.keyboard.press("ArrowDown")
        expect(choice).to_be_checked()
    else:
        choice.check()
    member.write("A few words for whoever looks at it", "Unkind to Noor.")
    member.press("Flag this")
    member.sees("Thank you. Somebody of the company looks at it.")
    assert Flag.objects.get().reason == "harm"
    ambassador = open_as(maren, way=way).go("/")
    ambassador.follow("Flags")
    ambassador.sees("1 person flagged this")
    ambassador.sees(re.compile("Unkind to Noor"))
    ambassador.use(ambassador.page.locator("summary", has_text="Nothing wrong here"))
    ambassador.write("Reason", "It is a fair answer.")
    ambassador.press(re.compile("^Settle the flags"))
    ambassador.sees("No flags wait", role="heading")
    undo(ambassador, "Nothing wrong here")
    ambassador.sees("1 person flagged this")
    member.go(f"/r/{answer.pk}/flag/").press("Take my flag back")
    member.sees("Your flag is taken back.")
    assert Flag.objects.count() == 0

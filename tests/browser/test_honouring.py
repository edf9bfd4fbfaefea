"""What members earn trust by, in a browser: suggested edits, the superuser programme, votes that did not
look independent, and two accounts that become one."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from celery import current_app
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import expect

from accounts import bells
from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import post_reply
from forum.actions.threads import ask_thread
from forum.actions.votes import vote
from forum.models import Board, Reply, Section, SuggestedEdit, Thread
from reputation.actions.ledger import Cause, Due, settle
from reputation.actions.terms import GROUP
from reputation.enums import FindingState, Rule
from reputation.models import Appeal, Finding, Nomination, Tally, Term
from tests.browser.conftest import KEYBOARD, MOUSE, WAYS, OpenAs
from tests.browser.people import Person
from tests.conftest import make_member
from tests.reputation.honouring import make_tier, reviewers
from tests.reputation.rings.test_ring_check import DAY, plant
from tests.reputation.rings.test_ring_races import all_is_well

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BETTER = "Set the link to **two-wire**, and wait."
DESK = "/moderate/superusers/"


def earn(member: Member, times: int) -> Member:
    """Fifteen points so many times, for Recommendations of posts that are no matter here."""
    for pk in range(times):
        due = Due(Rule.RECOMMENDED, member.pk, timezone.now())
        settle([Cause("recommended", member.pk * 1000 + pk, (due,))])
    return member


def choose(person: Person, label: str, *, within: str = "main") -> None:
    """One of the choices, or a tick."""
    control = person.page.locator(within).get_by_label(label).first
    if not person.by_keyboard:
        control.check()
        return
    person.reach(control)
    person.page.keyboard.press("Space")
    expect(control).to_be_checked()


def unfold(person: Person, words: str) -> None:
    person.use(person.page.locator("summary", has_text=words).first)


def reads(person: Person, what: str, words: str) -> None:
    """In the inbox: the newest line of this heading says so, and leads on."""
    person.go("/inbox/").sees(words)
    person.press(re.compile(what), within="main")


# Suggested edits ----------------------------------------------------------------------------------
@pytest.fixture
def piet(db: None) -> Member:
    """May suggest edits, and not edit."""
    return earn(make_member("piet", display_name="Piet Vos"), 7)


@pytest.fixture
def olga(db: None) -> Member:
    """May decide on edits, and not edit."""
    return earn(make_member("olga", display_name="Olga Ray"), 17)


def suggest(person: Person, reply: Reply, words: str, why: str) -> None:
    person.go(reply.thread.get_absolute_url())
    person.press("Suggest an edit", role="link", within=f"#r-{reply.pk}")
    person.sees("Suggest an edit of what Tomasz Wilk wrote", role="heading")
    person.write("Text", words)
    person.write("Why (for the history)", why)
    person.press("Suggest this")
    person.sees("Thank you. Its author is told, and somebody decides.")


@pytest.mark.parametrize("way", WAYS)
def test_an_edit_is_suggested_looked_at_and_paid(
    open_as: OpenAs, answer: Reply, tomasz: Member, piet: Member, olga: Member, way: str
) -> None:
    other = post_reply(answer.thread, by=tomasz, source="Take the lid off.")
    suggester = open_as(piet, way=way)
    suggest(suggester, answer, BETTER, "Stands out")
    suggest(suggester, other, "Leave the lid on.", "Safer")
    reviewer = open_as(olga, way=way).go("/m/olga/reputation/")
    reviewer.follow("Suggested edits")
    case = ".case:has(ins:has-text('and wait'))"
    expect(reviewer.page.locator(f"{case} ins").first).to_be_visible()
    reviewer.press(re.compile("^Accept this edit"), within=case)
    reviewer.sees("Accepted. The history says who suggested it, and that you accepted it.")
    reviewer.go("/moderate/suggested/").sees("“Safer”")
    unfold(reviewer, "Do not accept it")
    reviewer.write("Why not", "It means something else now.")
    reviewer.press(re.compile("^Do not accept it"))
    reviewer.sees("Not accepted. Whoever suggested it is told why.")
    reviewer.go("/moderate/suggested/").sees("No edits wait", role="heading")
    author = open_as(tomasz, way=way)
    reads(author, "edited", "“Stands out”")
    author.follow("Back to the thread")
    expect(author.page.locator(f"#r-{answer.pk} strong")).to_have_text("two-wire")
    author.sees("Take the lid off.")
    author.press("Edited once", role="link", within=f"#r-{answer.pk}")
    author.sees("Olga Ray", role="link")
    suggester.go("/m/piet/reputation/").sees("107 points", role="heading")
    lines = suggester.page.locator(".award", has_text="edit")
    expect(lines).to_have_count(1)
    expect(lines.locator(".award__points")).to_have_text("+2")
    reads(suggester, "edit of yours", "“Not accepted. It means something else now.”")
    suggester.sees("It means something else now.")
    states = SuggestedEdit.objects.order_by("pk").values_list("state", "decided_by")
    assert list(states) == [("accepted", olga.pk), ("refused", olga.pk)]


# The superuser programme --------------------------------------------------------------------------
@pytest.fixture
def private(section: Section, maren: Member) -> Board:
    """The superusers' own board, with something said there."""
    make_tier()
    made = Board.objects.create(
        section=section, name="Superusers", slug="superusers", is_closed=True, pays=False
    )
    made.groups.add(Group.objects.get_or_create(name=GROUP)[0])
    bump("boards")
    ask_thread(made, by=maren, kind="talk", title="Among ourselves", source="Welcome.")
    return made


def nominate(person: Person, name: str) -> None:
    person.go(DESK).follow("Nominate somebody")
    person.write("Who (their address name)", name)
    person.write("Reason", "Patient with everybody.")
    person.press("Nominate")


def review(person: Person, name: str) -> None:
    person.go(DESK)
    unfold(person, f"Review it: {name}")
    choose(person, "Yes, invite them")
    person.write("Reason", "I saw it too.")
    person.press(re.compile("^Send the review"))
    person.sees("Thank you. Your word is noted.")


def withdraw(person: Person, capability: str, reason: str) -> None:
    unfold(person, "Take one of them away")
    field = person.page.locator("#act-withdraw").get_by_label("What", exact=True)
    if person.by_keyboard:
        person.reach(field)
    field.select_option(capability)
    person.write("Reason", reason, within="#act-withdraw")
    person.press("Take it away", within="#act-withdraw")
    person.sees("Done, and written down.")


@pytest.mark.parametrize("way", [MOUSE, KEYBOARD])
def test_from_a_nomination_to_a_term_and_what_it_opens(
    open_as: OpenAs, thread: Thread, private: Board, sasha: Member, noor: Member, way: str
) -> None:
    hanna, kenji, wanjiru = reviewers()
    nominator, first, second = (open_as(one, way=way) for one in (hanna, kenji, wanjiru))
    nominate(first, "@kenji")
    first.sees("You cannot nominate yourself.")
    nominate(nominator, "@sasha")
    nominator.sees("Nominated. Two others review it now.")
    nominator.sees("Others have to review this.")
    review(first, "Sasha Dunne")
    first.sees("Others have to review this.")
    assert Nomination.objects.get().stage == "nominated"
    review(second, "Sasha Dunne")
    member = open_as(sasha, way=way)
    assert member.page.goto("/b/superusers/").status == 404  # type: ignore[union-attr]
    member.go(thread.get_absolute_url()).sees_not("Tags and duplicates")
    reads(member, "superuser programme", "“You are invited")
    member.sees("The guidelines", role="heading")
    choose(member, "I have read the guidelines and agree to them")
    member.press("Accept, and begin")
    member.sees("Welcome. Your term has begun, and thank you.")
    expect(member.page.locator(".profile .tag--superuser")).to_have_text(re.compile("Superuser"))
    open_as(noor).go("/m/sasha/").sees(re.compile("^Superuser until"))
    member.go("/b/superusers/").follow("Among ourselves")
    member.sees("Welcome.")
    assert open_as(noor).page.goto("/b/superusers/").status == 404  # type: ignore[union-attr]
    member.go(thread.get_absolute_url()).follow("Tags and duplicates")
    member.sees("Put this thread in its place", role="heading")
    nominator.go(DESK).follow("Sasha Dunne", within="section[aria-labelledby=terms]")
    for capability, reason in (("retag", "Too many at once."), ("mark_duplicate", "Not the same.")):
        withdraw(nominator, capability, reason)
    nominator.sees("“Too many at once.”")
    member.go(thread.get_absolute_url()).sees_not("Tags and duplicates")
    member.go("/m/sasha/superuser/").sees("“Too many at once.”")
    expect(member.page.locator("main .tag--warn")).to_have_text(["taken away", "taken away"])
    assert Term.objects.get().grants.filter(withdrawn_at=None).count() == 3


# Votes that did not look independent --------------------------------------------------------------
@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bells that rang: nobody but the test works on them."""
    names = list[str]()
    monkeypatch.setattr(bells, "_ring", names.append)
    return names


def appeal(person: Person, words: str) -> None:
    """From the inbox to the page that says what was decided, and back with how it was."""
    reads(person, "did not look independent", "Some points go on waiting")
    person.sees("Some points go on waiting", role="heading")
    if words:
        person.write("How it was", words)
        person.press("Send")
        person.sees("Thank you. Somebody of the company reads it and answers.")


@pytest.mark.parametrize("way", [MOUSE, KEYBOARD])
def test_a_pair_is_found_held_told_and_answers(
    open_as: OpenAs,
    rung: list[str],
    sasha: Member,
    tomasz: Member,
    noor: Member,
    maren: Member,
    way: str,
) -> None:
    plant(sasha, tomasz, noor, start=timezone.now() - 40 * DAY)
    company = open_as(maren, way=way).go("/moderate/")
    company.follow("Votes")
    company.sees("Nothing waits here", role="heading")
    rung.clear()
    company.press("Search now")
    company.sees("The search has begun. Look here again in a minute.")
    assert rung == ["reputation.check_rings"]
    current_app.tasks["reputation.check_rings"]()
    company.go("/moderate/rings/").press(re.compile("^Look and decide"), role="link")
    expect(company.page.locator("svg.graph text")).to_have_count(2)
    choose(company, "Hold: the points wait")
    company.write("Reason", "At once, both ways.")
    company.press("Decide")
    company.sees("Decided. Both sides are told, and may say how it was.")
    assert set(Finding.objects.values_list("voter", "author", "state")) == {
        (sasha.pk, tomasz.pk, FindingState.HELD),
        (tomasz.pk, sasha.pk, FindingState.HELD),
    }
    voter, author = open_as(sasha, way=way), open_as(tomasz, way=way)
    appeal(voter, "")
    voter.sees_not(re.compile("Tomasz|At once"))
    appeal(author, "We share a kitchen.")
    author.sees_not(re.compile("Sasha|At once"))
    company.go("/moderate/rings/").follow("Tomasz Wilk")
    company.sees("We share a kitchen.")
    assert Appeal.objects.get().by == tomasz
    all_is_well()


# Two accounts -------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", [MOUSE, KEYBOARD])
@pytest.mark.usefixtures("everybody_trusted")
def test_two_accounts_become_one_with_their_points(
    open_as: OpenAs,
    ask: Callable[..., Thread],
    sasha: Member,
    tomasz: Member,
    noor: Member,
    way: str,
) -> None:
    twin, ida = make_member("noor-2"), make_member("ida", role="staff", is_superuser=True)
    thread, at = ask(by=sasha), timezone.now() - timedelta(days=2)
    for by, words, voters in (
        (noor, "Warm.", [tomasz]),
        (twin, "Warmer.", [tomasz, noor, sasha]),
    ):
        reply = post_reply(thread, by=by, source=words)
        for voter in voters:
            vote(reply, by=voter, value=1, at=at)
    staff = open_as(ida, way=way).go(f"/admin/accounts/member/{twin.pk}/change/")
    staff.follow("Merge into another account")
    staff.write("Into which account (its address name):", "@noor")
    staff.write("How do you know that both are the same person?", "She wrote so.")
    staff.press("Show what would move")
    staff.sees("Into Noor Haddad (@noor)?", role="heading")
    staff.press("Merge them")
    staff.at(re.compile("/m/noor/$"))
    # Noor's own vote for the other account is one for herself now.
    member = open_as(noor, way=way).go("/m/noor/reputation/")
    member.sees("30 points", role="heading")
    expect(member.page.locator(".awards del")).to_have_count(0)
    rows = member.page.locator("section[aria-labelledby=rules] tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator("td")).to_have_text(["3", "+30"])
    member.go("/m/noor-2/").at(re.compile("/m/noor/$"))
    visitor = open_as(None, way=way).go(thread.get_absolute_url())
    expect(visitor.page.locator(".answer", has_text="Warmer.")).to_contain_text("Noor Haddad")
    all_is_well()


def test_a_list_of_employees_fits_a_phone(open_as: OpenAs, db: None) -> None:
    """Their sign holds the company's name, and their names may be long."""
    long = make_member("hanna", display_name="Hannelore Lindqvistsdottir", role="ambassador")
    Tally.objects.create(member=long, period="A", ledger="employee", points=12_345, solutions=120)
    page = open_as(None, viewport={"width": 375, "height": 780}, is_mobile=True).page
    page.goto("/leaderboard/?of=employees&period=all")
    expect(page.locator(".table-box tbody tr")).to_have_count(1)
    wide = "box => box.querySelector('table').offsetWidth - box.clientWidth"
    assert page.locator(".table-box").evaluate(wide) <= 0

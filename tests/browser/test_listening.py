"""The listening desk in a browser: from a message to a thread, and to nothing once it is taken down."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.compliance import bury_waiting
from ambassadors.actions.listening import listen_everywhere
from ambassadors.actions.promotions import promote_item
from ambassadors.actions.scoring import WITHOUT_INDEX, score_waiting
from ambassadors.actions.sending import send_due
from ambassadors.channels.base import Account, Fetched, Vanished
from ambassadors.desk import desk_changed
from ambassadors.enums import ChannelKind, Gone, Network, NoiseKind
from ambassadors.models import (
    Burial,
    Channel,
    Claim,
    DeskSettings,
    Item,
    Macro,
    Mention,
    NoiseRule,
    Promotion,
)
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from tests.ambassadors.hearing import FakeNetwork, connect, heard
from tests.browser import listening
from tests.browser.community import Community
from tests.browser.conftest import KEYBOARD, WAYS, OpenAs
from tests.browser.test_pages import SCREENS, walk
from tests.conftest import make_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Hub stays cold after the update to 4.2"
BODY = "Since the update the relay never clicks. Does a restart in a certain order help?"


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> FakeNetwork:
    return connect(monkeypatch)


@pytest.fixture
def saoirse(db: None) -> Member:
    return make_member("saoirse", display_name="Saoirse Quinn", role="ambassador", sign="SQ")


@pytest.fixture
def arrived(network: FakeNetwork) -> FakeNetwork:
    """Three messages were heard: one that needs us, thanks, and noise."""
    DeskSettings.objects.create(pk=1, brand="Ostrel", products="hub\nleaf")
    NoiseRule.objects.create(name="Giveaways", kind=NoiseKind.GIVEAWAY)
    Channel.objects.create(kind=ChannelKind.X, name="X", handle="OstrelHelp")
    desk_changed()
    soon = {"published_at": timezone.now() - timedelta(minutes=5)}
    messages = [
        heard("1", listening.TROUBLE, handle="joss", author="joss", reposts=21, **soon),
        heard("2", "@OstrelHelp thank you, the leaf is warm again!", **soon),
        heard("3", "Join our giveaway and win an Ostrel hub", **soon),
    ]
    network.pages.append(Fetched(messages))
    assert listen_everywhere() == 3
    score_waiting(at=timezone.now() + WITHOUT_INDEX)
    return network


@pytest.mark.parametrize("way", WAYS)
def test_from_a_message_to_a_thread_and_a_tombstone(
    open_as: OpenAs,
    arrived: FakeNetwork,
    board: Board,
    maren: Member,
    saoirse: Member,
    tomasz: Member,
    way: str,
) -> None:
    one, other = (open_as(by, way=way).go("/desk/") for by in (maren, saoirse))
    one.sees_not(re.compile("giveaway"))
    first = one.page.locator(".ticket").first
    expect(first).to_contain_text("newborn")
    one.follow(re.compile("no heating since the update"))
    one.sees("21 people passed it on")
    item = Item.objects.get(mention__network_id="1")
    other.go(f"/desk/{item.pk}/")
    one.press("Claim this")
    one.sees(re.compile("You have this one until"))
    other.press("Claim this")
    other.sees(re.compile("Maren Jost has this one until"))
    # The message's own words are refused, one's own are taken.
    one.write("Title", TITLE)
    one.write("The question, in your words", listening.TROUBLE)
    one.press("Promote", within="#promote")
    one.sees(re.compile("These are the words of the message"))
    one.write("The question, in your words", BODY)
    one.press("Promote", within="#promote")
    one.sees("The thread is there. The answer with its link is in the box.")
    thread = Thread.objects.get()
    assert (thread.title, thread.author, Promotion.objects.count()) == (TITLE, maren, 1)
    assert thread.get_absolute_url() in one.value("Answer on X")
    one.press("Send answer")
    one.sees(re.compile("About to be sent"))
    assert (send_due(), send_due()) == (1, 0)
    ((text, reply_to, _key),) = arrived.posts
    assert (thread.get_absolute_url() in text, text.endswith("^MJ"), reply_to) == (True, True, "1")
    # Who asked writes again; customers answer, and it is solved: the follow-up is offered.
    again = heard("4", "@OstrelHelp thank you, I read along", author="joss", reply_to="1")
    arrived.pages.append(Fetched([replace(again, published_at=timezone.now())]))
    Channel.objects.update(next_fetch_at=timezone.now())
    assert listen_everywhere() == 1
    visitor = open_as(None, way=way).go(thread.get_absolute_url())
    visitor.sees(re.compile("Asked on X"))
    visitor.sees_not(re.compile("newborn"))
    accept_solution(
        post_reply(thread, by=tomasz, source="Restart the hub, then the leaf."), by=maren
    )
    one.go(f"/desk/{item.pk}/")
    one.sees("Solved")
    one.sees("Tell them that it is solved")
    # Its author takes it down.
    arrived.pages.append(
        Fetched(vanished=[Vanished(Network.X, Gone.DELETED, timezone.now(), network_id="1")])
    )
    Channel.objects.update(next_fetch_at=timezone.now())
    listen_everywhere()
    assert bury_waiting() == 1
    one.go(f"/desk/{item.pk}/")
    one.sees(re.compile("Nothing of it is kept here but its number"))
    one.sees_not(re.compile("newborn"))
    gone = Mention.objects.get(network_id="1")
    assert (gone.text, gone.url, gone.contact) == ("", "", None)
    assert Burial.objects.get().done_at is not None
    visitor.go(thread.get_absolute_url()).sees(BODY)


def test_keys_do_the_work(
    open_as: OpenAs, arrived: FakeNetwork, maren: Member, board: Board
) -> None:
    person = open_as(maren, way=KEYBOARD).go("/desk/")
    keys = person.page.keyboard
    keys.press("j")
    expect(person.page.locator(".ticket a.cover").first).to_be_focused()
    keys.press("j")
    keys.press("k")
    keys.press("Enter")
    person.sees(re.compile("newborn"))
    keys.press("1")
    expect(person.page.locator("select#kind")).to_have_value("question")
    person.sees_not("guessed")
    keys.press("c")
    person.sees(re.compile("You have this one until"))
    keys.press("r")
    expect(person.page.get_by_label("Answer on X")).to_be_focused()
    # In a text they are letters.
    keys.type("cxj ")
    assert person.value("Answer on X").endswith("cxj ")
    keys.press("Escape")
    keys.press("p")
    expect(person.page.get_by_label("Title", exact=True)).to_be_focused()
    keys.press("Escape")
    person.press("Keys on")
    keys.press("x")
    expect(person.page.locator("#id_why")).not_to_be_visible()
    claim = Claim.objects.get(ended_at=None)
    assert (claim.item.mention_id, claim.by) == (Mention.objects.get(network_id="1").pk, maren)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_asked_in_private_comes_back_sealed(
    open_as: OpenAs, arrived: FakeNetwork, maren: Member, way: str
) -> None:
    item = Item.objects.get(mention__network_id="1")
    one = open_as(maren, way=way).go(f"/desk/{item.pk}/")
    one.press("Claim this")
    one.use(one.page.locator("summary", has_text="Ask for something in private").first)
    one.write("What do you ask for?", "Your serial number, please.")
    one.press("Make the link")
    link = one.page.locator("main code").first.inner_text()
    customer = open_as(None, way=way).go(link)
    customer.sees(re.compile("Your serial number, please."))
    customer.write("Your answer", "4711-quillfeather")
    customer.press("Send it")
    customer.sees("Thank you", role="heading")
    one.go(f"/desk/{item.pk}/").sees_not(re.compile("quillfeather"))
    one.press(re.compile("^Read it"))
    one.sees(re.compile("quillfeather"))


@pytest.mark.parametrize("way", WAYS)
def test_who_asked_elsewhere_has_the_thread(
    open_as: OpenAs,
    arrived: FakeNetwork,
    board: Board,
    maren: Member,
    noor: Member,
    tomasz: Member,
    way: str,
) -> None:
    item = Item.objects.get(mention__network_id="1")
    claim_item(item, by=maren)
    item.refresh_from_db()
    words: dict[str, Any] = {"kind": "question", "title": TITLE, "source": BODY}
    made = promote_item(item, by=maren, version=item.version, board=board, **words)
    answer = post_reply(made.thread, by=tomasz, source="Restart the hub, then the leaf.")
    person = open_as(noor, way=way).go(made.thread.get_absolute_url())
    person.follow("Is this you?")
    person.sees("Your accounts on networks", role="heading")
    arrived.accounts["joss"] = Account("joss", "joss", words="Two children, one boiler")
    person.write("Your name there", "@joss")
    person.press("Look for the word")
    person.sees(re.compile("The word is not there yet"))
    word = person.page.locator("code.whole").inner_text()
    arrived.accounts["joss"] = Account("joss", "joss", words=f"Two children, {word}")
    person.press("Look for the word")
    person.press(re.compile("^This is mine"))
    person.at(made.thread.get_absolute_url())
    person.press(re.compile("^This solved it"))
    person.sees("Solution", role="heading")
    made.thread.refresh_from_db()
    assert (made.thread.author, made.thread.solution) == (noor, answer)


@pytest.mark.parametrize("way", WAYS)
def test_tips_are_planned_and_a_post_goes_out(
    open_as: OpenAs, arrived: FakeNetwork, maren: Member, saoirse: Member, way: str
) -> None:
    about = {"is_tip": True, "state": "reviewed", "by": saoirse, "reviewed_by": maren}
    Macro.objects.create(name="Bleed it", text="Bleed your radiators before the frost.", **about)
    person = open_as(maren, way=way).go("/desk/posts/")
    person.write("What everybody reads", "Maren is here until five. What can we help you with?")
    person.press("Post it")
    person.sees(re.compile("It goes out now"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    person.page.locator("#plan_day").fill(f"{tomorrow}")
    person.page.get_by_label("Bleed it").check()
    person.press("Spread them over the day")
    person.sees("1 tip is planned.")
    assert (send_due(), send_due()) == (1, 0)
    [(text, reply_to, _key)] = arrived.posts
    assert (text[:5], reply_to) == ("Maren", "")
    person.press("Take it back")
    person.sees_not("Bleed your radiators before the frost.")


def test_how_much_fits_is_said_while_one_writes(
    open_as: OpenAs, arrived: FakeNetwork, maren: Member
) -> None:
    item = Item.objects.get(mention__network_id="1")
    person = open_as(maren).go(f"/desk/{item.pk}/")
    person.press("Claim this")
    for text, left in (
        ("", 276),
        ("abc", 273),
        ("https://a.example/" + "x" * 90, 253),
        ("日本", 272),
    ):
        person.write("Answer on X", text)
        expect(person.page.locator("[data-desk-count]")).to_have_text(f"{left} left")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_desk_is_sound(
    open_as: OpenAs, house: Community, monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    connect(monkeypatch)
    desk = listening.fill(house.maren)
    shown = (desk.notable, desk.claimed, desk.ignored, desk.gone, desk.answered)
    paths = [f"/desk/{item.pk}/" for item in shown]
    paths += ["/desk/", "/desk/?show=ignored", "/desk/noise/", "/desk/channels/"]
    paths += [
        "/desk/duty/",
        "/desk/macros/",
        "/on-duty/",
        "/desk/insight/",
        "/desk/issues/",
        "/desk/voice/",
        "/desk/posts/",
        "/networks/",
    ]
    paths += ["/desk/hand-offs/", f"/desk/issues/{desk.issue.pk}/"]
    person = open_as(house.maren, **SCREENS[screen])
    assert walk(person, paths, touch=screen == "phone") == {}

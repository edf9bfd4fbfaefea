"""Whose an account is: its owner alone can show it, nobody is told, and the threads follow."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item
from ambassadors.actions.handles import link_by_profile, link_by_sign_in, proof_of, unlink
from ambassadors.actions.promotions import claim_thread, promote_item
from ambassadors.channels.base import Account, ChannelDown, Cost
from ambassadors.models import Channel, Contact, Promotion, Spend
from ambassadors.queries.handles import claimable
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Thread
from tests.ambassadors.hearing import NOW, FakeNetwork, hear, heard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_looks_yet() -> None:
    cache.clear()


@pytest.fixture
def contact(channel: Channel, network: FakeNetwork) -> Contact:
    """Noor's account on the network; it said something to us."""
    hear(channel, heard("1", handle="joss", author="77"))
    return Contact.objects.get()


def says(network: FakeNetwork, words: str, **more: Any) -> None:
    network.accounts["joss"] = Account("77", "joss", words=words, **more)


@pytest.fixture
def promotion(contact: Contact, board: Board, maren: Member) -> Promotion:
    item = contact.mentions.get().item
    claim_item(item, by=maren, at=NOW)
    item.refresh_from_db()
    return promote_item(
        item,
        by=maren,
        version=item.version,
        board=board,
        kind="question",
        title="Hub waits for the boiler since 4.2",
        source="After the update the heating stays off. What helps?",
        at=NOW,
    )


# Refusals -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("I like warm rooms", "The word is not there yet"),
        ("", "The word is not there yet"),
        (None, "There is no such account"),
        (ChannelDown("no route"), "does not answer"),
    ],
)
def test_who_does_not_show_it_gets_nothing(
    contact: Contact, network: FakeNetwork, noor: Member, words: Any, sentence: str
) -> None:
    if isinstance(words, str):
        says(network, words)
    elif words is not None:
        network.accounts["joss"] = words
    with pytest.raises(Refusal, match=sentence):
        link_by_profile(by=noor, network="x", handle="joss")
    assert not Contact.objects.exclude(member=None).exists()


def test_anothers_word_shows_nothing(
    contact: Contact, network: FakeNetwork, noor: Member, sasha: Member
) -> None:
    says(network, proof_of(noor))
    with pytest.raises(Refusal):
        link_by_profile(by=sasha, network="x", handle="joss")


@pytest.mark.parametrize("network_name", ["mastodon", "blog", "file", "nothing", ""])
def test_only_networks_that_we_listen_on(
    contact: Contact, network: FakeNetwork, noor: Member, network_name: str
) -> None:
    says(network, proof_of(noor))
    with pytest.raises(Refusal, match="do not listen"):
        link_by_profile(by=noor, network=network_name, handle="joss")
    with pytest.raises(Refusal, match="do not sign in"):
        link_by_sign_in(by=noor, network=network_name, network_id="77")


def test_without_keys_nobody_is_asked(contact: Contact, network: FakeNetwork, noor: Member) -> None:
    network.keys_missing = ["X_API_KEY"]
    with pytest.raises(Refusal, match="do not listen"):
        link_by_profile(by=noor, network="x", handle="joss")


def test_a_look_is_paid_for_within_the_budget(
    contact: Contact, network: FakeNetwork, noor: Member
) -> None:
    network.prices, network.account_price = {"user_read": 10_000}, "user_read"
    says(network, proof_of(noor), costs=[Cost("user_read", "77")])
    with pytest.raises(Refusal, match="nothing more this month"):
        link_by_profile(by=noor, network="x", handle="joss")
    Channel.objects.update(monthly_budget=10_000)
    link_by_profile(by=noor, network="x", handle="joss")
    assert [(row.what, row.cost) for row in Spend.objects.all()] == [("user_read", 10_000)]


def test_by_name_alone_only_what_was_heard(
    contact: Contact, network: FakeNetwork, noor: Member
) -> None:
    """As on Mastodon, whose servers number accounts each for itself."""
    network.accounts["other"] = Account("", "other", words=proof_of(noor))
    with pytest.raises(Refusal, match="heard nothing"):
        link_by_profile(by=noor, network="x", handle="other")
    network.accounts["joss"] = Account("", "JOSS", words=proof_of(noor))
    assert link_by_profile(by=noor, network="x", handle="joss").pk == contact.pk


# What works ---------------------------------------------------------------------------------------
def test_the_number_counts_and_not_the_name(
    contact: Contact, network: FakeNetwork, noor: Member, sasha: Member
) -> None:
    """Noor changed her name there; Sasha took the old one."""
    network.accounts["joss"] = Account("88", "joss", words=proof_of(sasha))
    network.accounts["noor"] = Account("77", "noor", words=f"Hello {proof_of(noor).upper()}!")
    theirs = link_by_profile(by=sasha, network="x", handle="@joss ")
    hers = link_by_profile(by=noor, network="x", handle="noor")
    assert (theirs.pk == contact.pk, hers.pk == contact.pk) == (False, True)
    assert (hers.handle, hers.member) == ("noor", noor)


def test_whoever_shows_it_now_has_it(
    contact: Contact, network: FakeNetwork, noor: Member, sasha: Member
) -> None:
    for member in (noor, sasha):
        says(network, proof_of(member))
        link_by_profile(by=member, network="x", handle="joss")
    contact.refresh_from_db()
    assert contact.member == sasha
    unlink(contact.pk, by=noor)  # not hers any more
    contact.refresh_from_db()
    assert contact.member == sasha
    unlink(contact.pk, by=sasha)
    contact.refresh_from_db()
    assert contact.member is None


def test_who_signs_in_from_there_links_with_a_press(
    contact: Contact, network: FakeNetwork, client: Client, noor: Member
) -> None:
    with pytest.raises(Refusal):
        link_by_sign_in(by=noor, network="x", network_id="77")
    data = {"username": "joss", "name": "Joss"}
    SocialAccount.objects.create(user=noor, provider="twitter_oauth2", uid="77", extra_data=data)
    assert not Contact.objects.filter(member=noor).exists()  # signing in is no consent
    with pytest.raises(Refusal):
        link_by_sign_in(by=noor, network="x", network_id="78")
    SocialAccount.objects.create(user=noor, provider="twitter_oauth2", uid="88", extra_data={})
    client.force_login(noor)
    page = client.get("/networks/").content.decode()
    assert 'value="x:77"' in page and 'value="x:88"' in page
    assert client.post("/networks/", {"do": "sign-in", "account": "x:77"}).status_code == 302
    contact.refresh_from_db()
    assert contact.member == noor
    page = client.get("/networks/").content.decode()
    assert 'value="x:77"' not in page and 'value="x:88"' in page


# The page -----------------------------------------------------------------------------------------
def test_strangers_sign_in_first(client: Client) -> None:
    assert client.get("/networks/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"do": "x"},
        {"do": "link"},
        {"do": "link", "network": "blog", "handle": "joss"},
        {"do": "link", "network": "x", "handle": "j" * 101},
        {"do": "link", "network": "x", "handle": "joss"},
        {"do": "sign-in", "account": "x:77"},
        {"do": "sign-in", "account": "\0"},
    ],
)
def test_what_is_refused_changes_nothing(
    contact: Contact, network: FakeNetwork, client: Client, noor: Member, sent: dict[str, str]
) -> None:
    client.force_login(noor)
    answer = client.post("/networks/", sent)
    assert answer.status_code in (400, 403, 409)
    assert not Contact.objects.exclude(member=None).exists()


@pytest.mark.parametrize("pk", ["", "0", "999999", "x", "9" * 40])
def test_no_such_thread(client: Client, noor: Member, pk: str) -> None:
    client.force_login(noor)
    assert client.post("/networks/", {"do": "claim", "promotion": pk}).status_code == 404
    assert client.post("/networks/", {"do": "unlink", "contact": pk}).status_code == 302


def test_a_stranger_cannot_have_the_thread(
    promotion: Promotion, client: Client, sasha: Member
) -> None:
    client.force_login(sasha)
    answer = client.post("/networks/", {"do": "claim", "promotion": promotion.pk})
    assert answer.status_code == 403
    assert Thread.objects.get().author != sasha


def test_show_claim_and_accept(
    promotion: Promotion, network: FakeNetwork, client: Client, noor: Member, tomasz: Member
) -> None:
    answer = post_reply(promotion.thread, by=tomasz, source="Set the link by hand.")
    client.force_login(noor)
    assert proof_of(noor) in client.get("/networks/").content.decode()
    says(network, proof_of(noor))
    sent = client.post("/networks/", {"do": "link", "network": "x", "handle": "@joss"})
    assert sent.headers["Location"] == "/networks/"
    page = client.get("/networks/").content.decode()
    assert "Hub waits for the boiler since 4.2" in page
    claimed = client.post("/networks/", {"do": "claim", "promotion": promotion.pk})
    assert claimed.headers["Location"] == promotion.thread.get_absolute_url()
    accept_solution(answer, by=noor)
    thread = Thread.objects.get()
    assert (thread.author, thread.solution) == (noor, answer)
    assert claimable(noor) == []
    assert "Is this you?" not in client.get(thread.get_absolute_url()).content.decode()


def test_the_thread_asks_who_wrote_it(promotion: Promotion, client: Client) -> None:
    page = client.get(promotion.thread.get_absolute_url()).content.decode()
    assert '<a href="/networks/" rel="nofollow">Is this you?</a>' in page


def test_the_desk_sees_whose_it_is_and_nobody_else_does(
    promotion: Promotion, client: Client, noor: Member, maren: Member
) -> None:
    Contact.objects.update(member=noor)
    client.force_login(maren)
    page = client.get(f"/desk/{promotion.mention.item.pk}/").content.decode()
    assert "In the community they are" in page and "/m/noor/" in page
    assert "joss" not in Client().get("/m/noor/").content.decode()


def test_a_closed_board_is_not_offered(
    promotion: Promotion, closed_board: Board, noor: Member
) -> None:
    Contact.objects.update(member=noor)
    assert claimable(noor) == [promotion]
    Thread.objects.update(board=closed_board)
    assert claimable(noor) == []
    with pytest.raises(Refusal):
        claim_thread(promotion, by=noor)


def test_the_page_costs_the_same(
    contact: Contact, client: Client, noor: Member, channel: Channel, network: FakeNetwork
) -> None:
    client.force_login(noor)
    counts = []
    for number in (1, 3, 50):
        for n in range(number):
            Contact.objects.get_or_create(
                network="x", network_id=f"n{n}", handle=f"h{n}", member=noor
            )
        with CaptureQueriesContext(connection) as queries:
            client.get("/networks/")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_looks_are_counted(
    contact: Contact, network: FakeNetwork, client: Client, noor: Member
) -> None:
    client.force_login(noor)
    sent = {"do": "link", "network": "x", "handle": "joss"}
    found = [client.post("/networks/", sent) for _ in range(11)]
    assert "Please try again in an hour." in found[-1].content.decode()
    assert "There is no such account." in found[-2].content.decode()


def test_all_together_look_so_often_a_day(
    contact: Contact, network: FakeNetwork, client: Client, noor: Member, sasha: Member
) -> None:
    """Each look may cost something, of the budget that the desk listens with."""
    with override_settings(ACCOUNT_RATE_LIMITS={"proof": "10/h/user,3/d/key"}):
        found = []
        for member in (noor, noor, sasha, sasha):
            client.force_login(member)
            sent = {"do": "link", "network": "x", "handle": "joss"}
            found.append(client.post("/networks/", sent).content.decode())
    assert [("in an hour" in page) for page in found] == [False, False, False, True]

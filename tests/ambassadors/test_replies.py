"""An answer is written down, signed, sent once, and nothing is sent that cannot be stood for."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import LEASE, claim_item
from ambassadors.actions.replies import (
    answer_item,
    approve_outgoing,
    confirm_outgoing,
    thank,
    withdraw_outgoing,
)
from ambassadors.actions.sending import LEASE as SENDING
from ambassadors.actions.sending import send_due
from ambassadors.channels.base import ChannelDown, Refused, TryLater, Unanswered
from ambassadors.desk import desk_changed
from ambassadors.drafting import BeCareful
from ambassadors.enums import OutgoingKind, OutgoingState, State
from ambassadors.models import Channel, Claim, DeskSettings, Duty, Item, Macro, Outgoing, Spend
from ambassadors.permissions import MovedOn
from tests.ambassadors.hearing import NOW, FakeNetwork, hear, heard, mention_of

SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def item(channel: Channel, maren: Member) -> Item:
    (made,) = hear(channel, heard("1"))
    claim_item(made, by=maren, at=NOW)
    made.refresh_from_db()
    return made


def answer(item: Item, by: Member, text: str = "Hold the dial for 8 s.", **more: Any) -> Outgoing:
    values: dict[str, Any] = {"version": item.version, "at": NOW} | more
    return answer_item(item, by=by, text=text, **values)


def state_of(row: Outgoing) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.network_id


@pytest.mark.parametrize("text", ["", "   ", "^MJ", "x" * 300, "Dear {name}, hold the dial"])
def test_what_cannot_go_out_is_refused(item: Item, maren: Member, text: str) -> None:
    with pytest.raises(Refusal):
        answer(item, maren, text)
    assert not Outgoing.objects.exists()


def test_only_who_has_it_answers(item: Item, maren: Member, saoirse: Member, noor: Member) -> None:
    for by in (saoirse, noor):
        with pytest.raises(Refusal):
            answer(item, by)
    with pytest.raises(MovedOn, match="run out"):
        answer(item, maren, at=NOW + LEASE)
    with pytest.raises(MovedOn, match="moved on"):
        answer(item, maren, version=item.version + 1)
    assert not Outgoing.objects.exists()


def test_an_answer_goes_out_once(item: Item, maren: Member, network: FakeNetwork) -> None:
    row = answer(item, maren)
    assert (row.state, row.text) == (OutgoingState.READY, "Hold the dial for 8 s. ^MJ")
    with pytest.raises(MovedOn):  # the page is of before
        answer(item, maren)
    item.refresh_from_db()
    with pytest.raises(MovedOn, match="on its way"):
        answer(item, maren, text="And again")
    assert (send_due(at=SOON), send_due(at=SOON)) == (1, 0)
    assert [post[:2] for post in network.posts] == [("Hold the dial for 8 s. ^MJ", "1")]
    assert state_of(row) == (OutgoingState.SENT, "own1")
    item.refresh_from_db()
    assert (item.state, item.answered_at) == (State.ANSWERED, SOON)
    contact = mention_of(item).contact
    assert contact is not None and contact.answered_by == maren


def test_the_mark_is_put_once(item: Item, maren: Member) -> None:
    assert answer(item, maren, "Hold the dial. ^mj").text == "Hold the dial. ^MJ"


def test_a_macro_that_wants_words_gets_some(item: Item, maren: Member, saoirse: Member) -> None:
    text = "Hold the dial for 8 s."
    macro = Macro.objects.create(name="Dial", text=text, must_edit=True, by=saoirse)
    with pytest.raises(Refusal, match="word of your own"):
        answer(item, maren, text, macro=macro)
    assert answer(item, maren, f"Joss, {text}", macro=macro).macro == macro


def test_some_words_are_said_twice(item: Item, maren: Member) -> None:
    DeskSettings.objects.update(embargo="Ostrel Ember\nrecall")
    desk_changed()
    with pytest.raises(BeCareful, match="Ostrel Ember"):
        answer(item, maren, "Wait for the Ostrel Ember")
    assert answer(item, maren, "Wait for the Ostrel Ember", confirmed=True).pk


@pytest.mark.parametrize("why", ["word", "person"])
def test_a_second_person_reads_some(
    item: Item, maren: Member, saoirse: Member, network: FakeNetwork, why: str
) -> None:
    if why == "word":
        DeskSettings.objects.update(approval_words="refund")
        desk_changed()
    else:
        Duty.objects.create(member=maren, needs_approval=True)
    row = answer(item, maren, "We send you a refund.")
    assert row.state == OutgoingState.APPROVAL
    assert send_due(at=SOON) == 0
    with pytest.raises(Refusal, match="Somebody else"):
        approve_outgoing(row, by=maren, at=NOW)
    approve_outgoing(row, by=saoirse, at=NOW)
    with pytest.raises(MovedOn):
        approve_outgoing(row, by=saoirse, at=NOW)
    assert send_due(at=SOON) == 1
    row.refresh_from_db()
    assert (row.approved_by, row.state) == (saoirse, OutgoingState.SENT)


def test_where_no_program_may_send_a_person_does(
    channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    """X lets a program answer only who named or quoted us."""
    (item,) = hear(channel, heard("2", is_summons=False))
    claim_item(item, by=maren, at=NOW)
    row = answer(item, maren)
    assert row.state == OutgoingState.BY_HAND
    assert send_due(at=SOON) == 0
    confirm_outgoing(row, by=maren, was_sent=True, at=SOON)
    item.refresh_from_db()
    assert (state_of(row)[0], item.state, network.posts) == (OutgoingState.SENT, State.ANSWERED, [])
    with pytest.raises(MovedOn):
        confirm_outgoing(row, by=maren, was_sent=False, at=SOON)


@pytest.mark.parametrize("change", [{"listens_only": True}, {"is_on": False}, {"kind": "file"}])
def test_a_channel_that_does_not_speak(
    item: Item, channel: Channel, maren: Member, change: dict[str, object]
) -> None:
    Channel.objects.update(**change)
    assert answer(item, maren).state == OutgoingState.BY_HAND


def test_taken_back_in_time(item: Item, maren: Member, network: FakeNetwork) -> None:
    row = answer(item, maren)
    withdraw_outgoing(row, by=maren, at=NOW)
    assert send_due(at=SOON) == 0
    item.refresh_from_db()
    again = answer(item, maren, "Better words")
    send_due(at=SOON)
    with pytest.raises(MovedOn, match="too late"):
        withdraw_outgoing(again, by=maren, at=SOON)
    assert len(network.posts) == 1


def test_what_the_network_refuses_is_said(item: Item, maren: Member, network: FakeNetwork) -> None:
    network.fails = [Refused("It is a duplicate.")]
    row = answer(item, maren)
    send_due(at=SOON)
    row.refresh_from_db()
    assert (row.state, row.error) == (OutgoingState.FAILED, "It is a duplicate.")
    item.refresh_from_db()
    assert item.state == State.TRIAGED
    answer(item, maren, "Other words")  # it may be written anew


def test_asked_too_often_waits_as_long_as_it_is_told(
    item: Item, maren: Member, network: FakeNetwork
) -> None:
    until = SOON + timedelta(minutes=14)
    network.fails = [TryLater(until), ChannelDown("no route")]
    row = answer(item, maren)
    assert send_due(at=SOON) == 1
    assert send_due(at=until - timedelta(seconds=1)) == 0
    assert send_due(at=until) == 1  # and now it is down
    row.refresh_from_db()
    assert (row.state, row.error) == (OutgoingState.READY, "no route")
    assert send_due(at=row.next_try_at) == 1
    assert state_of(row) == (OutgoingState.SENT, "own1")


@pytest.mark.parametrize("posted", [True, False])
def test_what_nobody_knows_is_looked_up_and_never_sent_again(
    item: Item, maren: Member, network: FakeNetwork, posted: bool
) -> None:
    network.fails, network.posts_though = [Unanswered("no answer")], posted
    row = answer(item, maren)
    send_due(at=SOON)
    for minutes in (1, 10, 1_000):
        assert send_due(at=SOON + timedelta(minutes=minutes)) == 0
    if posted:
        assert state_of(row) == (OutgoingState.SENT, "own1")
        return
    assert state_of(row) == (OutgoingState.UNKNOWN, "")
    item.refresh_from_db()
    with pytest.raises(MovedOn):
        answer(item, maren, "Once more")
    confirm_outgoing(row, by=maren, was_sent=False, at=SOON)
    item.refresh_from_db()
    answer(item, maren, "Once more")
    assert network.posts == []


@pytest.mark.parametrize("posted", [True, False])
def test_a_network_that_knows_keys_is_asked_again(
    item: Item, maren: Member, network: FakeNetwork, posted: bool
) -> None:
    network.knows_keys, network.only_summons = True, False
    network.fails, network.posts_though = [Unanswered("no answer")], posted
    row = answer(item, maren)
    send_due(at=SOON)
    row.refresh_from_db()
    assert row.state == OutgoingState.READY
    send_due(at=row.next_try_at)
    assert state_of(row) == (OutgoingState.SENT, "own1")
    assert len(network.posts) == 1


@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize("posted", [True, False])
def test_its_sender_died(
    item: Item, maren: Member, network: FakeNetwork, keys: bool, posted: bool
) -> None:
    """After the row was claimed, before or after the network had it."""
    network.knows_keys = keys
    row = answer(item, maren)
    Outgoing.objects.update(state=OutgoingState.SENDING, tries=1, next_try_at=SOON + SENDING)
    if posted:
        network.post(row.text, reply_to="1", key=str(row.key))
    assert send_due(at=SOON) == 0
    send_due(at=SOON + SENDING)
    if posted or keys:
        assert state_of(row) == (OutgoingState.SENT, "own1")
    else:
        assert state_of(row) == (OutgoingState.UNKNOWN, "")
    assert len(network.posts) == int(posted or keys)


def test_a_key_that_is_forgotten_meanwhile_sends_nothing_twice(
    item: Item, maren: Member, network: FakeNetwork
) -> None:
    """The first try was published and not answered; the next ones find the network down, until it
    knows the key no more."""
    network.knows_keys = True
    row = answer(item, maren)
    network.posts_though = True
    network.fails = [Unanswered("Nothing came back.")]
    send_due(at=SOON)
    assert (state_of(row)[0], row.may_be_out) == (OutgoingState.READY, True)
    network.posts_though = False
    network.fails = [ChannelDown("no route")]
    send_due(at=SOON + timedelta(minutes=10))
    network.knows_keys = False  # as good as forgotten
    assert send_due(at=SOON + timedelta(hours=3)) == 0
    assert state_of(row) == (OutgoingState.SENT, "own1")
    assert len(network.posts) == 1


def test_what_may_be_out_never_counts_as_not_sent(
    item: Item, maren: Member, network: FakeNetwork
) -> None:
    network.knows_keys, network.key_lasts = True, timedelta(days=900)
    row = answer(item, maren)
    at = SOON
    network.fails = [Unanswered("Nothing came back."), *[ChannelDown("no route")] * 5]
    for _try in range(6):
        send_due(at=at)
        at += timedelta(days=2)
    assert state_of(row)[0] == OutgoingState.UNKNOWN
    with pytest.raises(MovedOn):
        withdraw_outgoing(row, by=maren)


def test_the_words_of_another_message_are_no_receipt(
    channel: Channel, item: Item, maren: Member, network: FakeNetwork
) -> None:
    row = answer(item, maren)
    send_due(at=SOON)
    (other,) = hear(channel, heard("2"))
    claim_item(other, by=maren, at=NOW)
    again = answer(other, maren)
    network.fails = [Unanswered("The same words were said a while ago.")]
    network.posts[0] = (network.posts[0][0], "2", network.posts[0][2])
    send_due(at=SOON)
    assert (state_of(row)[0], state_of(again)[0]) == (OutgoingState.SENT, OutgoingState.UNKNOWN)


def test_a_spent_month_sends_nothing(
    item: Item, channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    network.prices = {"post_summoned": 10_000, "post_link": 200_000}
    Channel.objects.update(monthly_budget=15_000)
    row = answer(item, maren)
    send_due(at=SOON)
    assert state_of(row)[0] == OutgoingState.SENT
    assert [spend.cost for spend in Spend.objects.all()] == [10_000]
    (other,) = hear(channel, heard("2"))
    claim_item(other, by=maren, at=NOW)
    row = answer(other, maren)
    assert send_due(at=SOON) == 0
    assert state_of(row)[0] == OutgoingState.BY_HAND
    assert len(network.posts) == 1


def test_a_follow_up_is_one_too(item: Item, maren: Member, network: FakeNetwork) -> None:
    answer(item, maren)
    send_due(at=SOON)
    claim_item(item, by=maren, at=SOON)
    item.refresh_from_db()
    answer(item, maren, "It is solved.", kind=OutgoingKind.FOLLOW_UP)
    item.refresh_from_db()
    with pytest.raises(MovedOn):
        answer(item, maren, "Solved again.", kind=OutgoingKind.FOLLOW_UP)
    send_due(at=SOON + timedelta(minutes=1))
    assert [post[0] for post in network.posts] == [
        "Hold the dial for 8 s. ^MJ",
        "It is solved. ^MJ",
    ]


def test_where_a_program_answers_once_a_person_sends_what_follows(
    item: Item, maren: Member, network: FakeNetwork
) -> None:
    network.replies_once = True
    first = answer(item, maren)
    assert first.state == OutgoingState.READY
    send_due(at=SOON)
    claim_item(item, by=maren, at=SOON)
    item.refresh_from_db()
    second = answer(item, maren, "It is solved.", kind=OutgoingKind.FOLLOW_UP)
    assert second.state == OutgoingState.BY_HAND
    send_due(at=SOON + timedelta(minutes=1))
    assert len(network.posts) == 1


# Thanks -------------------------------------------------------------------------------------------
def test_only_praise_and_thanks_are_answered_with_one_press(
    channel: Channel, saoirse: Member, noor: Member
) -> None:
    asked, praised = hear(channel, heard("1"), heard("2", "I love my Ostrel leaf, great!"))
    with pytest.raises(Refusal, match="neither praise nor thanks"):
        thank(asked, by=saoirse, at=NOW)
    with pytest.raises(Refusal):
        thank(praised, by=noor, at=NOW)
    assert not (Outgoing.objects.exists() or Claim.objects.exists())


def test_thanks_go_out_once_in_their_language(
    channel: Channel, maren: Member, saoirse: Member, network: FakeNetwork
) -> None:
    (item,) = hear(channel, heard("1", "Danke, es ist wieder warm!", language="de", handle="jo"))
    Item.objects.update(kind="thanks")
    item.refresh_from_db()
    row = thank(item, by=maren, at=NOW)
    assert row.text == "@jo Danke, dass du das sagst. Das freut uns sehr. ^MJ"
    with pytest.raises(MovedOn):
        thank(item, by=saoirse, at=NOW)
    with pytest.raises(MovedOn):
        thank(item, by=maren, at=NOW)
    assert (send_due(at=SOON), len(network.posts)) == (1, 1)


def test_a_preview_is_what_would_go_out_and_nothing_else(
    item: Item, maren: Member, client: Client, network: FakeNetwork
) -> None:
    client.force_login(maren)
    sent = {"version": item.version, "text": "Hold the dial\n<b>8 s</b>. ^XX", "preview": "1"}
    page = client.post(f"/desk/{item.pk}/answer/", sent)
    assert page.status_code == 200
    words = page.content.decode()
    assert "Hold the dial<br>&lt;b&gt;8 s&lt;/b&gt;. ^MJ" in words
    assert "29 of 280" in words
    assert "Hold the dial\n&lt;b&gt;8 s&lt;/b&gt;. ^XX</textarea>" in words
    assert not Outgoing.objects.exists()

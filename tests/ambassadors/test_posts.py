"""What goes out to everybody: in time, once, not late, and counted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.duty import add_shift
from ambassadors.actions.posts import (
    COUNT_AGAIN,
    COUNTED_FOR,
    MOST_TIPS,
    count_reposts,
    plan_tips,
    times_of,
    write_post,
)
from ambassadors.actions.replies import approve_outgoing, withdraw_outgoing
from ambassadors.actions.sending import LEASE, STALE, send_due
from ambassadors.channels.base import ChannelDown, Receipt, TryLater, Unanswered
from ambassadors.desk import desk_changed
from ambassadors.drafting import BeCareful
from ambassadors.enums import OutgoingState
from ambassadors.models import (
    Channel,
    DeskSettings,
    Duty,
    Macro,
    OpenHours,
    Outgoing,
    Spend,
)
from ambassadors.models.macros import MacroState
from ambassadors.permissions import MovedOn
from ambassadors.queries.duty import shift_words
from ambassadors.queries.macros import macro_rows
from ambassadors.queries.outgoing import tips as tips_of
from tests.ambassadors.hearing import NOW, FakeNetwork

pytestmark = pytest.mark.django_db
TEXT = "Tip: turn the screw at the side once a year."
DAY = date(2026, 11, 21)  # a Saturday; NOW is the noon before


@pytest.fixture
def tips(maren: Member, saoirse: Member) -> list[Macro]:
    return [
        Macro.objects.create(
            name=f"Tip {number}",
            text=f"{TEXT} ({number})",
            is_tip=True,
            state=MacroState.REVIEWED,
            by=maren,
            reviewed_by=saoirse,
        )
        for number in range(3)
    ]


def post(channel: Channel, by: Member, text: str = TEXT, **more: Any) -> Outgoing:
    return write_post(by=by, channel=channel, text=text, **{"at": NOW, **more})


def state_of(row: Outgoing) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.network_id


# Refusals -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", " \n ", "x" * 281, "Dear {name}"])
def test_what_cannot_go_out(
    channel: Channel, maren: Member, network: FakeNetwork, text: str
) -> None:
    with pytest.raises(Refusal):
        post(channel, maren, text)
    assert not Outgoing.objects.exists()


def test_customers_post_nothing(channel: Channel, network: FakeNetwork, noor: Member) -> None:
    with pytest.raises(Refusal):
        post(channel, noor)


@pytest.mark.parametrize("how", [{"is_on": False}, {"listens_only": True}, {"kind": "file"}, None])
def test_channels_that_say_nothing(
    channel: Channel, maren: Member, network: FakeNetwork, how: dict[str, Any] | None
) -> None:
    if how is None:
        network.keys_missing = ["X_API_KEY"]
    else:
        Channel.objects.update(**how)
        channel.refresh_from_db()
    with pytest.raises(Refusal, match="Nothing can be published"):
        post(channel, maren)


def test_a_word_of_the_list_does_not_go_out(
    channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    DeskSettings.objects.update_or_create(pk=1, defaults={"embargo": "screw"})
    desk_changed()
    with pytest.raises(BeCareful):
        post(channel, maren)


@pytest.mark.parametrize("number", [0, MOST_TIPS + 1])
def test_none_and_too_many(
    channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro], number: int
) -> None:
    with pytest.raises(Refusal, match="between 1 and 12"):
        plan_tips(by=maren, channel=channel, tips=(tips * 5)[:number], day=DAY, at=NOW)


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2027, 6, 1), date(2026, 11, 22)])
def test_a_day_without_open_hours(
    channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro], day: date
) -> None:
    """Gone by, too far off, and a Sunday."""
    for weekday in range(6):
        OpenHours.objects.create(weekday=weekday, begins=9 * 60, ends=17 * 60)
    desk_changed()
    with pytest.raises(Refusal, match="not enough open hours"):
        plan_tips(by=maren, channel=channel, tips=tips, day=day, at=NOW)


def test_a_tip_is_not_posted_twice_within_a_day(
    channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro]
) -> None:
    first, *_others = plan_tips(by=maren, channel=channel, tips=tips, day=DAY, at=NOW)
    with pytest.raises(Refusal, match="goes out there within a day"):
        plan_tips(by=maren, channel=channel, tips=tips[:1], day=DAY, at=NOW)
    withdraw_outgoing(first, by=maren, at=NOW)
    plan_tips(by=maren, channel=channel, tips=tips[:1], day=DAY, at=NOW)
    other = Channel.objects.create(kind=channel.kind, name="Another")
    plan_tips(by=maren, channel=other, tips=tips, day=DAY, at=NOW)
    assert Outgoing.objects.count() == 7


def test_a_form_that_is_sent_twice(channel: Channel, maren: Member, network: FakeNetwork) -> None:
    post(channel, maren)
    with pytest.raises(Refusal, match="These words go out there"):
        post(channel, maren, at=NOW + timedelta(minutes=1))
    post(channel, maren, at=NOW + timedelta(days=1, minutes=1))


def test_a_tip_that_must_be_edited_is_none(maren: Member, tips: list[Macro]) -> None:
    Macro.objects.filter(pk=tips[0].pk).update(must_edit=True)
    assert tips_of() == tips[1:]


def test_to_one_or_to_all(channel: Channel, maren: Member, network: FakeNetwork) -> None:
    row = post(channel, maren)
    for wrong in ({"channel": None}, {"planned_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outgoing.objects.filter(pk=row.pk).update(**wrong)


# When ---------------------------------------------------------------------------------------------
def test_tips_are_spread_over_the_open_hours(
    channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro]
) -> None:
    DeskSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Amsterdam"})
    OpenHours.objects.create(weekday=5, begins=9 * 60, ends=12 * 60)
    OpenHours.objects.create(weekday=5, begins=13 * 60, ends=16 * 60)
    desk_changed()
    rows = plan_tips(by=maren, channel=channel, tips=tips, day=DAY, at=NOW)
    assert [row.planned_at for row in rows] == [
        datetime(2026, 11, 21, 9, tzinfo=UTC),  # 10:00 there
        datetime(2026, 11, 21, 11, tzinfo=UTC),
        datetime(2026, 11, 21, 14, tzinfo=UTC),
    ]
    assert [row.macro for row in rows] == tips


@given(number=st.integers(1, MOST_TIPS), minute=st.integers(0, 19 * 60))
def test_times_lie_ahead_and_apart(number: int, minute: int) -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=minute)
    times = times_of(DAY, number, at=at)
    assert len(times) == number
    assert times == sorted(set(times))
    assert all(at <= when and when.date() == DAY and 8 <= when.hour < 20 for when in times)


# Sending ------------------------------------------------------------------------------------------
def test_it_goes_out_when_it_is_due_and_once(
    channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    later = NOW + timedelta(hours=2)
    row = post(channel, maren, planned_at=later)
    assert send_due(at=later - timedelta(seconds=1)) == 0
    assert (send_due(at=later), send_due(at=later)) == (1, 0)
    assert network.posts == [(TEXT, "", str(row.key))]
    assert state_of(row) == (OutgoingState.SENT, "own1")
    with pytest.raises(MovedOn):
        withdraw_outgoing(row, by=maren)


def test_its_hour_has_passed(channel: Channel, maren: Member, network: FakeNetwork) -> None:
    row = post(channel, maren)
    assert send_due(at=NOW + STALE + timedelta(minutes=1)) == 0
    assert (state_of(row)[0], network.posts) == (OutgoingState.FAILED, [])
    assert row.error == "Its time had passed when it could have gone out."


def test_a_channel_that_was_silenced_meanwhile(
    channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    row = post(channel, maren)
    Channel.objects.update(listens_only=True)
    assert send_due(at=NOW) == 0
    assert (state_of(row)[0], network.posts) == (OutgoingState.FAILED, [])


@pytest.mark.parametrize("posted", [True, False])
def test_nobody_knows(channel: Channel, maren: Member, network: FakeNetwork, posted: bool) -> None:
    row = post(channel, maren)
    network.fails, network.posts_though = [Unanswered("Nothing came back.")], posted
    send_due(at=NOW)
    assert state_of(row)[0] == (OutgoingState.SENT if posted else OutgoingState.UNKNOWN)
    send_due(at=NOW + LEASE)
    assert len(network.posts) == int(posted)


def test_what_is_certainly_not_out_can_be_stopped(
    channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    """It was asked too often, which says that it did not publish."""
    row, other = post(channel, maren), post(channel, maren, "Another")
    network.fails = [TryLater(NOW + timedelta(hours=1)), TryLater(NOW + timedelta(hours=1))]
    send_due(at=NOW)
    assert (state_of(row)[0], row.tries) == (OutgoingState.READY, 1)
    withdraw_outgoing(row, by=maren, at=NOW)
    Channel.objects.update(listens_only=True)
    assert send_due(at=NOW + timedelta(hours=1)) == 0
    assert (state_of(other)[0], network.posts) == (OutgoingState.FAILED, [])


def test_a_post_is_paid_for(channel: Channel, maren: Member, network: FakeNetwork) -> None:
    network.prices = {"post_summoned": 10_000, "post_link": 200_000}
    row = post(channel, maren)
    assert send_due(at=NOW) == 0
    assert state_of(row)[0] == OutgoingState.BY_HAND


def test_a_second_person_reads_it_first(
    channel: Channel, maren: Member, saoirse: Member, network: FakeNetwork
) -> None:
    Duty.objects.create(member=maren, needs_approval=True)
    later = NOW + timedelta(hours=2)
    row = post(channel, maren, planned_at=later)
    assert send_due(at=later) == 0
    with pytest.raises(Refusal):
        approve_outgoing(row, by=maren, at=NOW)
    approve_outgoing(row, by=saoirse, at=NOW)
    assert send_due(at=NOW) == 0
    assert send_due(at=later) == 1


# Counting -----------------------------------------------------------------------------------------
def test_what_was_passed_on_is_counted(
    channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro]
) -> None:
    network.prices, network.look_price = {"post_read": 5_000}, "post_read"
    Channel.objects.update(monthly_budget=1_000_000)
    channel.refresh_from_db()
    rows = plan_tips(by=maren, channel=channel, tips=tips, day=DAY, at=NOW)
    for row in rows:
        assert row.planned_at is not None
        send_due(at=row.planned_at)
    at = NOW + timedelta(days=1, hours=9)
    network.passed_on = {"own1": 3, "own2": 4}
    assert count_reposts(at=at) == 2
    assert [row.reposts for row in Outgoing.objects.order_by("pk")] == [3, 4, 0]
    assert [row.reposts for row in macro_rows()] == [3, 4, 0]
    assert count_reposts(at=at + COUNT_AGAIN) == 2
    assert count_reposts(at=at + COUNT_AGAIN) == 0  # not so soon
    assert count_reposts(at=at + COUNTED_FOR) == 0  # not any more
    assert Spend.objects.filter(what="post_read").count() == 6  # each once a day
    network.fails = [ChannelDown("no route")]
    assert count_reposts(at=at + 2 * COUNT_AGAIN) == 0
    Channel.objects.update(monthly_budget=0)
    assert count_reposts(at=at + 3 * COUNT_AGAIN) == 0


# Who is here --------------------------------------------------------------------------------------
def test_who_is_here(maren: Member, saoirse: Member, noor: Member) -> None:
    assert shift_words(at=NOW) == ""
    add_shift(by=maren, weekday=4, begins=9 * 60, ends=17 * 60)
    add_shift(by=saoirse, weekday=4, begins=17 * 60, ends=24 * 60)
    assert shift_words(at=NOW) == (
        "Maren Jost ^MJ is here until 17:00 (UTC). Then, from 17:00: Saoirse Quinn ^SQ. "
        "What can we help you with?"
    )
    assert shift_words(at=NOW + timedelta(hours=6)) == (
        "Saoirse Quinn ^SQ is here until 24:00 (UTC). What can we help you with?"
    )
    Duty.objects.update(is_public=False)
    assert shift_words(at=NOW) == ""


# The page -----------------------------------------------------------------------------------------
def test_customers_see_nothing_of_it(client: Client, noor: Member) -> None:
    client.force_login(noor)
    assert client.get("/desk/posts/").status_code in (403, 404)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"form": "shift", "channel": "999999", "text": TEXT},
        {"form": "shift", "text": TEXT},
        {"form": "shift", "channel": "1", "text": "x" * 6_000},
        {"form": "tips", "day": "2026-11-31"},
        {"form": "tips", "channel": "1", "day": "0001-01-01", "tips": ["1"]},
        {"form": "tips", "channel": "1", "day": "9999-12-31", "tips": ["1"]},
        {"form": "tips", "channel": "\0", "day": "2026-11-30", "tips": ["x"]},
    ],
)
def test_what_is_wrong_changes_nothing(
    client: Client,
    channel: Channel,
    maren: Member,
    network: FakeNetwork,
    tips: list[Macro],
    sent: dict[str, Any],
) -> None:
    client.force_login(maren)
    if sent.get("channel") == "1":
        sent = {**sent, "channel": channel.pk, "tips": [tips[0].pk]}
    assert client.post("/desk/posts/", sent).status_code in (400, 403)
    assert not Outgoing.objects.exists()


def test_by_its_page(
    client: Client, channel: Channel, maren: Member, network: FakeNetwork, tips: list[Macro]
) -> None:
    client.force_login(maren)
    tomorrow = date.today() + timedelta(days=1)
    sent = {"form": "tips", "channel": channel.pk, "day": f"{tomorrow}", "tips": [tips[0].pk]}
    assert client.post("/desk/posts/", sent).status_code == 302
    sent = {"form": "shift", "channel": channel.pk, "text": "We are here."}
    assert client.post("/desk/posts/", sent).status_code == 302
    page = client.get("/desk/posts/").content.decode()
    assert all(words in page for words in (f"{TEXT} (0)", "We are here.", "About to be sent"))
    row = Outgoing.objects.get(text="We are here.")
    answer = client.post(f"/desk/outgoing/{row.pk}/", {"do": "withdraw"})
    assert answer.headers["Location"] == "/desk/posts/"
    row.refresh_from_db()
    assert row.state == OutgoingState.WITHDRAWN
    assert "We are here." not in client.get("/desk/posts/").content.decode()
    # Too late: it says so and stays on the page.
    assert client.post(f"/desk/outgoing/{row.pk}/", {"do": "withdraw"}).status_code == 302


def test_without_a_channel_the_words_are_there(
    client: Client, maren: Member, tips: list[Macro]
) -> None:
    client.force_login(maren)
    page = client.get("/desk/posts/").content.decode()
    assert "No channel here can publish" in page and TEXT in page


def test_the_page_costs_the_same(
    client: Client, channel: Channel, maren: Member, network: FakeNetwork
) -> None:
    client.force_login(maren)
    counts = []
    for number in (1, 3, 50):
        for n in range(Outgoing.objects.count(), number):
            post(channel, maren, f"{TEXT} ({n})")
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/posts/")
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 12


def test_what_a_receipt_says(channel: Channel, maren: Member, network: FakeNetwork) -> None:
    row = post(channel, maren)
    send_due(at=NOW)
    row.refresh_from_db()
    receipt = Receipt("own1", "https://x.example/own1")
    assert (row.network_id, row.url, row.sent_at) == (receipt.network_id, receipt.url, NOW)

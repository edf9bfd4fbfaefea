"""What a channel heard is taken in once, whatever comes twice, late or broken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ambassadors.actions.intake import take_in
from ambassadors.channels.base import Cost, Fetched, Vanished
from ambassadors.desk import desk_changed
from ambassadors.enums import Gone, Ignored, Network, NoiseKind, State
from ambassadors.models import (
    Burial,
    Channel,
    Contact,
    Gap,
    Item,
    Mention,
    NoiseRule,
    Spend,
    Target,
)
from ambassadors.personal import HIDDEN_ADDRESS, HIDDEN_NUMBER
from tests.ambassadors.hearing import NOW, hear, heard, mention_of


def test_a_message_is_taken_in_once(channel: Channel) -> None:
    (item,) = hear(channel, heard("1"), heard("1"))
    assert (item.state, item.kind, item.arrived_at) == (State.NEW, "question", NOW)
    mention = mention_of(item)
    assert (mention.network, mention.network_id, mention.conversation) == ("x", "1", "1")
    assert (mention.contact and mention.contact.handle) == "user1"
    again = take_in(channel, Fetched([heard("1"), heard("2")]), at=NOW)
    assert (again.new, again.known) == (1, 1)
    assert Mention.objects.count() == Item.objects.count() == 2


def test_an_answer_of_ours_may_be_heard_before_what_it_answers(channel: Channel) -> None:
    ours = heard("2", is_own=True, reply_to="1", conversation="1")
    assert hear(channel, ours) == []
    asked, other = hear(channel, heard("1"), heard("3"))
    assert (asked.state, asked.answered_at) == (State.ANSWERED, ours.published_at)
    assert other.state == State.NEW


def test_the_cursor_moves_with_what_was_taken_in(channel: Channel) -> None:
    take_in(channel, Fetched([heard("1")], cursor={"since": "1"}), after={}, at=NOW)
    channel.refresh_from_db()
    assert (channel.cursor, channel.fetched_at) == ({"since": "1"}, NOW)
    # Somebody else moved it meanwhile: theirs stands, and nothing is lost.
    take_in(channel, Fetched([heard("2")], cursor={"since": "0"}), after={}, at=NOW)
    channel.refresh_from_db()
    assert channel.cursor == {"since": "1"}
    assert Mention.objects.count() == 2


def test_what_was_passed_over_is_said(channel: Channel) -> None:
    taken = take_in(channel, Fetched([heard("1")], broken=["line 7 is no JSON"]), at=NOW)
    channel.refresh_from_db()
    assert (taken.new, taken.passed_over) == (1, ["line 7 is no JSON"])
    assert channel.trouble == "1 lines were passed over: line 7 is no JSON"


def test_what_may_have_been_missed_is_a_gap(channel: Channel) -> None:
    take_in(channel, Fetched(), at=NOW - timedelta(days=9))
    take_in(channel, Fetched([heard("1")], missed=NOW - timedelta(days=7)), at=NOW)
    (gap,) = Gap.objects.all()
    assert (gap.since, gap.until) == (NOW - timedelta(days=9), NOW - timedelta(days=7))


def test_a_resource_is_charged_once_a_day(channel: Channel) -> None:
    page = Fetched([heard("1")], costs=[Cost("post_read", "1"), Cost("post_read", "1")])
    for at in (NOW, NOW, NOW + timedelta(days=1)):
        take_in(channel, page, prices={"post_read": 5_000}, at=at)
    assert [row.cost for row in Spend.objects.order_by("day")] == [5_000, 5_000]


def test_a_deletion_may_come_before_its_message(channel: Channel) -> None:
    gone = Vanished(Network.X, Gone.DELETED, NOW, network_id="1")
    take_in(channel, Fetched(vanished=[gone, gone]), at=NOW)
    assert hear(channel, heard("1")) == []
    assert (Burial.objects.count(), Mention.objects.count()) == (1, 0)


def test_personal_data_is_not_kept(channel: Channel) -> None:
    text = "Call me on +31 20 555 01 99 or write to noor.haddad@example.org, order 2026-11-12"
    (item,) = hear(channel, heard("1", text))
    mention = mention_of(item)
    assert (
        mention.text == f"Call me on {HIDDEN_NUMBER} or write to {HIDDEN_ADDRESS}, order 2026-11-12"
    )
    assert mention.is_private


def test_answers_and_their_conversation(channel: Channel) -> None:
    """Also where the network names none, and in whatever order they come."""
    first = heard("1", author="noor", handle="noor")
    answer = heard("2", "Hold the dial.", author="us", is_own=True, reply_to="1")
    thanks = heard("3", "Thanks, that worked", author="noor", handle="noor", reply_to="2")
    for number, one in enumerate((answer, thanks), start=1):
        answer, thanks = (
            replace(answer, published_at=NOW - timedelta(minutes=30)),
            replace(thanks, published_at=NOW - timedelta(minutes=20)),
        )
        assert number and one
    (before,) = hear(channel, first)
    hear(channel, thanks, answer)
    assert {row.conversation for row in Mention.objects.all()} == {"1"}
    assert [row.network_id for row in Mention.objects.filter(is_own=True)] == ["2"]
    before.refresh_from_db()
    # Somebody answered on the network itself.
    assert (before.state, before.answered_at) == (State.ANSWERED, answer.published_at)
    assert Item.objects.count() == 2  # ours is no work


def test_who_says_more_moves_the_item_on(channel: Channel) -> None:
    (item,) = hear(channel, heard("1"))
    hear(channel, heard("2", "It is the 4.2 one", author="a1", reply_to="1"))
    before = item.version
    item.refresh_from_db()
    assert item.version == before + 1


def test_a_contact_is_one_row_and_the_newest_word(channel: Channel) -> None:
    hear(channel, heard("1", author="n", handle="old", followers=3))
    later = NOW - timedelta(minutes=1)
    hear(channel, heard("2", author="n", handle="new", published_at=later))
    (contact,) = Contact.objects.all()
    assert (contact.handle, contact.followers) == ("new", 3)


def test_nobody_wrote_tomorrow(channel: Channel) -> None:
    """A network's clock runs ahead."""
    (item,) = hear(channel, heard("1", published_at=NOW + timedelta(hours=3)))
    assert mention_of(item).published_at == NOW


def test_a_rule_ignores_and_is_counted(channel: Channel) -> None:
    rule = NoiseRule.objects.create(name="Draws", kind=NoiseKind.GIVEAWAY)
    desk_changed()
    wanted, noise = hear(channel, heard("1"), heard("2", "Giveaway! Retweet to win an Ostrel hub"))
    rule.refresh_from_db()
    assert (noise.state, noise.ignored, noise.rule, rule.hits) == (
        State.IGNORED,
        Ignored.RULE,
        rule,
        1,
    )
    assert (wanted.state, wanted.rule, noise.due_at) == (State.NEW, None, None)


def test_the_clock_begins_when_it_arrives(channel: Channel) -> None:
    Target.objects.create(name="Urgent", only_urgent=True, minutes=30, warn_minutes=5)
    Target.objects.create(name="All", minutes=480, position=1)
    desk_changed()
    calm, urgent = hear(
        channel, heard("1", "How do I pair a leaf?"), heard("2", "No heating, and a newborn here")
    )
    assert calm.due_at == NOW + timedelta(hours=8)
    assert (urgent.is_urgent, urgent.due_at) == (True, NOW + timedelta(minutes=30))


MESSAGES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 6), st.booleans()), min_size=1, max_size=20
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(pages=st.lists(MESSAGES, min_size=1, max_size=5))
def test_nothing_is_lost_or_doubled(
    channel: Channel, pages: list[list[tuple[int, int, bool]]]
) -> None:
    Mention.objects.all().delete()
    Contact.objects.all().delete()
    sent = set()
    for page in pages:
        messages = [
            heard(str(n), author=str(n % 3), reply_to=str(to) if to and to != n else "", is_own=own)
            for n, to, own in page
        ]
        sent |= {str(n) for n, _to, _own in page}
        hear(channel, *messages)
    assert set(Mention.objects.values_list("network_id", flat=True)) == sent
    assert Mention.objects.count() == len(sent)
    work = Mention.objects.filter(is_own=False)
    assert Item.objects.count() == work.count()
    assert all(row.conversation for row in Mention.objects.all())


@pytest.mark.parametrize("text", ["", "\0", "x" * 20_000, "\ud800", "🏠" * 3_000])
def test_any_text_is_taken(channel: Channel, text: str) -> None:
    (item,) = hear(channel, heard("1", text))
    assert len(mention_of(item).text) <= 5_000

"""What is gone from its network is gone here within a quarter of an hour, and only ids stay."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.compliance import bury_expired, bury_mention, bury_waiting
from ambassadors.actions.intake import take_in
from ambassadors.actions.listening import look_again
from ambassadors.actions.replies import answer_item
from ambassadors.actions.sending import send_due
from ambassadors.channels.base import ChannelDown, Fetched, Vanished
from ambassadors.enums import Gone, Ignored, Network, OutgoingState, State
from ambassadors.models import Burial, Channel, Contact, Item, ItemEvent, Mention, Outgoing
from config.schedule import EVERY_SECONDS
from tests.ambassadors.hearing import NOW, FakeNetwork, hear, heard, mention_of

CANARY = "quillfeather"


@pytest.fixture
def item(channel: Channel) -> Item:
    return hear(channel, heard("1", f"My {CANARY} hub is cold?", handle=f"{CANARY}x"))[0]


def test_beat_does_it_in_time() -> None:
    assert EVERY_SECONDS["ambassadors.bury"] <= 15 * 60
    assert EVERY_SECONDS["ambassadors.look_again"] <= 24 * 3600


@pytest.mark.parametrize("why", [one for one in Gone if one != Gone.STANDING])
def test_nothing_of_it_stays(item: Item, why: Gone, maren: Member, client: Client) -> None:
    assert bury_mention(mention_of(item), why=why, at=NOW)
    item.refresh_from_db()
    row = Mention.objects.get()
    assert (row.text, row.url, row.contact, row.vector, row.gone) == ("", "", None, b"", why)
    assert (item.state, item.ignored, item.parts) == (State.IGNORED, Ignored.GONE, [])
    assert not Contact.objects.exists()
    client.force_login(maren)
    for path in ("/desk/?show=ignored", f"/desk/{item.pk}/"):
        assert CANARY not in client.get(path).content.decode()
    assert CANARY not in str([*ItemEvent.objects.values(), *Burial.objects.values()])


def test_an_event_buries_and_its_row_is_the_proof(item: Item, channel: Channel) -> None:
    events = [
        Vanished(Network.X, Gone.DELETED, NOW, network_id="1"),
        Vanished(Network.X, Gone.DELETED, NOW, network_id="never seen"),
    ]
    take_in(channel, Fetched(vanished=events), at=NOW)
    later = NOW + timedelta(minutes=1)
    assert (bury_waiting(at=later), bury_waiting(at=later)) == (2, 0)
    proofs = Burial.objects.order_by("network_id").values_list("network_id", "found", "done_at")
    assert list(proofs) == [("1", True, later), ("never seen", False, later)]
    # It comes again, late: it stays away.
    hear(channel, heard("1"))
    assert Mention.objects.get().text == ""


def test_all_that_somebody_wrote(channel: Channel) -> None:
    hear(channel, heard("1", author="n"), heard("2", author="n"), heard("3", author="other"))
    gone = Vanished(Network.X, Gone.PROTECTED, NOW, author="n")
    take_in(channel, Fetched(vanished=[gone]), at=NOW)
    assert bury_waiting(at=NOW) == 2
    assert list(Mention.objects.filter(gone="").values_list("network_id", flat=True)) == ["3"]


def test_the_daily_look(channel: Channel, item: Item, network: FakeNetwork) -> None:
    network.vanished = [Vanished(Network.X, Gone.WITHHELD, NOW, network_id="1")]
    assert look_again(at=NOW + timedelta(hours=1)) == 0  # it was seen an hour ago
    tomorrow = NOW + timedelta(hours=21)
    assert (look_again(at=tomorrow), look_again(at=tomorrow)) == (1, 0)
    bury_waiting(at=tomorrow)
    assert Mention.objects.get().gone == Gone.WITHHELD


def test_a_network_that_is_down_is_looked_at_later(
    channel: Channel, item: Item, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: object, **more: object) -> None:
        raise ChannelDown("no route")

    monkeypatch.setattr(network, "missing", down)
    assert look_again(at=NOW + timedelta(days=2)) == 0
    assert Mention.objects.get().checked_at == NOW


def test_kept_as_long_as_the_channel_says(channel: Channel, item: Item) -> None:
    Channel.objects.update(retention_days=30)
    assert bury_expired(at=NOW + timedelta(days=29)) == 0
    assert bury_expired(at=NOW + timedelta(days=31)) == 1
    assert Mention.objects.get().gone == Gone.RETENTION


def test_an_answer_to_what_is_gone_is_not_sent(
    item: Item, maren: Member, network: FakeNetwork
) -> None:
    claim_item(item, by=maren, at=NOW)
    answer_item(item, by=maren, text="Hold the dial.", version=item.version, at=NOW)
    bury_mention(mention_of(item), why=Gone.DELETED, at=NOW)
    assert send_due(at=NOW + timedelta(minutes=1)) == 0
    assert (Outgoing.objects.get().state, network.posts) == (OutgoingState.FAILED, [])

"""Handing something to a department: with a receipt, by a due time, and back with what came of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Member, Notification
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item
from ambassadors.actions.handoffs import (
    end_hand_off,
    hand_off,
    receive,
    warn_of_late_hand_offs,
)
from ambassadors.actions.replies import answer_item
from ambassadors.enums import State
from ambassadors.models import Channel, Claim, Department, HandOff, Item, Outgoing
from ambassadors.permissions import MovedOn
from ambassadors.queries.handoffs import get_ended_hand_off
from tests.ambassadors.hearing import NOW, hear, heard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
WORDS = "The relay smells. Please call the factory about this series."


@pytest.fixture
def law(db: None) -> Department:
    made = Department.objects.create(name="Legal", due_hours=24)
    made.members.add(make_member("lena", role="ambassador"))
    return made


@pytest.fixture
def item(channel: Channel, maren: Member) -> Item:
    (made,) = hear(channel, heard("1", "My secret-word hub smells. What now?"))
    claim_item(made, by=maren, at=NOW)
    made.refresh_from_db()
    return made


def handed(item: Item, by: Member, law: Department, words: str = WORDS) -> HandOff:
    return hand_off(item, by=by, department=law, words=words, version=item.version, at=NOW)


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="desk").order_by("pk")
    return [
        (who, event.split(":")[0]) for who, event in rows.values_list("member__username", "event")
    ]


@pytest.mark.parametrize(
    "words", ["", "  ", "x" * 1_001, "Write to joss@example.org", "Call 020 555 0199 11"]
)
def test_words_that_are_none_or_show_somebody(
    item: Item, maren: Member, law: Department, words: str
) -> None:
    with pytest.raises(Refusal):
        handed(item, maren, law, words)
    assert not HandOff.objects.exists()


def test_without_a_claim_nothing_is_handed_off(
    item: Item, law: Department, saoirse: Member, noor: Member
) -> None:
    for by in (saoirse, noor):
        with pytest.raises(Refusal):
            handed(item, by, law)
    assert not HandOff.objects.exists()


def test_a_department_that_is_closed_takes_nothing(
    item: Item, maren: Member, law: Department
) -> None:
    law.is_on = False
    with pytest.raises(Refusal, match="takes nothing"):
        handed(item, maren, law)


def test_it_goes_with_a_due_time_and_its_people_are_told(
    item: Item, maren: Member, law: Department
) -> None:
    row = handed(item, maren, law)
    item.refresh_from_db()
    assert (item.state, row.due_at) == (State.HANDED_OFF, NOW + timedelta(hours=24))
    assert not Claim.objects.filter(ended_at=None).exists()
    note = Notification.objects.get()
    assert (told(), note.words) == ([("lena", "handed")], "Legal")
    assert "secret-word" not in note.title
    claim_item(item, by=maren, at=NOW)
    item.refresh_from_db()
    with pytest.raises(MovedOn, match="already"):
        handed(item, maren, law)


def test_it_comes_back_to_whoever_handed_it_off(
    item: Item, maren: Member, saoirse: Member, law: Department
) -> None:
    row, lena = handed(item, maren, law), Member.objects.get(username="lena")
    receive(row, by=lena, at=NOW)
    with pytest.raises(Refusal, match="another department"):
        end_hand_off(row, by=saoirse, outcome="Nothing.")
    with pytest.raises(Refusal, match="between 1 and"):
        end_hand_off(row, by=lena, outcome=" ")
    end_hand_off(row, by=lena, outcome="It is replaced for free.", at=NOW)
    item.refresh_from_db()
    row.refresh_from_db()
    assert (item.state, item.routed_to, row.owner) == (State.TRIAGED, maren, lena)
    assert told() == [("lena", "handed"), ("maren", "back")]
    for act in (lambda: receive(row, by=lena), lambda: end_hand_off(row, by=lena, outcome="x")):
        with pytest.raises(MovedOn, match="came back"):
            act()


def test_the_customer_is_told_what_came_of_it(
    client: Client, item: Item, maren: Member, law: Department
) -> None:
    """Though they were answered before; once for each time that something came back."""
    lena = law.members.get()
    client.force_login(maren)
    claim_item(item, by=maren)
    item.refresh_from_db()
    answer_item(item, by=maren, text="We ask the factory.", version=item.version)
    for number in (1, 2):
        claim_item(item, by=maren)
        item.refresh_from_db()
        row = hand_off(item, by=maren, department=law, words=WORDS, version=item.version)
        assert "Tell them what came of it" not in client.get(f"/desk/{item.pk}/").content.decode()
        end_hand_off(row, by=lena, outcome=f"We send a new relay ({number}).")
        claim_item(item, by=maren)
        item.refresh_from_db()
        page = client.get(f"/desk/{item.pk}/").content.decode()
        assert "Tell them what came of it" in page
        assert f"@user1 We send a new relay ({number})." in page
        sent = {"version": item.version, "text": "@user1 A new relay comes.", "outcome": row.pk}
        assert client.post(f"/desk/{item.pk}/answer/", sent).status_code == 302
        item.refresh_from_db()
        again = client.post(f"/desk/{item.pk}/answer/", sent | {"version": item.version})
        assert again.status_code == 409
        made = Outgoing.objects.get(hand_off=row)
        assert (made.kind, made.text) == ("outcome", "@user1 A new relay comes. ^MJ")
        assert "Tell them what came of it" not in client.get(f"/desk/{item.pk}/").content.decode()
    assert Outgoing.objects.count() == 3


def test_another_items_outcome_is_not_told_here(
    channel: Channel, item: Item, maren: Member, law: Department
) -> None:
    row = handed(item, maren, law)
    end_hand_off(row, by=maren, outcome="A new relay.", at=NOW)
    (other,) = hear(channel, heard("2"))
    assert get_ended_hand_off(item, row.pk) is not None
    for found, pk in ((other, row.pk), (item, None), (item, 999_999)):
        assert get_ended_hand_off(found, pk) is None


def test_what_is_late_is_told_once(item: Item, maren: Member, law: Department) -> None:
    row = handed(item, maren, law)
    Notification.objects.all().delete()
    assert warn_of_late_hand_offs(at=row.due_at - timedelta(minutes=1)) == 0
    assert (warn_of_late_hand_offs(at=row.due_at), warn_of_late_hand_offs(at=row.due_at)) == (1, 0)
    assert sorted(told()) == [("lena", "late"), ("maren", "late")]


def test_constraints(item: Item, maren: Member, law: Department) -> None:
    row = {"item": item, "department": law, "by": maren, "words": "x", "at": NOW}
    later = NOW + timedelta(hours=1)
    for wrong in (
        {"due_at": NOW},
        {"due_at": later, "owner": maren},
        {"due_at": later, "outcome": "x"},
        {"due_at": later, "ended_at": later},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            HandOff.objects.create(**row, **wrong)


def test_by_its_pages(client: Client, item: Item, maren: Member, law: Department) -> None:
    client.force_login(maren)
    Claim.objects.update(until=NOW + timedelta(days=4_000))
    page = client.get(f"/desk/{item.pk}/").content.decode()
    assert "Hand it to a department" in page
    sent = {"department": str(law.pk), "words": WORDS, "version": str(item.version)}
    assert client.post(f"/desk/{item.pk}/hand-off/", {**sent, "words": " "}).status_code == 400
    assert (
        client.post(f"/desk/{item.pk}/hand-off/", {**sent, "department": "99"}).status_code == 400
    )
    assert client.post(f"/desk/{item.pk}/hand-off/", sent).status_code == 302
    row = HandOff.objects.get()
    listed = client.get("/desk/hand-offs/").content.decode()
    assert ("Legal: The relay smells." in listed, "not received yet" in listed) == (True, True)
    client.post(f"/desk/hand-offs/{row.pk}/", {"do": "receive"})
    assert HandOff.objects.get().owner == maren
    assert client.post(f"/desk/hand-offs/{row.pk}/", {"outcome": ""}).status_code == 400
    assert client.post(f"/desk/hand-offs/{row.pk}/", {"outcome": "Replaced."}).status_code == 302
    assert "Replaced." in client.get(f"/desk/{item.pk}/").content.decode()
    assert "Nothing is with a department." in client.get("/desk/hand-offs/").content.decode()

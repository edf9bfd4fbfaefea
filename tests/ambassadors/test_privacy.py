"""What the desk keeps of a member: handed out, taken away, or given to their other account."""

import pytest

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.duty import add_shift, hand_over, save_view, write_duty
from ambassadors.actions.macros import review_macro, write_macro
from ambassadors.actions.privacy import erase_from_listening, merge_listening
from ambassadors.models import (
    Channel,
    Claim,
    Contact,
    Department,
    Duty,
    HandOver,
    Item,
    Macro,
    MacroState,
    SavedView,
    Shift,
)
from ambassadors.queries.privacy import listening_of
from tests.ambassadors.hearing import NOW, hear, heard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked(channel: Channel, maren: Member) -> Item:
    """Maren has left rows of every kind."""
    (item,) = hear(channel, heard("1", "My secret-word hub is cold"))
    claim_item(item, by=maren)
    Item.objects.update(routed_to=maren)
    write_duty(by=maren, what="Valves", languages="en", topics="", is_away=False, is_public=True)
    add_shift(by=maren, weekday=0, begins=0, ends=60)
    save_view(by=maren, name="Late", query="show=late")
    hand_over(by=maren, text="Call me at home.", at=NOW)
    write_macro(by=maren, name="Dial", text="Hold it.", at=NOW)
    Contact.objects.update(member=maren, answered_by=maren, answered_at=NOW)
    Department.objects.create(name="Legal").members.add(maren)
    return item


def test_others_have_nothing(worked: Item, noor: Member) -> None:
    assert listening_of(noor) == []


def test_an_export_holds_it_and_no_word_of_a_message(worked: Item, maren: Member) -> None:
    rows = listening_of(maren)
    assert [row["row"] for row in rows] == [
        "duty",
        "account",
        "shift",
        "view",
        "hand_over",
        "macro",
    ]
    assert rows[1] == {"row": "account", "network": "x", "handle": "user1"}
    assert rows[4] == {"row": "hand_over", "at": NOW, "text": "Call me at home."}
    assert "secret-word" not in str(rows)


def test_whoever_leaves_is_on_no_list(worked: Item, maren: Member) -> None:
    erase_from_listening(maren)
    assert not (Duty.objects.exists() or Shift.objects.exists() or SavedView.objects.exists())
    assert not Claim.objects.filter(ended_at=None).exists()
    assert not Department.objects.filter(members=maren).exists()
    assert Contact.objects.get().member is None
    assert Item.objects.get().routed_to is None
    assert HandOver.objects.get().text == "–"
    assert Macro.objects.get().text == "Hold it."


def test_two_accounts_become_one(worked: Item, maren: Member, saoirse: Member) -> None:
    other = make_member("maren-2", role="ambassador")
    write_duty(by=other, what="Hubs", languages="", topics="", is_away=False, is_public=True)
    save_view(by=other, name="Late", query="show=mine")
    own, read = Macro.objects.get(), write_macro(by=saoirse, name="Key", text="Turn.")
    review_macro(own, by=other, text="Hold it.")
    review_macro(read, by=maren, text="Turn.")
    merge_listening(maren, other)
    assert (Duty.objects.get().what, SavedView.objects.get().query) == ("Hubs", "show=mine")
    assert (
        Claim.objects.get().by
        == Shift.objects.get().member
        == Contact.objects.get().member
        == other
    )
    own.refresh_from_db()
    read.refresh_from_db()
    assert (own.by, own.reviewed_by, own.state) == (other, None, MacroState.DRAFT)
    assert (read.reviewed_by, read.state) == (other, MacroState.REVIEWED)
    assert list(Department.objects.filter(members=other).values_list("name", flat=True)) == [
        "Legal"
    ]
    assert listening_of(maren) == []

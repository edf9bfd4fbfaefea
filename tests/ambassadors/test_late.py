"""Whoever has something that is nearly due hears of it, and staff of what is late; once each."""

from datetime import timedelta

import pytest

from accounts.models import Delivery, Member, Notification
from accounts.providers import still_visible
from ambassadors.actions.claims import claim_item
from ambassadors.actions.late import SOURCE, warn_of_late
from ambassadors.actions.triage import ignore_item
from ambassadors.desk import desk_changed
from ambassadors.enums import Ignored
from ambassadors.models import Channel, Duty, Item, Shift, Target
from tests.ambassadors.hearing import NOW, hear, heard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(minutes=60)


@pytest.fixture
def ida(db: None) -> Member:
    return make_member("ida", role="staff")


@pytest.fixture
def item(channel: Channel, ida: Member) -> Item:
    Target.objects.create(name="An hour", minutes=60, warn_minutes=15, around_the_clock=True)
    desk_changed()
    (made,) = hear(channel, heard("1", "My secret-word hub is cold. Why?"))
    assert made.due_at == DUE
    return made


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="desk").order_by("pk")
    return list(rows.values_list("member__username", "event"))


def test_nothing_is_said_before_its_time(item: Item) -> None:
    assert warn_of_late(at=DUE - timedelta(minutes=16)) == 0
    assert told() == []


def test_nothing_is_said_of_what_waits_no_more(item: Item, saoirse: Member) -> None:
    ignore_item(item, by=saoirse, why=Ignored.NOT_US, at=NOW)
    assert warn_of_late(at=DUE + timedelta(days=1)) == 0
    assert told() == []


def test_a_warning_goes_to_whoever_has_it_and_once(
    item: Item, saoirse: Member, maren: Member
) -> None:
    soon = DUE - timedelta(minutes=5)
    claim_item(item, by=saoirse, at=soon)
    assert (warn_of_late(at=soon), warn_of_late(at=soon)) == (1, 0)
    assert told() == [("saoirse", f"due:{item.pk}")]


def test_a_warning_goes_to_whom_it_was_routed_else_to_who_is_here_else_to_staff(
    item: Item, saoirse: Member, maren: Member
) -> None:
    soon = DUE - timedelta(minutes=5)
    assert (warn_of_late(at=soon), told()) == (1, [("ida", f"due:{item.pk}")])
    Item.objects.update(warned_at=None)
    Duty.objects.create(member=maren)
    Shift.objects.create(member=maren, weekday=NOW.weekday(), begins=0, ends=24 * 60)
    warn_of_late(at=soon)
    assert told()[1:] == [("maren", f"due:{item.pk}")]
    Item.objects.update(warned_at=None, routed_to=saoirse)
    warn_of_late(at=soon)
    assert told()[2:] == [("saoirse", f"due:{item.pk}")]


def test_of_what_is_late_staff_hear_too(item: Item, saoirse: Member) -> None:
    Item.objects.update(routed_to=saoirse)
    assert (warn_of_late(at=DUE), warn_of_late(at=DUE)) == (1, 0)
    assert sorted(told()) == [("ida", f"late:{item.pk}"), ("saoirse", f"late:{item.pk}")]


def test_no_word_of_the_message_goes_out(item: Item) -> None:
    warn_of_late(at=DUE)
    note = Notification.objects.get()
    assert "secret-word" not in f"{note.title} {note.words}"
    assert (note.title, note.words) == (
        "Somebody waits too long",
        "A message on X, at the listening desk.",
    )
    assert (note.url, Delivery.objects.count()) == (f"/desk/{item.pk}/", 1)


def test_a_mail_is_not_sent_to_whom_it_is_nothing_to_any_more(
    item: Item, ida: Member, noor: Member, saoirse: Member
) -> None:
    assert still_visible(ida, {(SOURCE, item.pk)}) == {(SOURCE, item.pk)}
    assert still_visible(noor, {(SOURCE, item.pk)}) == set()
    ignore_item(item, by=saoirse, why=Ignored.NOT_US, at=NOW)
    assert still_visible(ida, {(SOURCE, item.pk)}) == set()

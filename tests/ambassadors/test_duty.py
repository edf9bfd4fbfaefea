"""The roster, the notes between shifts, the page for everybody, and views that have a name."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.duty import (
    add_shift,
    end_shift,
    forget_view,
    hand_over,
    save_view,
    write_duty,
)
from ambassadors.models import Duty, HandOver, OpenHours, SavedView, Shift
from tests.ambassadors.hearing import NOW
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
A_DAY = 24 * 60


def on_duty(member: Member, **more: object) -> None:
    words = {"what": "Firmware", "languages": "en", "topics": "", "is_away": False}
    write_duty(by=member, **{**words, "is_public": True, **more})  # type: ignore[arg-type]
    add_shift(by=member, weekday=NOW.weekday(), begins=0, ends=A_DAY)


def test_customers_have_no_shifts(noor: Member) -> None:
    with pytest.raises(Refusal):
        add_shift(by=noor, weekday=0, begins=0, ends=60)
    with pytest.raises(Refusal):
        hand_over(by=noor, text="Hi")
    with pytest.raises(Refusal):
        save_view(by=noor, name="Mine", query="")
    assert not (Shift.objects.exists() or HandOver.objects.exists() or SavedView.objects.exists())


@pytest.mark.parametrize(
    ("day", "begins", "ends"), [(7, 0, 60), (0, 60, 60), (0, 60, 0), (0, 0, A_DAY + 1), (-1, 0, 60)]
)
def test_a_shift_that_is_none(maren: Member, day: int, begins: int, ends: int) -> None:
    with pytest.raises(Refusal, match="begins before it ends"):
        add_shift(by=maren, weekday=day, begins=begins, ends=ends)


def test_shifts_of_one_person_lie_beside_each_other(maren: Member, saoirse: Member) -> None:
    add_shift(by=maren, weekday=0, begins=540, ends=720)
    with pytest.raises(Refusal, match="at that time already"):
        add_shift(by=maren, weekday=0, begins=719, ends=800)
    for by, begins in ((maren, 720), (saoirse, 600)):
        add_shift(by=by, weekday=0, begins=begins, ends=800)
    own = Shift.objects.filter(member=saoirse).get()
    end_shift(own.pk, by=maren)
    assert Shift.objects.count() == 3
    end_shift(own.pk, by=saoirse)
    assert Shift.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n", "x" * 2_001])
def test_a_note_that_says_nothing(maren: Member, text: str) -> None:
    with pytest.raises(Refusal, match="between 1 and 2000"):
        hand_over(by=maren, text=text)


@pytest.fixture
def _then() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("_then")
def test_everybody_sees_who_is_here(
    client: Client, maren: Member, saoirse: Member, noor: Member
) -> None:
    on_duty(maren)
    on_duty(saoirse, is_public=False)
    on_duty(make_member("kenji", role="ambassador", display_name="Kenji"), is_away=True)
    OpenHours.objects.create(weekday=0, begins=540, ends=A_DAY)
    answer = client.get("/on-duty/")
    page = answer.content.decode()
    assert [name in page for name in ("Maren Jost", "Saoirse Quinn", "Kenji")] == [
        True,
        False,
        False,
    ]
    assert ("09:00–24:00" in page, "here now" in page) == (True, True)
    assert not answer.cookies
    # The same bytes for everyone without a session.
    assert client.get("/on-duty/").content == Client().get("/on-duty/").content


@pytest.mark.usefixtures("_then")
@pytest.mark.parametrize("number", [1, 3, 50])
def test_it_costs_the_same_however_many(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(number):
        on_duty(make_member(f"amb{n}", role="ambassador"))
    client.get("/on-duty/")
    with django_assert_num_queries(4):
        client.get("/on-duty/")


def test_the_roster_by_its_page(client: Client, maren: Member, saoirse: Member) -> None:
    client.force_login(maren)
    assert client.post("/desk/duty/", {"form": "nonsense"}).status_code == 400
    shift = {"form": "shift", "weekday": "2", "begins": "22:00", "ends": "00:00"}
    assert client.post("/desk/duty/", shift).status_code == 302
    assert client.post("/desk/duty/", shift).status_code == 403
    assert client.post("/desk/duty/", {**shift, "ends": "25:00"}).status_code == 400
    made = Shift.objects.get()
    assert (made.member, made.begins, made.ends, made.times) == (
        maren,
        1_320,
        A_DAY,
        ("22:00", "24:00"),
    )
    words = {
        "form": "duty",
        "what": "Valves",
        "languages": "en, nl",
        "topics": "leaf",
        "is_away": "on",
    }
    assert client.post("/desk/duty/", words).status_code == 302
    duty = Duty.objects.get()
    assert (duty.what, duty.is_away, duty.is_public) == ("Valves", True, False)
    assert (
        client.post("/desk/duty/", {"form": "note", "text": "Mind the boiler."}).status_code == 302
    )
    page = client.get("/desk/duty/").content.decode()
    assert ("Mind the boiler." in page, "22:00–24:00" in page) == (True, True)
    client.post(f"/desk/duty/shifts/{made.pk}/end/")
    assert not Shift.objects.exists()


def test_views_have_a_name(client: Client, maren: Member, saoirse: Member, channel: object) -> None:
    client.force_login(maren)
    sent = {
        "show": "late",
        "source": "x",
        "name": " Late  on X ",
        "is_shared": "on",
        "language": "1",
    }
    answer = client.post("/desk/views/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/?show=late&source=x")
    kept = SavedView.objects.get()
    assert (kept.name, kept.query, kept.is_shared) == ("Late on X", "show=late&source=x", True)
    client.post("/desk/views/", {"name": "Late on X", "show": "mine"})
    kept.refresh_from_db()
    assert (kept.query, kept.is_shared) == ("show=mine", False)
    client.post("/desk/views/", {"name": " "})
    client.force_login(saoirse)
    assert "Late on X" not in client.get("/desk/").content.decode()
    SavedView.objects.update(is_shared=True)
    assert "Late on X" in client.get("/desk/").content.decode()
    client.post("/desk/views/", {"forget": str(kept.pk)})
    assert SavedView.objects.count() == 1
    forget_view(kept.pk, by=maren)
    assert not SavedView.objects.exists()


def test_views_are_few(maren: Member) -> None:
    for number in range(20):
        save_view(by=maren, name=f"View {number}", query="")
    with pytest.raises(Refusal, match="as many views as fit"):
        save_view(by=maren, name="One more", query="")
    save_view(by=maren, name="View 1", query="show=mine")
    assert SavedView.objects.filter(query="show=mine").count() == 1

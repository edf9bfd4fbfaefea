"""Macros: who wrote one does not review it, and what they led to is counted."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.macros import retire_macro, review_macro, write_macro
from ambassadors.enums import OutgoingState
from ambassadors.models import Channel, Macro, MacroState, Outgoing, Promotion
from ambassadors.permissions import MovedOn
from ambassadors.queries.macros import macro_rows
from forum.models import Thread
from tests.ambassadors.hearing import NOW, hear, heard, mention_of

pytestmark = pytest.mark.django_db
TEXT = "Dear {name}, hold the dial for ten seconds."


@pytest.fixture
def macro(maren: Member) -> Macro:
    return write_macro(by=maren, name="  Hold  the dial", text=TEXT, language="en")


def test_customers_write_and_read_none(noor: Member, macro: Macro) -> None:
    for act in (
        lambda: write_macro(by=noor, name="Mine", text="Hi"),
        lambda: review_macro(macro, by=noor, text=TEXT),
        lambda: retire_macro(macro, by=noor),
    ):
        with pytest.raises(Refusal, match="company’s own people"):
            act()
    assert Macro.objects.get().state == MacroState.DRAFT


@pytest.mark.parametrize(("name", "text"), [(" ", TEXT), ("A", " "), ("A", "x" * 2_001)])
def test_one_that_says_nothing_is_refused(maren: Member, name: str, text: str) -> None:
    with pytest.raises(Refusal, match="between 1 and 2000"):
        write_macro(by=maren, name=name, text=text)
    assert not Macro.objects.exists()


def test_who_wrote_it_does_not_review_it(macro: Macro, maren: Member, saoirse: Member) -> None:
    assert (macro.name, macro.state) == ("Hold the dial", MacroState.DRAFT)
    with pytest.raises(Refusal, match="wrote it yourself"):
        review_macro(macro, by=maren, text=TEXT)
    with pytest.raises(MovedOn, match="has changed"):
        review_macro(macro, by=saoirse, text="Something else.")
    review_macro(macro, by=saoirse, text=TEXT)
    macro.refresh_from_db()
    assert (macro.state, macro.reviewed_by) == (MacroState.REVIEWED, saoirse)
    with pytest.raises(MovedOn):
        review_macro(macro, by=saoirse, text=TEXT)


def test_other_words_are_read_anew(macro: Macro, maren: Member, saoirse: Member) -> None:
    review_macro(macro, by=saoirse, text=TEXT)
    write_macro(by=saoirse, name="Dial", text="Turn it.", macro=Macro.objects.get())
    macro.refresh_from_db()
    assert (macro.state, macro.by, macro.reviewed_by) == (MacroState.DRAFT, saoirse, None)
    review_macro(macro, by=maren, text="Turn it.")
    retire_macro(macro, by=maren)
    assert Macro.objects.get().state == MacroState.RETIRED


def test_what_it_led_to_is_counted(
    channel: Channel, macro: Macro, maren: Member, thread: Thread
) -> None:
    one, other = hear(channel, heard("1", conversation="1"), heard("2"))
    for item in (one, other):
        Outgoing.objects.create(
            mention=mention_of(item),
            text="x",
            by=maren,
            macro=macro,
            state=OutgoingState.SENT,
            sent_at=NOW,
        )
    Promotion.objects.create(mention=mention_of(other), thread=thread, is_new=False, by=maren)
    Thread.objects.filter(pk=thread.pk).update(is_solved=True)
    later = NOW + timedelta(hours=1)
    thanks = "Thank you so much, it works!"
    hear(
        channel,
        heard("3", thanks, conversation="1", author="a1", published_at=later),
        # Somebody else's, and one of before.
        heard("4", thanks, conversation="1", author="a4", published_at=later),
        heard("5", thanks, conversation="2", author="a2", published_at=NOW - timedelta(hours=1)),
        at=later,
    )
    (row,) = macro_rows()
    assert (row.used, row.solved, row.thanked) == (2, 1, 1)


def test_the_library_by_its_pages(
    client: Client, macro: Macro, maren: Member, saoirse: Member
) -> None:
    client.force_login(saoirse)
    page = client.get("/desk/macros/").content.decode()
    assert ("Hold the dial" in page, "I have read it: it is good" in page) == (True, True)
    lines = {"name": "Lines", "text": "One.\r\nTwo.", "language": "de", "must_edit": "on"}
    assert client.post("/desk/macros/", lines).status_code == 302
    assert client.post("/desk/macros/", {"name": "", "text": "x"}).status_code == 400
    path = f"/desk/macros/{macro.pk}/"
    client.post(f"{path}settle/", {"do": "review", "text": TEXT})
    assert Macro.objects.get(pk=macro.pk).state == MacroState.REVIEWED
    assert client.post(path, {"name": "Dial", "text": "Turn."}).status_code == 302
    assert Macro.objects.get(pk=macro.pk).state == MacroState.DRAFT
    client.force_login(maren)
    own = Macro.objects.get(name="Lines")
    assert (own.text, own.must_edit) == ("One.\nTwo.", True)
    client.post(f"/desk/macros/{own.pk}/settle/", {"do": "review", "text": "One.\r\nTwo."})
    assert Macro.objects.get(pk=own.pk).reviewed_by == maren
    client.post(f"/desk/macros/{own.pk}/settle/", {"do": "retire"})
    assert Macro.objects.get(pk=own.pk).state == MacroState.RETIRED

"""What customers said in a week, in their own words, and from nowhere but open boards."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member, Notification
from ambassadors.actions.voice import tell_voice
from ambassadors.models import Channel
from ambassadors.queries.voice import voice_of, week_of
from forum.actions.votes import add_me_too
from forum.models import Board, MeToo, Thread
from tests.ambassadors.hearing import NOW, hear, heard

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
# NOW is a Friday: the week that is over began eleven days before.
MONDAY = date(2026, 11, 9)
INSIDE = NOW - timedelta(days=9)


def put(thread: Thread, at: object = INSIDE) -> Thread:
    Thread.objects.filter(pk=thread.pk).update(created_at=at)
    return thread


def said() -> dict[str, list[int]]:
    return {part.key: [one.pk for one in part.threads] for part in voice_of(MONDAY)}


def test_it_is_the_companys(client: Client, noor: Member) -> None:
    client.force_login(noor)
    assert client.get("/desk/voice/").status_code == 404


def test_what_is_closed_or_was_said_elsewhere_is_no_part(
    channel: Channel, ask: Ask, closed_board: Board, maren: Member
) -> None:
    put(ask(board=closed_board, by=maren))
    hear(channel, heard("1", "secret-word"), at=INSIDE)
    assert said() == {"same": [], "ideas": [], "praise": [], "waiting": []}
    assert tell_voice(at=NOW) == 0


def test_the_parts_of_a_week(ask: Ask, noor: Member, sasha: Member, tomasz: Member) -> None:
    old, asked = put(ask(), NOW - timedelta(days=60)), put(ask())
    idea, praise = put(ask(kind="idea")), put(ask(kind="praise"))
    put(ask(), NOW)
    for who in (sasha, tomasz):
        add_me_too(old, by=who)
    add_me_too(asked, by=sasha)
    MeToo.objects.update(at=INSIDE)
    assert said() == {
        "same": [old.pk, asked.pk],
        "ideas": [idea.pk],
        "praise": [praise.pk],
        "waiting": [asked.pk],
    }
    MeToo.objects.update(at=NOW)
    assert said()["same"] == []


def test_the_company_is_told_once(ask: Ask, maren: Member, saoirse: Member, noor: Member) -> None:
    put(ask(title="The relay hums", source="It hums all night, in B flat. " * 9))
    put(ask(title="A quieter relay", kind="idea", source="Make it *quiet*."))
    assert week_of(NOW) == MONDAY
    assert (tell_voice(at=NOW), tell_voice(at=NOW + timedelta(hours=1))) == (2, 0)
    notes = Notification.objects.filter(kind="desk").order_by("member__username")
    assert [note.member for note in notes] == [maren, saoirse]
    assert notes[0].url == "/desk/voice/?week=2026-11-09"
    assert notes[0].words == (
        "What they wish for: “Make it quiet.” · Asked, and without an answer: "
        "“It hums all night, in B flat. It hums all night, in B flat. It hums a…”"
    )


def test_by_its_page(client: Client, ask: Ask, maren: Member) -> None:
    client.force_login(maren)
    put(ask(title="The relay hums"))
    assert "The relay hums" in client.get("/desk/voice/?week=2026-11-12").content.decode()
    for odd in ("", "x", "2026-13-40", "0001-01-01", "9999-12-31"):
        assert client.get("/desk/voice/", {"week": odd}).status_code == 200


@pytest.mark.parametrize("number", [1, 3, 50])
def test_it_costs_the_same_however_many(
    ask: Ask, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(number):
        put(ask())
    voice_of(MONDAY)
    with django_assert_num_queries(6):
        voice_of(MONDAY)

"""The figures of the desk and the forum, counted from rows that a test makes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Member
from ambassadors.models import Channel, Contact, Item
from ambassadors.queries.insight import Figure, Period, figures
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Reply, Thread
from search.models import Offer, OfferOutcome
from tests.ambassadors.hearing import NOW, hear, heard

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)


def of(viewer: Member, key: str, **more: object) -> Figure:
    period = Period(NOW, 4, **more)  # type: ignore[arg-type]
    return next(one for one in figures(viewer, period) if one.key == key)


def cells(figure: Figure) -> list[tuple[str, ...]]:
    return [tuple(line.cells) for line in figure.lines]


def asked(ask: Ask, *, at: object, board: Board | None = None, **more: object) -> Thread:
    made = ask(**({"board": board} if board else {}), **more)
    Thread.objects.filter(pk=made.pk).update(created_at=at)
    made.refresh_from_db()
    return made


def answered(thread: Thread, by: Member, *, at: object) -> Reply:
    made = post_reply(thread, by=by, source="Hold the dial.")
    Reply.objects.filter(pk=made.pk).update(created_at=at)
    return made


NOBODY = ("0", "–", "–", "0")


def test_customers_see_none_of_it(client: Client, noor: Member) -> None:
    client.force_login(noor)
    assert [client.get(path).status_code for path in ("/desk/insight/", "/desk/insight.csv")] == [
        404,
        404,
    ]


def test_nothing_is_said_of_nothing(maren: Member) -> None:
    found = figures(maren, Period(NOW, 4))
    assert len({one.key for one in found}) == len(found) == 9
    assert [one.key for one in found if not one.is_empty] == ["unanswered"]


def test_first_answers_with_those_who_wait(
    ask: Ask, maren: Member, tomasz: Member, noor: Member
) -> None:
    at = NOW - timedelta(days=3)
    one, two = asked(ask, at=at), asked(ask, at=at)
    asked(ask, at=at)
    asked(ask, at=NOW - 5 * WEEK)
    answered(one, noor, at=at + HOUR / 2)  # one's own reply is no answer
    answered(one, tomasz, at=at + HOUR)
    answered(two, maren, at=at + 4 * HOUR)
    assert cells(of(maren, "first-answer")) == [NOBODY] * 3 + [("3", "4 h", "–", "1")]
    assert cells(of(maren, "peers")) == [("2", "1", "50%"), ("2", "1", "50%"), ("2", "0", "0%")]
    assert cells(of(maren, "unanswered")) == [("0",), ("0",), ("1",), ("0",), ("0",)]


def test_solutions_and_their_share(ask: Ask, maren: Member, tomasz: Member, noor: Member) -> None:
    at = NOW - timedelta(days=10)
    thread = asked(ask, at=at)
    asked(ask, at=at)
    accept_solution(answered(thread, tomasz, at=at + HOUR), by=noor)
    Thread.objects.filter(pk=thread.pk).update(solved_at=at + 30 * HOUR)
    empty = ("0", "0", "–")
    assert cells(of(maren, "solved")) == [empty, empty, ("2", "1", "50%"), empty]
    assert cells(of(maren, "solution"))[2] == ("2", "30 h", "–", "1")


def test_one_board_alone_and_no_closed_one(
    ask: Ask, board: Board, closed_board: Board, maren: Member, tomasz: Member
) -> None:
    asked(ask, at=NOW - HOUR)
    assert cells(of(maren, "first-answer", board=board))[3][0] == "1"
    assert cells(of(maren, "first-answer", board=closed_board))[3][0] == "0"


def test_the_desk_by_two_clocks_and_by_followers(channel: Channel, maren: Member) -> None:
    items = hear(channel, *(heard(str(n)) for n in range(10)), at=NOW)
    for number, item in enumerate(items):
        Item.objects.filter(pk=item.pk).update(
            answered_at=NOW + (number + 1) * HOUR, state="answered"
        )
        Contact.objects.filter(handle=f"user{number}").update(followers=number * 1_000)
    hear(channel, heard("t", "Thank you so much, it works!"), at=NOW)
    figure = of(maren, "desk-answer")
    assert cells(figure)[3][:1] == ("11",)
    later = Period(NOW + timedelta(days=1), 4)
    found = {one.key: one for one in figures(maren, later)}
    assert cells(found["desk-answer"])[3] == ("11", "7 h", "11 h", "1", "6 h")
    equal = found["equal"].lines
    assert [line.cells[1] for line in equal] == [f"{number + 2} h" for number in range(10)]
    assert equal[9].label == "up to 9,000 followers"
    assert cells(found["thanks"])[3] == ("10", "1", "10%")


def test_deflections_count_what_was_confirmed_alone(maren: Member) -> None:
    for number, said in enumerate(OfferOutcome.values):
        thread = {"thread_id": 1} if said == OfferOutcome.SOLVED else {}
        words = {"token": f"t{number}", "text": "x", "language": "en", "at": NOW - HOUR}
        Offer.objects.create(**words, **thread, outcome=said)
    assert cells(of(maren, "deflections"))[3] == ("3", "1", "33%")


def test_pages_and_file(client: Client, ask: Ask, maren: Member, channel: Channel) -> None:
    client.force_login(maren)
    ask()
    page = client.get("/desk/insight/", {"weeks": "4", "board": "heating", "channel": "999"})
    assert page.status_code == 200
    assert "Who still waits counts" in page.content.decode()
    file = client.get("/desk/insight.csv", {"weeks": "26"})
    lines = file.content.decode().splitlines()
    assert (file["Content-Type"], lines[0]) == ("text/csv; charset=utf-8", "figure,line,what,value")
    assert sum(line.startswith("first-answer,") for line in lines) == 26 * 4


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_it_costs_the_same_however_many(
    ask: Ask,
    maren: Member,
    channel: Channel,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _n in range(number):
        ask()
    hear(channel, *(heard(str(n)) for n in range(number)), at=NOW)
    figures(maren, Period(NOW, 4))
    with django_assert_num_queries(3):
        figures(maren, Period(NOW, 4))

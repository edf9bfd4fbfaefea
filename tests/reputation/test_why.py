"""Why a member has their points: everybody sees what each rule came to, the member and the company
each row, and nobody who voted."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import delete_reply, post_reply
from forum.actions.solutions import accept_solution, withdraw_solution
from forum.actions.votes import unvote, vote
from forum.models import Board, Reply, Thread
from reputation.queries.why import PAGE, inert_cell, why_page
from tests.conftest import CANARY, make_member

AsMember = Callable[[Member], Client]
WHY, CSV = "/m/tomasz/reputation/", "/m/tomasz/reputation.csv"
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


def text_of(client: Client, path: str = WHY) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.content.decode()


def cells(client: Client) -> list[list[str]]:
    answer = client.get(CSV)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer["Cache-Control"] == "private, no-store"
    return list(csv.reader(answer.getvalue().decode().splitlines()))


@pytest.fixture
def helpful(answer: Reply, noor: Member, sasha: Member) -> Reply:
    """Tomasz's answer, accepted by Noor and found helpful by Sasha."""
    accept_solution(answer, by=noor)
    vote(answer, by=sasha, value=1)
    return answer


def test_nobody_is_at_no_address(db: None) -> None:
    assert Client().get("/m/nobody/reputation/").status_code == 404
    assert Client().get("/m/nobody/reputation.csv").status_code == 404


def test_rows_are_for_the_member_and_the_company(
    helpful: Reply, as_member: AsMember, sasha: Member, noor: Member, maren: Member, tomasz: Member
) -> None:
    for client in (Client(), as_member(sasha), as_member(noor)):
        assert client.get(CSV).status_code == 404
        assert client.get(WHY, {"after": "1-1"}).status_code == 404
        page = text_of(client)
        assert "The house is cold" not in page
        assert "25 points" in page
        assert "An answer solved it" in page
    for client in (as_member(tomasz), as_member(maren)):
        assert "The house is cold" in text_of(client)
        assert len(cells(client)) == 3


def test_losses_are_for_the_member_and_the_company(
    everybody_trusted: None,
    answer: Reply,
    as_member: AsMember,
    noor: Member,
    sasha: Member,
    tomasz: Member,
) -> None:
    vote(answer, by=sasha, value=-1)
    words = "Somebody found it unhelpful"
    assert words not in text_of(Client())
    assert words in text_of(as_member(tomasz))
    own = text_of(as_member(sasha), "/m/sasha/reputation/")
    assert "You found an answer unhelpful" in own
    assert "You found" not in text_of(as_member(noor), "/m/sasha/reputation/")


def test_a_voter_is_never_named(
    helpful: Reply, as_member: AsMember, tomasz: Member, maren: Member
) -> None:
    for client in (as_member(tomasz), as_member(maren)):
        assert "Sasha" not in text_of(client)
        assert "sasha" not in client.get(CSV).getvalue().decode().lower()


def test_what_was_taken_back_says_why(
    helpful: Reply, thread: Thread, as_member: AsMember, tomasz: Member, noor: Member
) -> None:
    withdraw_solution(thread, by=noor)
    page = text_of(as_member(tomasz))
    assert "<del>+15</del>" in page
    assert "Taken back: It was taken back" in page
    assert "10 points" in page
    delete_reply(helpful, by=tomasz)
    page = text_of(as_member(tomasz))
    assert "Taken back: The post is gone" in page
    assert "1 point</h1>" in page
    # The Solution went before the post did: where it was, nobody sees any more.
    rows = [(row[2], row[3], row[8]) for row in cells(as_member(tomasz))[1:]]
    assert rows == [("10", "0", "The post is gone"), ("0", "0", "")]


def test_what_one_may_not_see_is_summed_and_not_named(
    ask: Callable[..., Thread], board: Board, as_member: AsMember, tomasz: Member, sasha: Member
) -> None:
    secret = ask(title=f"About {CANARY}")
    vote(post_reply(secret, by=tomasz, source="Warm"), by=sasha, value=1)
    Board.objects.filter(pk=board.pk).update(is_closed=True)
    bump("boards")
    page = text_of(as_member(tomasz))
    assert CANARY not in page
    assert "Once, in a place that you do not see" in page
    assert "+10" in page
    summed = ["", "In places that you do not see", "10", "10", "", "", "customer", "", ""]
    assert cells(as_member(tomasz))[1:] == [summed]


def test_votes_of_a_day_on_one_post_are_one_line(
    answer: Reply, as_member: AsMember, tomasz: Member
) -> None:
    for number in range(12):
        vote(answer, by=make_member(f"voter{number}"), value=1, at=T0)
    page = text_of(as_member(tomasz))
    assert page.count('class="award"') == 1
    assert "12 times" in page
    assert "+120 before the day" in page
    unvote(answer, by=Member.objects.get(username="voter3"))
    assert text_of(as_member(tomasz)).count('class="award award--back"') == 1


def test_older_awards_are_behind_a_link(answer: Reply, as_member: AsMember, tomasz: Member) -> None:
    for number in range(PAGE + 3):
        vote(answer, by=make_member(f"voter{number}"), value=1, at=T0 + timedelta(days=number))
    first = why_page(tomasz, tomasz, "")
    second = why_page(tomasz, tomasz, first.next)
    assert [len(page.lines) for page in (first, second)] == [PAGE, 3]
    assert second.next == ""
    assert f'href="?after={first.next}"' in text_of(as_member(tomasz))


@pytest.mark.parametrize(
    "after", ("x", "1", "1-", "-1", "9" * 30 + "-1", "1-" + "9" * 30, "\u0661-1")
)
def test_a_page_that_is_not_there(as_member: AsMember, tomasz: Member, after: str) -> None:
    assert as_member(tomasz).get(WHY, {"after": after}).status_code == 404


def test_an_old_name_leads_to_the_new_one(tomasz: Member) -> None:
    answer = Client().get("/m/Tomasz/reputation/")
    assert (answer.status_code, answer["Location"]) == (301, WHY)


@pytest.mark.parametrize("title", ("=1+1", "+1", "-1", "@x", "\tx"))
def test_no_cell_is_a_formula(title: str) -> None:
    assert inert_cell(title) == f"'{title}"
    assert inert_cell("Cold") == "Cold"


@pytest.mark.long
def test_the_page_costs_the_same_at_every_length(
    ask: Callable[..., Thread], as_member: AsMember, tomasz: Member, sasha: Member
) -> None:
    client, costs = as_member(tomasz), []
    for rows in (1, 3, 50):
        while tomasz.replys.count() < rows:
            vote(post_reply(ask(), by=tomasz, source="Warm"), by=sasha, value=1)
        client.get(WHY)
        with CaptureQueriesContext(connection) as context:
            client.get(WHY)
        costs.append(len(context))
    assert costs == [9, 9, 9]

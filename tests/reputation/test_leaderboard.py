"""Leaderboards: who is on them, where, and what nobody but oneself sees."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings as settings_
from django.db import connection
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Member
from reputation.actions.listing import set_listed
from reputation.models import Tally
from reputation.periods import period_named
from reputation.queries import leaderboard as module
from reputation.queries.leaderboard import Asked, leaderboard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONTH = "M2026-03"
Queries = Callable[..., object]


def tally(member: Member, solutions: int, points: int, **more: str) -> Tally:
    where = {"scope": "", "period": MONTH, "ledger": "customer", **more}
    return Tally.objects.create(member=member, solutions=solutions, points=points, **where)


def people(number: int) -> list[Member]:
    return [make_member(f"helper{place:02}") for place in range(number)]


def shown(viewer: Member, **asked: str) -> list[tuple[int, str]]:
    board = leaderboard(viewer, Asked(**asked), at=AT)
    return [(line.place, line.member.username) for line in board.lines]


@pytest.mark.parametrize(
    "asked",
    [
        {"period": "decade"},
        {"group": "robots"},
        {"order": "looks"},
        {"board": "missing"},
        {"tag": "missing"},
        {"board": "help", "tag": "boiler"},
        {"after": "1"},
        {"after": "1_2"},
        {"after": "1_2_x"},
        {"after": "1_2_" + "9" * 30},
        {"after": "١_2_3"},
    ],
)
def test_what_is_no_list_is_missing(sasha: Member, asked: dict[str, str]) -> None:
    with pytest.raises(Http404):
        leaderboard(sasha, Asked(**asked), at=AT)


def test_the_list_of_a_closed_board_is_missing_for_a_stranger(
    closed_board: object, sasha: Member, maren: Member
) -> None:
    from forum.models import Board

    assert isinstance(closed_board, Board)
    asked = Asked(board=closed_board.slug)
    with pytest.raises(Http404):
        leaderboard(sasha, asked, at=AT)
    assert leaderboard(maren, asked, at=AT).lines == []


def test_solutions_count_first_and_equals_share_a_place(sasha: Member) -> None:
    a, b, c, d = people(4)
    for member, solutions, points in ((a, 1, 90), (b, 2, 30), (c, 2, 30), (d, 1, 15)):
        tally(member, solutions, points)
    by_solutions = [(1, "helper01"), (1, "helper02"), (3, "helper00"), (4, "helper03")]
    assert shown(sasha) == by_solutions
    by_points = [(1, "helper00"), (2, "helper01"), (2, "helper02"), (4, "helper03")]
    assert shown(sasha, order="points") == by_points


def test_periods_and_groups_are_lists_of_their_own(sasha: Member, tomasz: Member) -> None:
    Member.objects.filter(pk=tomasz.pk).update(honoured=True)
    tally(tomasz, 1, 15)
    tally(sasha, 2, 30)
    tally(sasha, 3, 45, ledger="employee")
    tally(tomasz, 4, 60, period="A")
    assert shown(sasha) == [(1, "sasha"), (2, "tomasz")]
    assert shown(sasha, group="superusers") == [(1, "tomasz")]
    assert shown(sasha, group="employees") == [(1, "sasha")]
    assert shown(sasha, period="all") == [(1, "tomasz")]
    assert shown(sasha, period="week") == []


def test_who_asked_to_be_left_out_is_named_to_nobody_but_finds_their_row(
    sasha: Member, tomasz: Member, noor: Member
) -> None:
    tally(tomasz, 3, 50)
    tally(sasha, 2, 30)
    tally(noor, 1, 10)
    set_listed(by=tomasz, listed=False)
    assert shown(sasha) == [(1, "sasha"), (2, "noor")]
    own = leaderboard(tomasz, Asked(), at=AT).own
    assert own is not None
    assert (own.place, own.member, own.is_own) == (1, tomasz, True)
    set_listed(by=tomasz, listed=True)
    assert shown(sasha) == [(1, "tomasz"), (2, "sasha"), (3, "noor")]


def test_a_member_always_finds_their_own_row(sasha: Member) -> None:
    for place, member in enumerate(people(30)):
        tally(member, 0, 100 - place)
    tally(sasha, 0, 5)
    board = leaderboard(sasha, Asked(), at=AT)
    assert board.own is not None
    assert (board.own.place, len(board.lines), bool(board.next)) == (31, 25, True)
    rest = leaderboard(sasha, Asked(after=board.next), at=AT)
    assert [line.place for line in rest.lines] == [26, 27, 28, 29, 30, 31]
    assert (rest.own, rest.lines[-1].is_own, rest.next) == (None, True, "")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    figures=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 4)), min_size=1, max_size=12),
    order=st.sampled_from(["solutions", "points"]),
)
def test_pages_together_are_the_whole_list(
    sasha: Member, monkeypatch: pytest.MonkeyPatch, figures: list[tuple[int, int]], order: str
) -> None:
    monkeypatch.setattr(module, "SIZE", 3)
    Tally.objects.all().delete()
    members = list(Member.objects.filter(username__startswith="helper").order_by("pk"))
    members += [make_member(f"helper{place:02}") for place in range(len(members), len(figures))]
    for member, (solutions, points) in zip(members, figures, strict=False):
        tally(member, solutions, points)
    seen: list[tuple[int, int, int]] = []
    after = None
    while after != "":
        board = leaderboard(sasha, Asked(order=order, after=after or ""), at=AT)
        seen += [(line.place, line.tally.solutions, line.tally.points) for line in board.lines]
        after = board.next

    def worth(row: tuple[int, int]) -> tuple[int, ...]:
        return row if order == "solutions" else (row[1],)

    best = sorted(figures, key=lambda row: row if order == "solutions" else row[::-1], reverse=True)
    places = [1 + sum(worth(other) > worth(row) for other in figures) for row in best]
    assert seen == [(place, *row) for place, row in zip(places, best, strict=True)]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_takes_the_same_queries_however_long(
    rows: int, sasha: Member, django_assert_num_queries: Queries
) -> None:
    for member in people(rows):
        tally(member, 1, 15)
    leaderboard(sasha, Asked(), at=AT)
    with django_assert_num_queries(3):  # type: ignore[attr-defined]
        leaderboard(sasha, Asked(), at=AT)


def test_the_page_shows_names_and_the_choice(
    sasha: Member, tomasz: Member, as_member: Callable[[Member], Client], client: Client
) -> None:
    tally(tomasz, 1, 15, period=period_named("month", datetime.now(UTC).date()))
    page = client.get("/leaderboard/").content.decode()
    assert ("Tomasz" in page, "Leave me out" in page) == (True, False)
    own = as_member(tomasz)
    assert own.get("/leaderboard/listed/").status_code == 405
    assert own.post("/leaderboard/listed/", {"on": "0"}).status_code == 302
    assert "Tomasz" not in client.get("/leaderboard/").content.decode()
    assert "you alone see your row" in own.get("/leaderboard/").content.decode()


def rows_of(page: str) -> list[str]:
    """The names in the table, in their order."""
    table = re.findall(r"<table.*?</table>", page, flags=re.DOTALL)
    return re.findall(r'byline__name"><a[^>]*>([^<]*)', "".join(table))


def test_who_alone_earned_something_and_is_not_named_sees_their_row(
    sasha: Member, tomasz: Member, as_member: Callable[[Member], Client], client: Client
) -> None:
    tally(tomasz, 1, 15, period=period_named("month", datetime.now(UTC).date()))
    set_listed(by=tomasz, listed=False)
    empty = "Nobody has earned points here in this time"
    for other in (client, as_member(sasha)):
        page = other.get("/leaderboard/").content.decode()
        assert (rows_of(page), empty in page, "Tomasz" in page) == ([], True, False)
    page = as_member(tomasz).get("/leaderboard/").content.decode()
    assert (rows_of(page), empty in page) == (["Tomasz Wilk"], False)


def test_a_visitor_makes_no_choice(client: Client) -> None:
    assert client.post("/leaderboard/listed/", {"on": "0"}).status_code == 302
    assert client.post("/leaderboard/listed/", {"on": "0"})["Location"].startswith("/accounts/")


def test_a_closed_account_is_on_no_list(sasha: Member, tomasz: Member) -> None:
    tally(tomasz, 3, 50)
    tally(sasha, 2, 30)
    Member.objects.filter(pk=tomasz.pk).update(is_active=False)
    assert shown(sasha) == [(1, "sasha")]


def test_closed_accounts_that_earned_nothing_are_not_asked_for(
    sasha: Member, tomasz: Member, noor: Member
) -> None:
    tally(tomasz, 1, 15)
    tally(noor, 1, 10)
    closed = people(5)
    Member.objects.filter(pk__in=[one.pk for one in (*closed, noor)]).update(is_active=False)
    everybody = Tally.objects.filter(scope="", period=MONTH, ledger="customer")
    assert module.hidden_among(everybody) == [noor.pk]
    set_listed(by=tomasz, listed=False)
    set_listed(by=sasha, listed=False)
    assert sorted(module.hidden_among(everybody)) == sorted([noor.pk, tomasz.pk])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL scans what is small")
def test_nobody_reads_all_members_to_find_the_closed_accounts(db: None) -> None:
    plan = Member.objects.filter(is_active=False).order_by().values("pk").explain()
    assert "member_closed" in plan


def test_ones_own_row_stands_out(sasha: Member, as_member: Callable[[Member], Client]) -> None:
    """By a colour of its own: the style sheet knows the name that the page gives it."""
    tally(sasha, 1, 15, period=period_named("month", datetime.now(UTC).date()))
    page = as_member(sasha).get("/leaderboard/").content.decode()
    assert page.count('<tr class="own" aria-current="true">') == 1
    assert ".table .own {" in (settings_.BASE_DIR / "static/css/embassy.css").read_text()

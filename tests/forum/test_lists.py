"""Lists of threads: what each view holds, and paging that never skips, repeats or slows down."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.keyset import key_of, parse_key
from accounts.models import Member
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution, solve_without_answer
from forum.actions.threads import ask_thread, delete_thread, lock_thread, set_state
from forum.actions.votes import watch_board, watch_thread
from forum.models import Board, Section, Tag, Thread
from forum.queries.lists import ORDERS, Asked, list_threads

AsMember = Callable[[Member], Client]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def many(board: Board, by: Member, count: int, **more: Any) -> list[Thread]:
    """Plain threads, an hour apart, in one statement."""
    return Thread.objects.bulk_create(
        Thread(
            board=board,
            author=by,
            last_author=by,
            kind="question",
            title=f"Thread {n}",
            slug=f"thread-{n}",
            source="Words",
            html="<p>Words</p>",
            **{"created_at": T0 + n * HOUR, "active_at": T0 + n * HOUR, **more},
        )
        for n in range(count)
    )


def titles(viewer: Any, show: str, **more: Any) -> list[str]:
    return [row.title for row in list_threads(viewer, Asked(show, **more)).rows]


@pytest.fixture
def some(
    ask: Callable[..., Thread], noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> dict[str, Thread]:
    """One thread of every standing; the later in this list, the younger."""
    hub = Tag.objects.create(name="Hub", slug="hub")
    made = {
        title: ask(title=title, kind=kind, by=by, at=T0 + n * HOUR)
        for n, (title, kind, by) in enumerate(
            (
                ("waiting", "question", noor),
                ("answered", "question", sasha),
                ("accepted", "question", noor),
                ("without", "question", sasha),
                ("broken", "problem", noor),
                ("fixed", "problem", sasha),
                ("idea", "idea", noor),
                ("praise", "praise", sasha),
                ("talk", "talk", noor),
                ("gone", "talk", noor),
            )
        )
    }
    post_reply(made["answered"], by=tomasz, source="Try", at=T0 + 20 * HOUR)
    accept_solution(
        post_reply(made["accepted"], by=tomasz, source="Do", at=T0 + 21 * HOUR),
        by=noor,
        at=T0 + 30 * HOUR,
    )
    solve_without_answer(made["without"], by=sasha, at=T0 + 32 * HOUR)
    set_state(made["fixed"], by=maren, state="fixed", at=T0 + 31 * HOUR)
    watch_thread(made["talk"], by=tomasz)
    for title in ("waiting", "talk", "gone"):
        made[title].tags.add(hub)
    delete_thread(made["gone"], by=maren)
    return made


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("active", "accepted answered talk praise idea fixed broken without waiting"),
        ("newest", "talk praise idea fixed broken without accepted answered waiting"),
        ("unanswered", "broken waiting"),
        ("unsolved", "answered broken waiting"),
        ("solved", "without fixed accepted"),
    ],
)
def test_views(some: dict[str, Thread], sasha: Member, show: str, expected: str) -> None:
    assert titles(sasha, show) == expected.split()


def test_personal_views(
    some: dict[str, Thread], noor: Member, tomasz: Member, sasha: Member
) -> None:
    assert titles(sasha, "mine") == ["answered", "praise", "fixed", "without"]
    assert titles(tomasz, "mine") == []
    assert titles(tomasz, "watched") == ["accepted", "answered", "talk"]
    assert titles(noor, "watched") == ["accepted", "talk", "idea", "broken", "waiting"]
    assert titles(noor, "mine") == ["accepted", "gone", "talk", "idea", "broken", "waiting"]


def test_what_was_deleted_is_marked_in_the_list_of_who_asked_it(
    some: dict[str, Thread], noor: Member, as_member: AsMember
) -> None:
    page = as_member(noor).get("/threads/?show=mine").content.decode()
    assert page.count(" Deleted</span>") == 1
    for who in (Client(), as_member(noor)):
        for path in ("/threads/", "/m/noor/", "/b/heating/"):
            assert " Deleted</span>" not in who.get(path).content.decode()


def test_a_closed_board_takes_its_deleted_threads_out_of_the_list(
    closed_board: Board, partners: Group, noor: Member
) -> None:
    noor.groups.add(partners)
    thread = ask_thread(closed_board, by=noor, kind="talk", title="Hush", source="Hush")
    delete_thread(thread, by=noor)
    assert titles(Member.objects.get(pk=noor.pk), "mine") == ["Hush"]
    noor.groups.clear()
    assert titles(Member.objects.get(pk=noor.pk), "mine") == []


@pytest.mark.parametrize("show", ("unanswered", "unsolved"))
def test_what_will_not_be_fixed_waits_for_nothing(
    some: dict[str, Thread], sasha: Member, maren: Member, show: str
) -> None:
    before = titles(sasha, show)
    set_state(some["broken"], by=maren, state="wont_fix", note="Too old.")
    assert titles(sasha, show) == [title for title in before if title != "broken"]
    page = Client().get("/").content.decode()
    waiting = page.partition('id="unanswered"')[2]
    assert ">broken</a>" not in waiting and ">waiting</a>" in waiting


@pytest.mark.parametrize("show", ("unanswered", "unsolved"))
def test_what_nobody_may_answer_waits_for_nothing(
    some: dict[str, Thread], sasha: Member, maren: Member, show: str
) -> None:
    before = titles(sasha, show)
    lock_thread(some["broken"], by=maren, reason="Said elsewhere.")
    assert titles(sasha, show) == [title for title in before if title != "broken"]


def test_filters(some: dict[str, Thread], board: Board, section: Section, noor: Member) -> None:
    other = Board.objects.create(section=section, name="Water", slug="water")
    assert titles(noor, "active", kind="problem") == ["fixed", "broken"]
    assert titles(noor, "active", tag="hub") == ["talk", "waiting"]
    assert titles(noor, "unanswered", kind="question", tag="hub") == ["waiting"]
    assert [row.title for row in list_threads(noor, Asked(), board=other).rows] == []
    assert len(list_threads(noor, Asked(), board=board).rows) == 9


def test_a_solved_row_says_who_solved_it(some: dict[str, Thread]) -> None:
    page = Client().get("/threads/?show=solved").content.decode()
    rows = page.split('<li class="row">')[1:]
    assert [row.split("</a>")[0].rsplit(">")[-1] for row in rows] == [
        "without",
        "fixed",
        "accepted",
    ]
    assert '<p class="row__gist clamp">Do</p>' in rows[2]
    assert ">TW</text>" in rows[2]
    assert ">TW</text>" not in rows[0]


BAD_KEYS = (
    "x",
    "-",
    "1-",
    "-1",
    "1-1-1",
    "1-1 ",
    "1.5-1",
    "١-١",
    "1-²",
    f"{10**18}-1",
    f"1-{10**19}",
    "9" * 5000,
    "\x00",
    "1-1\x00",
)


@pytest.mark.parametrize("key", BAD_KEYS)
def test_a_bad_key_is_a_missing_page(db: None, key: str) -> None:
    with pytest.raises(Http404):
        parse_key(key)


@pytest.mark.parametrize("path", ("/threads/", "/b/heating/", "/tags/hub/", "/m/noor/"))
def test_bad_requests_are_missing_pages(some: dict[str, Thread], path: str) -> None:
    client = Client()
    asked = [
        *({"after": key} for key in BAD_KEYS if "\x00" not in key),
        *({"show": show} for show in ("nonsense", "Active", "a" * 5000)),
    ]
    if path != "/m/noor/":
        asked += [{"kind": kind} for kind in ("nonsense", "QUESTION")]
    assert [client.get(path, query).status_code for query in asked] == [404] * len(asked)


def test_keys_come_back(some: dict[str, Thread]) -> None:
    thread = some["waiting"]
    for at in (T0, T0 + timedelta(microseconds=1), T0 + timedelta(microseconds=999_999)):
        thread.created_at = at
        assert parse_key(key_of(thread, "created_at")) == (at, thread.pk)


# Paging -------------------------------------------------------------------------------------
def pages(viewer: Any, show: str, size: int) -> Iterator[list[Thread]]:
    after = ""
    while True:
        page = list_threads(viewer, Asked(show, after=after), size=size)
        yield page.rows
        after = page.next
        if not after:
            return


@pytest.mark.parametrize("show", sorted(ORDERS))
def test_every_row_once_and_in_order(board: Board, noor: Member, show: str) -> None:
    """With as many equal times as there can be."""
    solved = {"is_solved": True, "solved_at": T0} if show == "solved" else {}
    rows = many(board, noor, 23, created_at=T0, active_at=T0, **solved)
    for row in rows:
        watch_thread(row, by=noor)
    seen = [row.pk for page in pages(noor, show, 5) for row in page]
    assert seen == sorted((row.pk for row in rows), reverse=True)


@pytest.mark.parametrize("total", (0, 1, 4, 5, 6, 10, 11))
def test_the_last_page_says_so(board: Board, noor: Member, total: int) -> None:
    many(board, noor, total)
    sizes = [len(page) for page in pages(noor, "newest", 5)]
    whole, rest = divmod(total, 5)
    assert sizes == [5] * whole + ([rest] if rest or not whole else [])


def test_what_arrives_meanwhile_moves_nothing(board: Board, noor: Member) -> None:
    rows = many(board, noor, 20)
    seen = []
    for page in pages(noor, "newest", 6):
        seen += [row.pk for row in page]
        many(board, noor, 3, created_at=T0 + 1000 * HOUR)
        Thread.objects.filter(pk=seen[-1]).update(deleted_at=T0)
    assert seen == [row.pk for row in reversed(rows)]


def test_older_threads_are_behind_a_link(board: Board, noor: Member) -> None:
    many(board, noor, 65)
    client, path, seen = Client(), "/b/heating/?show=newest&kind=question", list[str]()
    for _page in range(3):
        found = client.get(path)
        seen += [row.title for row in found.context["page"].rows]
        links = [a for a in found.content.decode().split('href="')[1:] if 'rel="next"' in a[:200]]
        path = "/b/heating/" + links[0].split('"')[0].replace("&amp;", "&") if links else ""
    assert path == ""
    assert seen == [f"Thread {n}" for n in reversed(range(65))]


def test_page_thousand_asks_what_page_one_asks(board: Board, noor: Member) -> None:
    many(board, noor, 3_000)
    third_last = Thread.objects.order_by("pk")[3]
    far = Asked("active", after=key_of(third_last, "active_at"))
    counts = []
    for asked in (Asked("active"), far):
        noor = Member.objects.get(pk=noor.pk)
        list_threads(noor, asked, size=3)
        with CaptureQueriesContext(
            connection,
        ) as context:
            page = list_threads(noor, asked, size=3)
        counts.append((len(page.rows), len(context)))
    assert counts == [(3, 1), (3, 1)]
    assert [row.title for row in page.rows] == ["Thread 2", "Thread 1", "Thread 0"]
    assert "OFFSET" not in context.captured_queries[-1]["sql"]


def test_a_tag_page_for_a_tag_that_stands_on_nothing_seen(
    some: dict[str, Thread], maren: Member, as_member: AsMember
) -> None:
    Tag.objects.create(name="lonely", slug="lonely")
    gone = Tag.objects.create(name="gone", slug="gone")
    some["gone"].tags.add(gone)
    for path in ("/tags/lonely/", "/tags/gone/", "/tags/none/", "/tags/Hub/"):
        assert Client().get(path).status_code == 404
    assert Client().get("/tags/hub/").status_code == 200


def test_personal_lists_ask_visitors_to_sign_in(db: None) -> None:
    for show in ("mine", "watched"):
        answered = Client().get(f"/threads/?show={show}")
        assert (answered.status_code, answered["Location"]) == (
            302,
            f"/accounts/login/?next=/threads/%3Fshow%3D{show}",
        )


def test_watched_boards_stand_above_watched_threads(
    as_member: AsMember, board: Board, closed_board: Board, sasha: Member
) -> None:
    client, path = as_member(sasha), "/threads/?show=watched"
    assert "Boards you watch" not in client.get(path).content.decode()
    for one in (board, closed_board):
        watch_board(one, by=sasha)
    page = client.get(path)
    assert [one.slug for one in page.context["boards"]] == ["heating"]
    assert "Boards you watch" in page.content.decode()
    assert '<a class="cover" href="/b/heating/">' in page.content.decode()
    assert "Boards you watch" not in client.get("/threads/?show=mine").content.decode()

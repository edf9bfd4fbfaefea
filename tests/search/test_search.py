"""The search page: what may be seen, in which order, whatever is asked."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import delete_thread
from forum.models import Board, Tag, Thread
from forum.providers import ask_suggestions, thread_aside
from search.answering import breaker
from search.asked import Query
from search.queries import ON_TOP, PAGE, search_everything
from search.words import words_of
from tests.conftest import CANARY
from tests.promptness import promptly

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]


def find(text: str, **more: object) -> list[str]:
    results = search_everything(AnonymousUser(), Query(text, words_of(text), **more))  # type: ignore[arg-type]
    return [hit.thread.title for hit in (*results.solved, *results.others)]


def solve(thread: Thread, noor: Member, tomasz: Member) -> None:
    accept_solution(post_reply(thread, by=tomasz, source="Turn it off and on."), by=noor)


def closed(ask: Ask, board: Board, maren: Member) -> Thread:
    return ask(board=board, by=maren, title=f"Secret {CANARY}", source=f"Text {CANARY}")


def test_a_closed_board_is_found_by_its_members_only(
    ask: Ask,
    closed_board: Board,
    partners: Group,
    maren: Member,
    sasha: Member,
    tomasz: Member,
    client: Client,
    as_member: AsMember,
) -> None:
    closed(ask, closed_board, maren)
    tomasz.groups.add(partners)
    for stranger in (client, as_member(sasha)):
        for path in (
            "/search/?q=Secret",
            f"/search/?q={CANARY[:6]}",
            "/search/?q=Secret&board=partners",
            "/search/?q=Secret&state=unsolved&kind=question",
        ):
            assert CANARY not in stranger.get(path).content.decode(), path
    for reader in (as_member(tomasz), as_member(maren)):
        assert "/t/" in reader.get("/search/?q=Secret").content.decode().split("<main")[1]


def test_a_closed_board_as_filter_reads_like_no_board(
    ask: Ask, closed_board: Board, maren: Member, client: Client
) -> None:
    closed(ask, closed_board, maren)
    closed_page = client.get("/search/?q=Secret&board=partners").content.decode()
    missing = client.get("/search/?q=Secret&board=nothings").content.decode()
    assert closed_page.replace("partners", "nothings") == missing


def test_a_deleted_thread_is_not_found(thread: Thread, noor: Member) -> None:
    assert find("house") == ["The house is cold"]
    delete_thread(thread, by=noor)
    assert find("house") == []
    assert ask_suggestions(AnonymousUser(), "The house is cold") == []


def test_title_before_text(ask: Ask) -> None:
    ask(title="Something else", source="There is a draught at the window.")
    ask(title="Old draught", source="Brr.")
    ask(title="Far down", source="Much to say. " * 40 + "And a draught at the end.")
    assert find("draught") == ["Old draught", "Something else", "Far down"]


def test_solved_before_unsolved(ask: Ask, noor: Member, tomasz: Member) -> None:
    solved = ask(title="Pump hums")
    ask(title="Pump hums too")
    assert find("pump") == ["Pump hums too", "Pump hums"]
    solve(solved, noor, tomasz)
    results = search_everything(AnonymousUser(), Query("pump", ("pump",)))
    assert [hit.thread.title for hit in results.solved] == ["Pump hums"]
    assert [hit.thread.title for hit in results.others] == ["Pump hums too"]
    assert (results.solved[0].is_quote, results.solved[0].excerpt) == (True, "Turn it off and on.")
    assert (results.total, results.is_about, results.engine) == (2, False, "basic")


def test_all_words_else_any(ask: Ask) -> None:
    ask(title="Red valve stuck")
    ask(title="Red pump")
    assert find("red valve") == ["Red valve stuck"]
    results = search_everything(AnonymousUser(), Query("red whistle", ("red", "whistle")))
    assert results.is_loose
    assert {hit.thread.title for hit in results.others} == {"Red valve stuck", "Red pump"}
    assert find("whistle") == []


def test_filters(ask: Ask, board: Board, noor: Member, tomasz: Member) -> None:
    solve(ask(title="Cold one"), noor, tomasz)
    ask(title="Cold two", kind="problem")
    ask(title="Cold three", kind="idea")
    assert find("cold", kinds=("problem", "idea")) == ["Cold three", "Cold two"]
    assert find("cold", state="solved") == ["Cold one"]
    assert find("cold", state="unsolved") == ["Cold two"]
    assert find("cold", boards=(board.pk,)) == ["Cold one", "Cold three", "Cold two"]
    assert find("cold", boards=(board.pk + 1,)) == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'", '"', "*", "?"])
def test_signs_stand_for_themselves(ask: Ask, sign: str) -> None:
    ask(title="Plain words only", source="Nothing else.")
    ask(title=f"With a {sign} in it", source="Nothing else.")
    assert find(sign) == [f"With a {sign} in it"]


def test_an_excerpt_shows_where_the_word_stands(ask: Ask) -> None:
    ask(
        title="Long",
        source="Before it. " * 60 + "The **gasket** & <b>seal</b> leak. " + "After. " * 60,
    )
    hit = search_everything(AnonymousUser(), Query("gasket", ("gasket",))).others[0]
    assert "<mark>gasket</mark> &amp; seal leak" in hit.excerpt
    assert len(hit.excerpt) < 400


def test_what_people_wrote_never_becomes_markup(ask: Ask, client: Client) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    ask(title=f"Boiler {evil}", source="Long. " * 60 + f"hidden {evil}")
    for words in ("boiler", "hidden", "script", "<img", evil):
        html = client.get("/search/", {"q": words}).content.decode()
        main = Elements()
        main.feed(html.split("<main", 1)[1])
        assert main.found & {"script", "img", "onerror"} == set()


class Elements(HTMLParser):
    """Names of all elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(name for name, _ in attrs)}


HOSTILE = [
    "%00" * 20,
    "%ff%fe",
    "%ed%a0%80",
    quote("a" * 65_000),
    quote("%" * 65_000),
    quote("_ " * 30_000),
    quote("(a+)+$ " * 9_000),
    quote("'; DROP TABLE forum_thread; --"),
    quote("\\' OR 1=1"),
    quote("\u202e\u0000\ufeff"),
    quote("a%' ESCAPE '"),
    "x&page=-1",
    "x&page=0",
    "x&page=999999999999999999999999",
    "x&page=%D9%A1",
    "x&page=11",
    "x&kind=nothing&board=%00&state=%27",
    "x" + "&board=heating" * 150,
    "&q=two&q=three",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_queries_answer_soon(thread: Thread, client: Client, words: str) -> None:
    client.get("/search/?q=warm")
    assert client.get(f"/search/?q={words}").status_code in (200, 400, 404)
    assert promptly(lambda: client.get(f"/search/?q={words}"), within=0.25) <= 0.25
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("debug", [False, True])
def test_too_many_parameters_are_refused(client: Client, settings: Any, debug: bool) -> None:
    settings.DEBUG = debug
    assert client.get("/search/?q=x" + "&a=b" * 500).status_code == 400


def test_post_is_refused(client: Client) -> None:
    assert client.post("/search/").status_code == 405


@pytest.mark.parametrize("path", ["/search/", "/search/?q=house", "/search/?q=nowhere"])
def test_a_visitors_page_is_everyones(thread: Thread, client: Client, path: str) -> None:
    first, second = client.get(path), Client().get(path)
    assert first.content == second.content
    assert not first.cookies
    assert b"csrf" not in first.content
    assert b'content="noindex"' in first.content


def test_nothing_found_offers_to_ask(client: Client, thread: Thread) -> None:
    html = client.get("/search/", {"q": "hum & <whistle>"}).content.decode()
    assert "Nothing yet for “hum &amp; &lt;whistle&gt;”" in html
    assert 'href="/ask/?title=hum+%26+%3Cwhistle%3E"' in html


def test_more_pages_until_the_last(ask: Ask, noor: Member, tomasz: Member, client: Client) -> None:
    for number in range(PAGE + 5):
        made = ask(title=f"Valve {number}")
        if number < ON_TOP + 2:
            Thread.objects.filter(pk=made.pk).update(is_solved=True)
    query = Query("valve", ("valve",))
    first = search_everything(AnonymousUser(), query)
    second = search_everything(AnonymousUser(), Query("valve", ("valve",), page=2))
    assert (len(first.solved), len(first.others), first.next_page) == (ON_TOP, PAGE - ON_TOP, 2)
    assert (len(second.solved), len(second.others), second.next_page) == (0, 5, None)
    found = [hit.thread.pk for page in (first, second) for hit in (*page.solved, *page.others)]
    assert len(found) == len(set(found)) == PAGE + 5
    html = client.get("/search/?q=valve&kind=question").content.decode()
    assert 'href="?q=valve&amp;kind=question&amp;page=2"' in html


def count_queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert all(query["sql"].lstrip("( ").startswith("SELECT") for query in queries)
    return len(queries)


def test_the_same_number_of_queries_at_1_3_and_50_hits(
    ask: Ask, noor: Member, tomasz: Member, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # After a rest one request would try the engine once more, which costs it a query.
    monkeypatch.setattr(breaker, "may_ask", lambda: False)
    solve(ask(title="Valve 0"), noor, tomasz)
    counted = [count_queries(client, "/search/?q=valve")]
    for until in (3, 50):
        for number in range(Thread.objects.count(), until):
            ask(title=f"Valve {number}")
        counted.append(count_queries(client, "/search/?q=valve"))
    assert counted == [counted[0]] * 3
    assert counted[0] <= 8


def test_suggestions_for_who_is_about_to_ask(
    ask: Ask, noor: Member, tomasz: Member, closed_board: Board, maren: Member
) -> None:
    ask(title="Radiator cold upstairs")
    solved = ask(title="Cold radiator in the bathroom")
    ask(title="Praise for the app")
    closed(ask, closed_board, maren)
    solve(solved, noor, tomasz)
    found = ask_suggestions(AnonymousUser(), f"Why is my radiator cold, {CANARY} Secret")
    assert [one.title for one in found] == [
        "Cold radiator in the bathroom",
        "Radiator cold upstairs",
    ]
    assert (found[0].is_solved, found[0].gist) == (True, "Turn it off and on.")
    assert ask_suggestions(AnonymousUser(), "") == []
    assert ask_suggestions(AnonymousUser(), "zz") == []
    assert ask_suggestions(AnonymousUser(), "\x00%_'\\ " * 4000) == []


def test_beside_a_thread_stand_solved_ones_with_its_tag(
    ask: Ask, board: Board, noor: Member, closed_board: Board, maren: Member, client: Client
) -> None:
    board.tags.create(name="pump", slug="pump")
    here = ask(title="The pump hums at night", tags=["pump"])
    like, other = ask(title="Pump hums", tags=["pump"]), ask(title="Pump leaks", tags=["pump"])
    unsolved, untagged = ask(title="The pump hums", tags=["pump"]), ask(title="Pump hums again")
    hidden = closed(ask, closed_board, maren)
    hidden.tags.set(Tag.objects.all())
    Thread.objects.filter(pk__in=(here.pk, like.pk, other.pk, untagged.pk, hidden.pk)).update(
        is_solved=True
    )
    with CaptureQueriesContext(connection) as queries:
        found = thread_aside(AnonymousUser(), here)
    assert [one.title for one in found] == ["Pump hums", "Pump leaks"]
    assert found[0].url == like.get_absolute_url()
    assert len([q for q in queries if "forum_thread" in q["sql"]]) == 1
    assert unsolved.title not in [one.title for one in found]
    # The kept statement asks the door anew for every viewer.
    assert CANARY in str([one.title for one in thread_aside(maren, here)])
    assert CANARY not in str([one.title for one in thread_aside(AnonymousUser(), here)])
    delete_thread(like, by=noor)
    assert [one.title for one in thread_aside(AnonymousUser(), here)] == ["Pump leaks"]


def test_a_board_that_closes_is_gone_from_beside_a_thread(ask: Ask, board: Board) -> None:
    board.tags.create(name="pump", slug="pump")
    here = ask(title="Pump one", tags=["pump"])
    elsewhere = Board.objects.create(section=board.section, name="Else", slug="else")
    bump("boards")
    other = ask(board=elsewhere, title="Pump two", tags=["pump"])
    Thread.objects.filter(pk=other.pk).update(is_solved=True)
    assert [one.title for one in thread_aside(AnonymousUser(), here)] == ["Pump two"]
    Board.objects.filter(pk=elsewhere.pk).update(is_closed=True)
    bump("boards")
    assert thread_aside(AnonymousUser(), here) == []

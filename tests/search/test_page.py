"""The page of results: passages, facets, order, notes; the same number of queries for any number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.versions import one_look
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Tag, Thread
from forum.signals import thread_changed
from search.engines import engine
from search.engines.base import Engine
from search.hits import Hit
from search.indexing import drain
from search.queries import Results, search_everything
from tests.conftest import CANARY
from tests.search.test_operators import asked

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]


def found(q: str, **more: Any) -> Results:
    drain()
    query = asked(q, **more)
    results = search_everything(AnonymousUser(), query)
    assert query.is_empty or results.engine == engine().name
    return results


def hit(q: str) -> Hit:
    results = found(q)
    return [*results.solved, *results.others][0]


def titles(q: str, **more: Any) -> list[str]:
    results = found(q, **more)
    return [one.thread.title for one in (*results.solved, *results.others)]


def main(client: Client, q: str, **more: str) -> str:
    drain()
    html: str = client.get("/search/", {"q": q, **more}).content.decode()
    return html.split("<main", 1)[1].split("</main>", maxsplit=1)[0]


def test_a_closed_boards_facets_and_operators_show_nothing(
    index: Engine, ask: Ask, closed_board: Board, maren: Member, client: Client
) -> None:
    ask(title="Printer hums")
    before = {q: main(client, q) for q in ("printer", "board:partners printer", "tag:hushed")}
    inner = ask(board=closed_board, by=maren, title=f"Printer {CANARY}", source="Printer, prinetr")
    inner.tags.add(Tag.objects.create(name=CANARY, slug="hushed"))
    assert {q: main(client, q) for q in before} == before


def test_stems_are_marked_in_titles_and_passages(index: Engine, ask: Ask, tomasz: Member) -> None:
    thread = ask(title="Prints stop", source="It is so. " * 60 + "The printer's print is pale.")
    one = hit("printing")
    assert one.title == "<mark>Prints</mark> stop"
    assert "The printer&#x27;s <mark>print</mark> is pale." in one.excerpt
    assert (one.is_quote, one.passage, len(one.excerpt) < 400) == (False, "", True)
    post_reply(
        thread, by=tomasz, source="Clean the <drum> with a printed sheet; the drum is dusty."
    )
    assert hit("dusty drum").excerpt == (
        "Clean the &lt;<mark>drum</mark>&gt; with a printed sheet; the <mark>drum</mark> is "
        "<mark>dusty</mark>."
    )


def test_a_solution_is_quoted_where_it_has_the_words_else_beside_the_passage(
    index: Engine, ask: Ask, noor: Member, tomasz: Member
) -> None:
    thread = ask(title="No heat", source="The gasket is wet.")
    post_reply(thread, by=tomasz, source="My valve was stuck, too.")
    accept_solution(
        post_reply(thread, by=tomasz, source="Wait. " * 60 + "Then bleed the radiator."), by=noor
    )
    one = hit("radiators bleeding")
    assert one.is_quote and one.excerpt.endswith(
        "Then <mark>bleed</mark> the <mark>radiator</mark>."
    )
    assert (one.passage, one.where) == ("", "")
    one = hit("gasket")
    assert (one.where, one.passage) == ("question", "The <mark>gasket</mark> is wet.")
    assert one.is_quote and one.excerpt.startswith("Wait.")
    assert (hit("valve").where, hit("valve").passage) == (
        *("answer",),
        "My <mark>valve</mark> was stuck, too.",
    )


def test_codes_are_marked_as_they_are_typed(index: Engine, ask: Ask) -> None:
    ask(title="Error 0x800CCC0E in v140.3.1", source="SSL_ERROR_RX and IMAP4rev2.")
    assert "<mark>0x800CCC0E</mark>" in hit("0x800ccc0e").title
    assert "v<mark>140.3</mark>.1" in hit("140.3").title
    assert "<mark>SSL_ERROR_RX</mark>" in hit("SSL_ERROR_RX").excerpt


def test_what_people_wrote_is_escaped_wherever_it_is_shown(
    index: Engine, ask: Ask, client: Client
) -> None:
    ask(title='Boiler <img src=x onerror="1">', source="`<script>boiler</script>` & <b>boiler</b>")
    html = main(client, 'boiler "<script>"')
    assert "<script" not in html and "<img" not in html
    assert "&lt;img" in html
    # What is marked as one may hold signs between its words.
    html = main(client, '"boiler img"')
    assert "<mark>Boiler &lt;img</mark>" in html and "<img" not in html


def test_operators_find_what_they_say(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, sasha: Member
) -> None:
    solved = ask(title="Cold one")
    accept_solution(post_reply(solved, by=tomasz, source="Turn it."), by=noor)
    ask(title="Cold water two", kind="problem", by=sasha)
    tagged = ask(title="Water cold three", kind="idea")
    tagged.tags.add(Tag.objects.create(name="Smart meter", slug="smart-meter"))
    Thread.objects.filter(pk=tagged.pk).update(created_at="2020-05-05T12:00Z", language="nl")
    thread_changed.send(Thread, thread_id=tagged.pk)
    assert titles("cold is:solved") == ["Cold one"]
    assert titles("cold has:solution") == ["Cold one"]
    assert titles("cold kind:problem") == ["Cold water two"]
    assert titles("cold is:unanswered kind:problem") == ["Cold water two"]
    assert titles("cold by:sasha") == ["Cold water two"]
    assert titles("cold by:tomasz") == ["Cold one"]
    assert titles('cold tag:"Smart meter"') == ["Water cold three"]
    assert titles("cold before:2021") == ["Water cold three"]
    assert titles("cold after:2020-05-05 before:2020-05-06") == ["Water cold three"]
    assert titles("cold lang:nl") == ["Water cold three"]
    assert titles('"cold water"') == ["Cold water two"]
    assert titles("cold -water") == ["Cold one"]
    assert titles("is:unsolved board:heating before:2021 kind:idea") == []
    assert titles("tag:smart-meter") == ["Water cold three"]


def test_facets_count_what_was_found(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, client: Client
) -> None:
    solved = ask(title="Cold one")
    accept_solution(post_reply(solved, by=tomasz, source="Turn it."), by=noor)
    ask(title="Cold two", kind="idea")
    tag = Tag.objects.create(name="Hub", slug="hub")
    ask(title="Cold three").tags.add(tag)
    drain()
    context = client.get("/search/?q=cold").context
    counted = {f.name: [(c.value, c.number) for c in f.choices] for f in context["facets"]}
    assert counted == {
        "kind": [("question", 2), ("idea", 1)],
        "state": [("", None), ("solved", 1), ("unsolved", 1), ("unanswered", 2)],
        "has": [("solution", 1)],
    } | {name: counted[name] for name in counted if name in ("tag", "lang")}
    chosen = client.get("/search/?q=cold&tag=hub&kind=question&sort=newest").context
    assert [one.thread.title for one in chosen["results"].others] == ["Cold three"]
    tags = next(f for f in chosen["facets"] if f.name == "tag")
    assert [(c.value, c.number, c.is_chosen) for c in tags.choices] == [("hub", 1, True)]
    assert chosen["more"] == "?q=cold&kind=question&tag=hub&sort=newest&page=2"
    assert 'name="sort" value="newest"' in main(client, "cold", tag="hub", sort="newest")


def test_order_is_a_choice(index: Engine, ask: Ask, noor: Member, tomasz: Member) -> None:
    first = ask(title="Cold one")
    accept_solution(post_reply(first, by=tomasz, source="Turn it."), by=noor)
    Thread.objects.filter(pk=first.pk).update(created_at="2020-01-01T00:00Z")
    ask(title="Cold two")
    assert titles("cold", sort="newest") == ["Cold two", "Cold one"]
    assert found("cold", sort="newest").solved == []
    assert [one.thread.title for one in found("cold").solved] == ["Cold one"]


def test_did_you_mean_comes_from_what_the_viewer_sees(
    index: Engine, ask: Ask, closed_board: Board, maren: Member, client: Client
) -> None:
    ask(board=closed_board, by=maren, title="Whistling kettle")
    assert found("whistlng").meant == ""
    ask(title="Thermostat blinks", source="The thermostat is wrong.")
    results = found("thermostta is:unsolved")
    assert (results.is_alike, results.meant) == (True, "thermostat is:unsolved")
    assert results.others[0].title == "<mark>Thermostat</mark> blinks"
    html = main(client, "thermostta", kind="question")
    assert 'href="?q=thermostat&amp;kind=question"' in html
    assert found("thermostats").meant == ""


def test_notes_say_what_was_done(index: Engine, ask: Ask, client: Client, settings: Any) -> None:
    ask(title="Kettle whistles")
    assert "Basic search" not in main(client, "kettle")
    assert "Only the first 400 characters were read." in main(client, "kettle " * 100)
    assert "Only the first" not in main(client, "kettle")
    settings.SEARCH_DIR, settings.SEARCH_PREFIX = settings.SEARCH_DIR / "nowhere", "nowhere"
    assert "Basic search" in main(client, "kettle")


def test_the_same_number_of_queries_at_1_3_and_50_hits(
    index: Engine, ask: Ask, noor: Member, tomasz: Member, client: Client
) -> None:
    tag = Tag.objects.create(name="Hub", slug="hub")
    counted = []
    for until in (1, 3, 50):
        for number in range(Thread.objects.count(), until):
            thread = ask(title=f"Valve {number}")
            thread.tags.add(tag)
            accept_solution(post_reply(thread, by=tomasz, source="Turn it."), by=noor)
        drain()
        client.get("/search/?q=valve")
        with CaptureQueriesContext(connection) as queries, one_look():
            client.get("/search/?q=valve")
        counted.append(len(queries))
    # Versions, what waits, which may be seen, the threads, their best replies, the names of tags.
    assert counted == [6, 6, 6]

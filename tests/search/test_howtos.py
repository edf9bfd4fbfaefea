"""How-tos on the page of a search, while somebody types, and before they ask."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from accounts.versions import one_look
from blog.enums import Part
from blog.models import Credit, Post
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board, Tag, Thread
from forum.providers import ask_suggestions
from search.answering import breaker
from search.engines.base import Engine
from search.indexing import drain, note_posts
from search.queries import Results, search_everything
from tests.search.posts import close, howto, publish, tip
from tests.search.test_instant import offers
from tests.search.test_operators import asked

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
ENGINES = ("engine", "basic")


@pytest.fixture(params=ENGINES)
def answering(
    request: pytest.FixtureRequest, index: Engine, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Each test with the engine, and with the database in its place."""
    if request.param == "basic":
        monkeypatch.setattr(breaker, "may_ask", lambda: False)
    return str(request.param)


def found(q: str, **more: Any) -> Results:
    drain()
    return search_everything(AnonymousUser(), asked(q, **more))


def titles(q: str, **more: Any) -> list[str]:
    results = found(q, **more)
    names = [one.row.title for one in (*results.solved, *results.others)]
    assert results.total == len(names)
    return names


def solve(thread: Thread, noor: Member, tomasz: Member) -> None:
    accept_solution(post_reply(thread, by=tomasz, source="Turn it."), by=noor)


def test_what_nobody_may_read_is_on_no_page(
    answering: str, ask: Ask, maren: Member, client: Client
) -> None:
    ask(title="Kettle leaks")
    drain()
    pages = [f"/search/?q={q}" for q in ("kettle", "type:howto", "ketle")]
    pages += [f"/search/instant/?q={q}" for q in ("kettle whi", "kettle sec")]
    before = [client.get(page).content for page in pages]
    draft = howto(maren, "Kettle whistles")
    draft.unpublish()
    kept = howto(maren, "Kettle secret")
    close(kept)
    drain()
    assert [client.get(page).content for page in pages] == before
    assert [one.title for one in ask_suggestions(AnonymousUser(), "Kettle whistles")] == (
        ["Kettle leaks"]
    )


def test_a_how_to_stands_beside_threads_with_the_passage_that_answers(
    answering: str, ask: Ask, noor: Member, tomasz: Member, maren: Member, client: Client
) -> None:
    solved = ask(title="Kettle whistles")
    solve(solved, noor, tomasz)
    ask(title="Kettle whistles too")
    post = howto(maren, "Kettle whistles: what to do", "Wait. " * 90 + "Descale the <kettle>.")
    results = found("kettle whistles")
    assert [one.thread for one in results.solved] == [solved]
    assert sorted(one.row.title for one in results.others) == ["Kettle whistles too", post.title]
    assert (results.total, results.has_howtos) == (3, True)
    hit = next(one for one in results.others if one.post)
    assert (hit.url, hit.is_quote, hit.passage) == (post.get_absolute_url(), False, "")
    assert hit.title == "<mark>Kettle</mark> <mark>whistles</mark>: what to do"
    html = client.get("/search/?q=kettle+whistles").content.decode()
    assert "How-tos and other threads" in html
    assert 'use href="#i-book"/></svg> How-to</span><span>Maren Jost</span>' in html


def test_a_passage_is_marked_and_escaped(index: Engine, maren: Member) -> None:
    howto(maren, "Descaling", "Wait. " * 90 + "Descale the &lt;drum&gt; with a printed sheet.")
    (hit,) = found("drums print").others
    assert hit.excerpt.endswith(
        "Descale the &lt;<mark>drum</mark>&gt; with a <mark>printed</mark> sheet."
    )
    (hit,) = found("descaling").others
    assert hit.title == "<mark>Descaling</mark>"
    (hit,) = found("type:howto").others
    assert hit.excerpt == "In five minutes."


def test_each_kind_is_called_by_its_name(index: Engine, maren: Member, client: Client) -> None:
    howto(maren, "Kettle one")
    tip(maren, "Kettle two")
    drain()
    html = client.get("/search/?q=type:how-to").content.decode()
    assert [html.count(f"</svg> {name}</span>") for name in ("How-to", "Tip")] == [1, 1]


def test_type_narrows_and_what_only_threads_have_leaves_no_how_to(
    answering: str, ask: Ask, maren: Member, tomasz: Member, board: Board
) -> None:
    tag = Tag.objects.create(name="Hub", slug="hub")
    thread, post = ask(title="Kettle leaks"), howto(maren, "Kettle whistles", language="nl")
    Thread.objects.filter(pk=thread.pk).update(language="en")
    post.tags.add(tag)
    post.credits.add(Credit(member=tomasz, part=Part.AUTHOR))
    publish(post, maren)
    for q in ("type:nothing", "board:heating type:howto", "is:solved", "kind:problem"):
        assert titles(f"kettle {q}") == []
    assert titles("kettle is:unsolved") == titles("kettle board:heating") == ["Kettle leaks"]
    for q in ("type:howto", "type:how-tos", "TYPE:HowTo", "by:tomasz", "by:maren", "lang:nl"):
        assert titles(f"kettle {q}") == ["Kettle whistles"], q
    assert titles("type:howto") == titles("kettle tag:hub") == ["Kettle whistles"]
    assert titles("kettle", type="howto") == titles('"kettle whistles"') == ["Kettle whistles"]
    assert titles("kettle -leaks after:2020") == ["Kettle whistles"]
    assert titles("kettle type:thread") == titles("kettle -whistles") == ["Kettle leaks"]
    assert titles("kettle before:2020") == []
    assert sorted(titles("kettle type:thread type:howto")) == ["Kettle leaks", "Kettle whistles"]


def test_the_facet_counts_both_and_stands_where_there_are_both(
    index: Engine, ask: Ask, maren: Member, client: Client
) -> None:
    def counted(q: str) -> list[tuple[str, int | None, bool]]:
        facets = client.get(f"/search/?q={q}").context["facets"]
        return [
            (one.value, one.number, one.is_chosen)
            for facet in facets
            if facet.name == "type"
            for one in facet.choices
        ]

    ask(title="Kettle leaks")
    ask(title="Kettle drips")
    drain()
    assert counted("kettle") == []
    howto(maren, "Kettle whistles")
    drain()
    assert counted("kettle") == [("thread", 2, False), ("howto", 1, False)]
    assert counted("kettle&type=howto") == [("howto", 1, True)]
    assert "How-tos" in client.get("/search/?q=kettle").content.decode()


def test_order_is_by_the_last_edition_and_by_who_was_helped(
    index: Engine, ask: Ask, maren: Member
) -> None:
    old = howto(maren, "Kettle one")
    Post.objects.filter(pk=old.pk).update(last_published_at="2020-01-01T00:00Z")
    ask(title="Kettle two")
    newer = howto(maren, "Kettle three")
    assert titles("kettle", sort="newest")[-1] == "Kettle one"
    Post.objects.filter(pk=newer.pk).update(last_published_at="2021-01-01T00:00Z")
    note_posts([newer.pk])
    assert titles("kettle", sort="newest") == ["Kettle two", "Kettle three", "Kettle one"]
    old.rendering.helpful = 9
    old.rendering.save()
    publish(old, maren)
    assert titles("kettle", sort="helped")[0] == "Kettle one"
    assert titles("kettle", sort="newest")[-1] == "Kettle three"


def test_did_you_mean_knows_the_words_of_how_tos(index: Engine, maren: Member) -> None:
    howto(maren, "Descaling", "The thermostat blinks.")
    results = found("thermostta")
    assert (results.is_alike, results.meant) == (True, "thermostat")


def test_the_database_finds_titles_and_summaries_and_not_the_rest(
    ask: Ask, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "may_ask", lambda: False)
    ask(title="Kettle hums")
    howto(maren, "Kettle whistles", "The gasket is wet.", summary="Limescale in the spout.")
    assert titles("gasket") == []
    assert titles("limescale") == ["Kettle whistles"]
    assert sorted(titles("kettle")) == ["Kettle hums", "Kettle whistles"]
    loose = found("whistling limescale zebra")
    assert (loose.is_loose, loose.others[0].row.title) == (True, "Kettle whistles")


def test_what_is_offered_while_somebody_types(
    answering: str, ask: Ask, maren: Member, client: Client
) -> None:
    post = howto(maren, "Valves <stuck>")
    ask(title="Valve leaks")
    drain()
    html = next(one for one in offers(client, "valves stu") if "stu" in one)
    assert f'data-href="{post.get_absolute_url()}"' in html
    assert '<span class="visually-hidden">How-to</span>' in html
    assert "&lt;<mark>stu</mark>ck&gt;" in html


def test_a_how_to_is_offered_before_asking(
    answering: str, ask: Ask, noor: Member, tomasz: Member, maren: Member, client: Client
) -> None:
    ask(title="A radiator is cold", source="My radiator is cold. Turn the key?")
    solved = ask(title="One radiator is cold", source="My radiator is cold.")
    solve(solved, noor, tomasz)
    post = howto(maren, "Radiators that are cold", summary="Bleed the radiator.")
    drain()
    shown = ask_suggestions(AnonymousUser(), "Why is my radiator cold")
    assert [one.answers for one in shown] == [True, True, False]
    offer = next(one for one in shown if one.post_id)
    assert (offer.title, offer.gist, offer.thread_id) == (post.title, "Bleed the radiator.", 0)
    assert (offer.url, offer.is_solved) == (post.get_absolute_url(), False)
    html = client.get("/ask/?title=Why+is+my+radiator+cold").content.decode()
    assert f'name="solved" value="h{post.pk}"' in html
    assert "Has this been solved already?" in html


@pytest.mark.long
@pytest.mark.parametrize(("kind", "most"), [("engine", 7), ("basic", 9)])
def test_the_same_number_of_queries_at_1_3_and_50_hits(
    index: Engine,
    ask: Ask,
    noor: Member,
    tomasz: Member,
    maren: Member,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    most: int,
) -> None:
    if kind == "basic":
        monkeypatch.setattr(breaker, "may_ask", lambda: False)
    tag = Tag.objects.create(name="Hub", slug="hub")
    counted: list[int] = []
    instant: list[int] = []
    for until in (1, 3, 50):
        for number in range(Post.objects.count(), until):
            howto(maren, f"Valve {number}").tags.add(tag)
        # The first page has some of both.
        for number in range(Thread.objects.count(), min(until, 10)):
            thread = ask(title=f"Valve {number}")
            thread.tags.add(tag)
            solve(thread, noor, tomasz)
        drain()
        for path, counts in (("/search/?q=valve", counted), ("/search/instant/?q=val", instant)):
            client.get(path)
            with CaptureQueriesContext(connection) as queries, one_look():
                client.get(path)
            counts.append(len(queries))
    # One more than for threads alone: what the page shows of posts.
    assert counted == [counted[0]] * 3 and counted[0] <= most
    # Offered are six, at times of one sort only, and then nobody asks for the other.
    assert kind == "basic" or (counted[0], max(instant)) == (7, 4)

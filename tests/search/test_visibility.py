"""What somebody may not see leaves no trace in what they find: not in hits, totals, facets, order or
scores, on either engine."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client

from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import post_reply
from forum.actions.threads import delete_thread, edit_thread
from forum.models import Board, Section, Thread
from forum.queries import Viewer
from search import answering
from search.asked import Query
from search.engines.base import Engine, EngineFound, Plan
from search.indexing import drain
from search.plans import alike, place_of, plan_of
from search.words import words_of
from tests.conftest import CANARY
from tests.search.documents import document, put, word

Ask = Callable[..., Thread]
TEXT = f"Kettle kettle boiler leaks {CANARY}"


# At the engine ----------------------------------------------------------------------------------


def everything(engine: Engine) -> list[EngineFound | tuple[int, list[int]]]:
    """All kinds of questions about the public index, with all that is answered."""
    kettle, boiler = word("kettle"), word("boiler", "boil")
    plans = [
        Plan((kettle, boiler), facets=True),
        Plan((kettle, boiler), enough=2, facets=True),
        Plan((kettle,), sort="newest", facets=True),
        Plan((kettle,), sort="helped", limit=3),
        Plan((word("ketle", fuzz=1), word("boi", is_prefix=True))),
        Plan(must=(word("kettle leaks"),)),
        Plan(facets=True),
    ]
    counts = engine.frequencies("", (kettle, boiler))
    return [*(engine.find("", plan) for plan in plans), counts]


@pytest.mark.long
def test_an_index_of_other_readers_moves_nothing(place: Engine) -> None:
    place.begin("one")
    place.swap("one")
    for number in range(12):
        put(place, document(f"t{number}", "kettle leaks" + " boiler" * (number % 4)), version=1)
    # Texts that were replaced still count in an index until its pieces are put together anew, so
    # that whatever makes an index do that would be seen.
    put(place, *(document(f"t{n}", "kettle leaks boiler") for n in range(0, 12, 2)), version=2)
    before = everything(place)
    assert {one.total for one in before if isinstance(one, EngineFound)} == {12}
    for version in range(3, 33):
        put(
            place,
            document("t90", f"kettle boiler {version}", audience="7", marks=("board:9",)),
            document(f"t{version + 100}", "kettle leaks", audience="7"),
            version=version,
            gone=(f"t{version + 99}",),
        )
        assert everything(place) == before
    put(place, document("t90", "kettle", audience="7,8"), version=40)
    put(place, version=41, gone=("t90", "t132"))
    assert everything(place) == before


# At the page ------------------------------------------------------------------------------------


@pytest.fixture
def other_board(section: Section) -> Board:
    """A board of a group to which nobody here belongs but Tomasz."""
    made = Board.objects.create(section=section, name="Fitters", slug="fitters", is_closed=True)
    made.groups.add(Group.objects.create(name="fitters"))
    bump("boards")
    return made


def seen(index: Engine, viewer: Viewer, client: Client) -> Iterator[object]:
    """Everything that a viewer is answered: from the engine with its scores, and as pages."""
    scope = replace(answering.scope_of(viewer), until=inf)  # all of it, however slow the machine
    for text in ("kettle", "kettle boiler", "boilers leaking", "ketle", CANARY):
        query = Query(text, words_of(text))
        plan = plan_of(query, place_of(scope.closed, scope.without))
        for each in (plan, alike(plan), replace(plan, sort="newest")):
            yield [index.find(audience, each) for audience in scope.audiences]
            yield answering._alike_everywhere(scope, each, text)
        yield answering.similar_hits(scope, text, f"{text} loud")
        yield answering.find_begun(viewer, words_of(text), limit=5)
        yield answering.find(viewer, query)
        page = client.get("/search/", {"q": text}).content.decode().split("<main")[1]
        yield re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.django_db
def test_what_others_write_behind_a_door_changes_nothing(
    index: Engine,
    ask: Ask,
    closed_board: Board,
    other_board: Board,
    partners: Group,
    sasha: Member,
    tomasz: Member,
    maren: Member,
) -> None:
    for number in range(6):
        ask(title=f"Kettle leaks {number}", source="The boiler is loud. " * number or "It leaks.")
    ask(board=closed_board, by=maren, title="Kettle of partners", source="A boiler leaks.")
    sasha.groups.add(partners)
    drain()
    viewers: list[Viewer] = [AnonymousUser(), Member.objects.get(pk=sasha.pk)]
    clients = [Client(), Client()]
    clients[1].force_login(sasha)

    def all_seen() -> list[list[object]]:
        return [list(seen(index, viewer, at)) for viewer, at in zip(viewers, clients, strict=True)]

    before = all_seen()
    assert before[0] != before[1]
    hidden = ask(board=other_board, by=maren, title=TEXT, source=TEXT)
    assert all_seen() == before  # also while it waits to be indexed
    drain()
    assert all_seen() == before
    edit_thread(hidden, by=maren, title=f"{TEXT} {TEXT}", source=TEXT * 3)
    post_reply(hidden, by=maren, source=TEXT)
    drain()
    assert all_seen() == before
    delete_thread(Thread.objects.get(pk=hidden.pk), by=maren)
    assert all_seen() == before
    drain()
    assert all_seen() == before

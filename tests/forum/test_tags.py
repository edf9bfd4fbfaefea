"""Tags: which a board offers, how they are typed, and what is said of those that are not there."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import Member
from accounts.versions import bump
from forum.actions.threads import ask_thread
from forum.models import Board, Tag, Thread
from forum.queries.tags import slugs_in
from tests.forum.asking import VISITOR, WORDS

AsMember = Callable[[Member], Client]


@pytest.fixture
def tagged(board: Board) -> Board:
    for slug in ("smart-meter", "hub", "a", "b", "c", "d"):
        board.tags.create(slug=slug, name=slug.replace("-", " ").capitalize())
    bump("boards")
    return board


def slugs(thread: Thread) -> set[str]:
    return set(thread.tags.values_list("slug", flat=True))


def boxes(page: str) -> dict[str, bool]:
    """Slug → whether its box is ticked."""
    found = re.findall(r'name="tag" value="([^"]+)"( checked)?>', page)
    return {slug: bool(checked) for slug, checked in found}


@pytest.mark.parametrize(
    ("typed", "right"),
    (
        ("", []),
        (" , ,", []),
        ("Smart meter", ["smart-meter"]),
        ("Smart meter,hub , HUB", ["smart-meter", "hub"]),
        ("smart-meter hub", ["smart-meter-hub"]),
    ),
)
def test_what_is_typed(typed: str, right: list[str]) -> None:
    assert slugs_in(typed) == right


def test_unknown_tags_are_named_and_nothing_is_lost(
    as_member: AsMember, tagged: Board, thread: Thread, noor: Member
) -> None:
    client = as_member(noor)
    for path, words in (("/ask/", WORDS), (f"/t/{thread.pk}/edit/", {**WORDS, "note": "Why"})):
        answered = client.post(path, {**words, "tags": "hub, hubb, Nonsense words"})
        page = answered.content.decode()
        assert answered.status_code == 400
        assert "We have no tags “hubb”, “nonsense-words”." in page
        assert WORDS["source"] in page
        assert 'value="hubb, Nonsense words"' in page
        assert boxes(page)["hub"]
    assert Thread.objects.count() == 1
    assert slugs(thread) == set()


def test_more_than_five_are_counted(as_member: AsMember, tagged: Board, noor: Member) -> None:
    answered = as_member(noor).post("/ask/", {**WORDS, "tags": "hub, smart-meter, a, b, c, d"})
    assert answered.status_code == 400
    assert "A thread has up to 5 tags; these are 6." in answered.content.decode()


def test_ticked_and_typed_are_one(
    as_member: AsMember, tagged: Board, thread: Thread, noor: Member
) -> None:
    client, words = as_member(noor), {**WORDS, "tag": ["hub", "a"], "tags": "Smart meter"}
    client.post("/ask/", words)
    assert slugs(Thread.objects.latest("pk")) == {"hub", "a", "smart-meter"}
    client.post(f"/t/{thread.pk}/edit/", words)
    assert slugs(thread) == {"hub", "a", "smart-meter"}
    page = client.get(f"/t/{thread.pk}/edit/").content.decode()
    assert {slug for slug, on in boxes(page).items() if on} == {"hub", "a", "smart-meter"}
    client.post(f"/t/{thread.pk}/edit/", {**words, "tag": ["a"], "tags": ""})
    assert slugs(thread) == {"a"}


def test_a_preview_keeps_what_was_ticked(as_member: AsMember, tagged: Board, noor: Member) -> None:
    words = {**WORDS, "tag": ["hub", "a"], "tags": "other", "preview": "1"}
    page = as_member(noor).post("/ask/", words).content.decode()
    assert {slug for slug, on in boxes(page).items() if on} == {"hub", "a"}
    assert 'name="tags" maxlength="250"' in page
    assert 'value="other"' in page


def test_a_visitor_may_set_what_stands_open(tagged: Board) -> None:
    page = Client().get("/ask/?board=heating&tags=hub").content.decode()
    assert boxes(page) == {s: s == "hub" for s in ("smart-meter", "hub", "a", "b", "c", "d")}
    assert '<option value="heating" selected>' in page
    assert "Tags of other boards" not in page and "boards’ tags" not in page
    answered = Client().post("/ask/", {**VISITOR, "tags": "nonsense"})
    assert "We have no tag “nonsense”." in answered.content.decode()


def test_a_board_shows_its_tags_and_they_lead_somewhere(tagged: Board) -> None:
    page = Client().get("/b/heating/").content.decode()
    assert '<a class="tag" href="/tags/smart-meter/">Smart meter</a>' in page
    assert Client().get("/tags/smart-meter/").status_code == 200


def test_a_tag_that_stands_nowhere_is_brought_into_use_by_the_company(
    board: Board, noor: Member, maren: Member
) -> None:
    Tag.objects.create(name="New", slug="new")
    words: dict[str, Any] = {"kind": "talk", "title": "Hello", "source": "Hello", "tags": ["new"]}
    assert slugs(ask_thread(board, by=noor, **words)) == set()
    assert slugs(ask_thread(board, by=maren, **words)) == {"new"}
    assert slugs(ask_thread(board, by=noor, **words)) == {"new"}

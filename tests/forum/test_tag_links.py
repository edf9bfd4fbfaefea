"""#tags in a text lead to the tag's page, where everybody who reads the text may see the tag."""

from collections.abc import Collection, Mapping
from typing import Any

import pytest

from accounts.models import Member
from accounts.versions import bump
from forum.actions.replies import post_reply
from forum.actions.threads import delete_thread
from forum.markup import render, to_markdown
from forum.markup.pictures import Size
from forum.models import Board, Tag, Thread
from forum.queries.resolve import Resolver


def html(source: str, board: Board | None = None, **more: Any) -> str:
    return render(source, resolve=Resolver(board), **more).html.strip()


@pytest.fixture
def hub(board: Board) -> Tag:
    tag: Tag = board.tags.create(name="Hub", slug="hub")
    bump("boards")
    return tag


@pytest.mark.parametrize(
    "source",
    (
        "#nothing",
        "x#hub",
        "/#hub",
        "a.#hub",
        "##hub",
        "#hub#",
        "#hub-",
        "#hub-x",
        r"\#hub",
        "#h",
        "&#hub",
    ),
)
def test_what_is_no_tag_stays_text(hub: Tag, source: str) -> None:
    assert "/tags/" not in html(f"See {source} there")


@pytest.mark.parametrize("source", ("`#hub`", "```\n#hub\n```", "https://a.example/#hub"))
def test_a_tag_in_code_or_an_address_stays(hub: Tag, source: str) -> None:
    assert "/tags/" not in html(source)


@pytest.mark.parametrize("source", ("#hub", "#HUB", "(#hub)", "#hub.", "#hub, too"))
def test_a_tag_leads_to_its_page(hub: Tag, source: str) -> None:
    assert '<a href="/tags/hub/"' in html(source)


def test_a_tag_of_a_closed_board_stays_text_outside(
    closed_board: Board, board: Board, maren: Member, ask: Any
) -> None:
    tag = Tag.objects.create(name="Quiet", slug="quiet")
    thread = ask(board=closed_board, by=maren)
    thread.tags.add(tag)
    assert "/tags/" not in html("#quiet") + html("#quiet", board)
    assert "/tags/quiet/" in html("#quiet", closed_board)
    closed_board.tags.add(tag)
    assert "/tags/" not in html("#quiet", board)


def test_a_tag_that_stands_on_nothing_stays_text(thread: Thread, maren: Member) -> None:
    tag = Tag.objects.create(name="Rare", slug="rare")
    assert "/tags/" not in html("#rare")
    thread.tags.add(tag)
    assert "/tags/rare/" in html("#rare")
    delete_thread(thread, by=maren)
    assert "/tags/" not in html("#rare")


class Shelf:
    """A resolver that knows one tag and notes how it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        raise AssertionError("nobody is named")

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        raise AssertionError("no number is named")

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        raise AssertionError("no picture is named")

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        self.asked.append(list(slugs))
        return {"hub": "/tags/hub/"}


def test_tags_are_asked_for_once() -> None:
    shelf = Shelf()
    done = render("#Hub and #hub, #none", resolve=shelf)
    assert shelf.asked == [["hub", "none"]]
    assert done.html.count('<a href="/tags/hub/" class="thread-link"') == 2
    assert "#none</p>" in done.html


def test_a_posted_tag_is_a_link(hub: Tag, thread: Thread, sasha: Member) -> None:
    assert '<a href="/tags/hub/"' in post_reply(thread, by=sasha, source="It is the #hub").html


def test_an_imported_word_stays_a_word_when_edited(hub: Tag) -> None:
    assert "/tags/" not in html(to_markdown("<p>the #hub</p>"))

"""Hostile words against the index: a sensible page, promptly, with nothing unescaped."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from forum.models import Thread
from search.engines.base import Engine
from search.indexing import drain
from tests.promptness import promptly
from tests.search.test_search import Elements
from tests.shared import shared_json

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
LONG = [
    *('"', "-", ":", "is:solved ", "tag:x ", 'by:"', "(a+)+$ ", "* ", "*:* ", "\u202e", "\u0301"),
    *("x ", "board:" + "y" * 300 + " ", "before:9999-12-31 ", "-" + "z" * 80 + " ", "漢", "😀"),
]
SHORT = [
    *(
        "*:*",
        "title:*",
        "a AND OR NOT",
        "[* TO *]",
        "{!lucene}",
        "/.*/",
        "^x~9",
        "\\",
        "_exists_:x",
    ),
    *("before:0001 after:9999-12-31", "after:0000", "is:solved is:unsolved", '""', '"" "" ""'),
    *(
        "\u202ehub\u202c",
        "\ufeff",
        "\u2028hub",
        "İ" * 30,
        "ß" * 60,
        "lang:xx-yy-zz",
        "by:@",
        "tag:%",
    ),
]
FORBIDDEN = {"script", "img", "iframe", "svg", "onerror", "onload", "onclick", "style", "object"}


def page(client: Client, words: str) -> str:
    response = client.get(f"/search/?q={quote(words, errors='ignore')}")
    assert response.status_code == 200, words[:80]
    html = response.content.decode()
    return html.split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("piece", LONG, ids=range(len(LONG)))
def test_sixty_thousand_bytes(index: Engine, ask: Ask, client: Client, piece: str) -> None:
    ask(title="The hub x", source="x *:* (a+)+$")
    drain()
    words = (piece * 60_000).encode()[:60_000].decode(errors="ignore")
    page(client, "warm")
    assert "Only the first 400 characters were read." in page(client, words)
    assert promptly(lambda: page(client, words), within=0.25) <= 0.25
    assert client.get(f"/search/instant/?q={quote(words)}").status_code == 200


@pytest.mark.parametrize("words", SHORT, ids=range(len(SHORT)))
def test_signs_of_other_search_engines(index: Engine, ask: Ask, client: Client, words: str) -> None:
    ask(title="The hub", source="Plain.")
    drain()
    page(client, "warm")
    assert promptly(lambda: page(client, words), within=0.25) <= 0.25
    assert client.get("/search/instant/", {"q": words}).status_code == 200


@pytest.mark.parametrize("step", [24, pytest.param(1, marks=pytest.mark.long)])
def test_every_naughty_string(index: Engine, ask: Ask, client: Client, step: int) -> None:
    """All of them are asked (a twelfth on every run); a page has no element that was typed."""
    strings: list[str] = shared_json("sanitiser/blns.json.gz")[::step]
    ask(title="The hub", source="Plain words, and a script that alerts.")
    drain()
    plain = Elements()
    plain.feed(page(client, "hub"))
    slow = []
    for words in strings:
        words = words.replace("\x00", "")
        found = Elements()
        found.feed(page(client, words))
        assert found.found & FORBIDDEN == plain.found & FORBIDDEN, words
        if promptly(lambda w=words: page(client, w), within=0.25) > 0.25:  # type: ignore[misc]
            slow.append(words)
    assert slow == []

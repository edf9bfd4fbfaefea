"""The real articles, whole: what is on the pages equals what is in the file."""

import gzip
import json
import re
from collections import Counter
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from blog.blocks import TITLE_LENGTH, Steps
from blog.importers.survey import LEAST
from blog.models import HowTo, Rendering
from blog.queries.posts import live_posts
from tests.blog.test_import_howtos import rows, run
from tests.shared import shared_data

Row = dict[str, Any]
# Elements and attributes that do something, in any spelling.
AROUND = frozenset({"ol", "ul", "note", "table", "toc"})
# Notes that hold lists between tables, or nothing but code: several notes come of those, or none.
NOTES_OF_BLOCKS = frozenset(
    {
        "addressing-email",
        "customize-date-time-formats-thunderbird",
        "openpgp-recipient-alias-configuration",
    }
)
ICON = re.compile(r'<svg class="icon[^>]*>.*?</svg>')
ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|form|style|svg|math)\b|\son[a-z]+=|javascript:", re.I
)


def articles() -> list[Row]:
    path = shared_data("sumo-kb/articles.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def words_of(html: str) -> set[str]:
    """Words of at least four letters, to tell whether a text is there."""
    html = re.sub(r'<div id="toc">.*?</div>', "", html, flags=re.S)
    return set(re.findall(r"[^\W\d_]{4,}", unescape(re.sub(r"<[^>]*>", " ", html)).lower()))


@pytest.mark.long
def test_import_howtos_whole(db: None, client: Client) -> None:
    path, found = shared_data("sumo-kb/articles.jsonl.gz"), articles()
    report = run(path)
    sizes = Counter(topic for row in found for topic in set(row["topics"]))
    large = {t for t, n in sizes.items() if n >= LEAST}
    here = {
        max((t for t in row["topics"] if t in large), key=lambda t: sizes[t], default="more")
        for row in found
    }
    assert report[:2] == [
        f"Created: how-to {len(found)}, member 1, redirect {2 * len(found)}, topic {len(here)}",
        "Already there: nothing",
    ]
    assert dict(HowTo.objects.values_list("imported__external_id", "title")) == {
        row["slug"]: row["title"] for row in found
    }
    check_parts(found)
    check_pages(found, client)
    before = rows()
    assert run(path)[:2] == [
        "Created: nothing",
        f"Already there: how-to {len(found)}, redirect {2 * len(found)}",
    ]
    assert rows() == before


class Parts(HTMLParser):
    """Counts what should become what, read another way: entries of numbered lists that stand in no
    other list, note or table are steps, big headings outside those are parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self._open: list[str] = []
        self._tags: list[str] = []
        self._words: list[str] = []
        self._begun: list[tuple[str, int]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = "toc" if given.get("id") == "toc" else tag
        if given.get("class") in ("note", "warning") and "toc" not in self._open:
            name = "note"
        around = [one for one in self._open if one in AROUND]
        kind = self._kind(name, around)
        if tag not in ("br", "img", "hr", "input"):
            self._open.append(name)
            self._tags.append(tag)
            self._begun.append((kind, len(self._words)))
        elif kind:
            self.counts[kind] += 1

    def _kind(self, name: str, around: list[str]) -> str:
        if "toc" in around:
            return ""
        if name == "li" and around == ["ol"]:
            return "step"
        if name in ("h1", "h2") and not around:
            return "heading"
        return {"note": "callout", "img": "picture"}.get(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._tags:
            return
        while self._tags.pop() != tag:
            self._open.pop()
            self._begun.pop()
        self._open.pop()
        kind, words = self._begun.pop()
        said = " ".join("".join(self._words[words:]).split())
        # What is too long for the name of a part is a line in bold.
        if said and not (kind == "heading" and len(said) > TITLE_LENGTH):
            self.counts[kind] += 1

    def handle_data(self, data: str) -> None:
        self._words.append(data)


def check_parts(found: list[Row]) -> None:
    """Every heading, entry of a numbered list, note and picture is somewhere, and the editor's own
    form takes what came of it."""
    blocks = Steps()
    howtos = {h.imported.external_id: h for h in HowTo.objects.select_related("imported")}
    for row in found:
        raw, said = list(howtos[row["slug"]].steps.raw_data), Counter[str]()
        blocks.clean(howtos[row["slug"]].steps)
        wanted = Parts(row["html"]).counts
        for block in raw:
            said[block["type"]] += 1
            body = block["value"]["body"] if block["type"] == "step" else []
            said.update(part["type"] for part in body)
        words = json.dumps(raw, ensure_ascii=False)
        alts = {escape(a, quote=False)[:80] for a in re.findall(r'alt="([^"]*)"', row["html"])}
        said["picture"] += sum(words.count(f"[{alt}]") for alt in alts)
        for kind in ("step", "heading", "picture"):
            assert (row["slug"], kind, said[kind]) == (row["slug"], kind, wanted[kind])
        if row["slug"] not in NOTES_OF_BLOCKS:
            assert (row["slug"], said["callout"]) == (row["slug"], wanted["callout"])


def check_pages(found: list[Row], client: Client) -> None:
    assert live_posts().count() == len(found)
    renderings = {
        r.post.imported.external_id: r for r in Rendering.objects.select_related("post__imported")
    }
    for row in found:
        html = renderings[row["slug"]].html
        assert ACTIVE.search(ICON.sub("", html)) is None, row["slug"]
        assert "assets-prod" not in html
        lost = words_of(row["html"]) - words_of(html)
        assert len(lost) <= 0.02 * len(words_of(row["html"])) + 2, (row["slug"], lost)
    for row in found[::40]:
        address = client.get(f"/en-US/kb/{row['slug']}")["Location"]
        page = client.get(address)
        assert (page.status_code, row["title"] in unescape(page.content.decode())) == (200, True)
    assert Redirect.objects.count() == 2 * len(found)

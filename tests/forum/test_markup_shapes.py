"""What else is made of a text: an excerpt, a quotation, a diff."""

import re
from pathlib import Path

import pytest

from forum.markup import (
    clean,
    diff_html,
    gist_of,
    quote_of,
    render,
    to_markdown,
)
from tests.forum.markup_tree import elements, faults, parse
from tests.forum.test_markup import Book, from_html
from tests.shared import shared_json

REL = 'rel="ugc nofollow noopener"'
BOX = '<pre tabindex="0" role="group" aria-label="Code">'


@pytest.mark.parametrize(
    ("html", "limit", "gist"),
    [
        ("", 200, ""),
        ("<h3>a</h3>\n<p>b<br>c</p>", 200, "a b c"),
        ("<p>a &lt;b&gt; &amp;amp;</p>", 200, "a <b> &amp;"),
        ("<p>one two three four</p>", 12, "one two…"),
        ("<p>onetwothreefour</p>", 10, "onetwothr…"),
        ("<p>one, two</p>", 6, "one…"),
        ("<p>one two</p>", 7, "one two"),
        ("<p>one</p>" + "\n" * 500 + "<p>two  &#160; three</p>", 9, "one two…"),
        ("<p>a" + " " * 70 + "b c</p>", 5, "a b c"),
    ],
)
def test_gist_of(html: str, limit: int, gist: str) -> None:
    assert gist_of(html, limit=limit) == gist


def test_quote_of_keeps_code_and_paragraphs_together() -> None:
    quote = quote_of("a\n\n```\nb\n```\n", by="Noor *H*\n# [x](y)")
    assert quote == ("> **Noor \\*H\\* \\# \\[x\\]\\(y\\)**\n>\n> a\n>\n> ```\n> b\n> ```\n\n")
    html = render(f"{quote}Thanks").html
    assert [tag for tag, _, _ in elements(parse(html))] == [
        *("blockquote", "p", "strong", "p", "pre", "code", "p")
    ]


@pytest.mark.parametrize(
    "source",
    [
        "a *b* **c** `d` ~~e~~\n",
        "### a\n\n#### b\n\nc\n",
        "- a\n- b\n  - c\n",
        "1. a\n2. b\n",
        "> a\n>\n> b\n",
        "[a](https://b.example/c) ![d](https://e.example/f.png)\n",
        "```py\nimport os\n```\n",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
        "1 \\* 2 \\_ \\[a\\] \\<b\\>\n",
    ],
)
def test_to_markdown_of_what_was_rendered_renders_the_same(source: str) -> None:
    html = render(source).html
    assert render(to_markdown(html)).html == html


def test_to_markdown_keeps_names_and_threads_as_they_are_written() -> None:
    assert to_markdown(render("@noor #12", resolve=Book()).html) == "@noor #12\n"


@pytest.mark.parametrize(
    ("old", "new", "html"),
    [
        ("", "", ""),
        ("a", "a", "a"),
        ("", "<b>", "<ins>&lt;b&gt;</ins>"),
        ("a & b", "", "<del>a &amp; b</del>"),
        ("one two three", "one 2 three", "one <del>two</del><ins>2</ins> three"),
        ("a\nb", "a\nx\nb", "a\n<ins>x\n</ins>b"),
        (
            "Do\n```\nrun(a)\nend\n```\nnow",
            "Do\n```\nrun(b)\nend\n```\nthen",
            "Do\n<code>```\n</code><del><code>run(a)\n</code></del><ins><code>run(b)\n</code></ins>"
            "<code>end\n```\n</code><del>now</del><ins>then</ins>",
        ),
        (
            "~~~\na b\n",
            "~~~\na c",
            "<code>~~~\n</code><del><code>a b\n</code></del><ins><code>a c</code></ins>",
        ),
    ],
)
def test_diff_html(old: str, new: str, html: str) -> None:
    assert diff_html(old, new) == html


def test_commonmark_examples_are_inert_and_stay_so() -> None:
    for example in shared_json("markdown-commonmark/spec-0.31.2.json.gz"):
        for html in (render(example["markdown"]).html, from_html(example["html"])):
            assert faults(html) == []
            assert clean(html) == html


def test_one_module_imports_bleach_and_none_of_markup_imports_django() -> None:
    root = Path(__file__).resolve().parents[2]
    rooms = ("accounts", "reputation", "forum", "blog", "search", "ambassadors", "config")
    sources = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for room in rooms
        for path in (root / room).rglob("*.py")
    }
    imports = re.compile(r"^\s*(?:from|import) (bleach|django)\b", re.MULTILINE)
    found = {path: set(imports.findall(text)) for path, text in sources.items()}
    assert [path for path in found if "bleach" in found[path]] == ["forum/markup/last_word.py"]
    assert [p for p in found if p.startswith("forum/markup/") and "django" in found[p]] == []

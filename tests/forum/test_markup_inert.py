"""Every hostile string is words and nothing more, in every shape that markup gives it."""

import re
from collections.abc import Callable, Collection, Mapping
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.markup import IMPORT_CAP, clean, diff_html, gist_of, quote_of, render, to_markdown
from forum.markup.pictures import Size
from forum.markup.source import readable
from tests.forum.markup_tree import elements, faults, parse, vectors


class Everyone:
    """A resolver that knows every name and number, some of them with hostile answers."""

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        return {name: f"/m/{name}/" for name in usernames}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        return {number: (f"/t/{number}/", '"><script>alert(1)</script>') for number in ids}

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        return {name: Size(1600, 900) for name in names}

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        return {slug: f"/tags/{slug}/" for slug in slugs}


def as_markdown(text: str) -> str:
    return render(text, cap=IMPORT_CAP, resolve=Everyone()).html


def as_html(text: str) -> str:
    return render(text, source_format="html", cap=IMPORT_CAP, resolve=Everyone()).html


def as_html_with_base(text: str) -> str:
    base = "https://old.example/a/"
    return render(text, source_format="html", cap=IMPORT_CAP, base_url=base).html


def as_quote(text: str) -> str:
    return render(quote_of(text, by=text[:60]), cap=10 * IMPORT_CAP).html


def as_markdown_of_html(text: str) -> str:
    return render(to_markdown(text), cap=10 * IMPORT_CAP).html


SINKS: list[Callable[[str], str]] = [
    as_markdown,
    as_html,
    as_html_with_base,
    clean,
    as_quote,
    as_markdown_of_html,
]


@pytest.fixture(scope="module")
def hostile() -> list[str]:
    return vectors()


@pytest.mark.parametrize(
    "sink", [*SINKS[:2], *(pytest.param(sink, marks=pytest.mark.long) for sink in SINKS[2:])]
)
def test_hostile_strings_are_inert_and_stay_so(
    sink: Callable[[str], str], hostile: list[str]
) -> None:
    wrong = {}
    for text in hostile:
        html = sink(text)
        found = faults(html)
        if clean(html) != html:
            found.append(f"changes when cleaned again: {clean(html)!r}")
        if found:
            wrong[text] = (html, found)
    assert wrong == {}


@pytest.mark.long
def test_hostile_strings_in_a_diff_are_text(hostile: list[str]) -> None:
    for before, after in pairwise(hostile):
        html = diff_html(before, after)
        assert html.count("<") == html.count(">") == len(re.findall("</?(?:ins|del|code)>", html))


def test_hostile_strings_in_a_gist_are_one_short_line(hostile: list[str]) -> None:
    for text in hostile:
        gist = gist_of(as_html(text))
        assert len(gist) <= 200
        assert gist == " ".join(gist.split())
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", gist)


def test_hostile_strings_are_many(hostile: list[str]) -> None:
    assert len(hostile) >= 3_000


ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
# fmt: off
MARKDOWN_BITS = st.lists(
    st.sampled_from([
        "\n", "#", "*", "_", "`", "~~", "[", "]", "(", ")", "<a>", "!", ">", "-", "1.", "|", "|-|",
        "\\", "&", "&lt;", "http://a.b", "/c", "@noor", "#1", "```", "x", "y", " ", "\t", "\n\n",
    ]),
    max_size=60,
).map("".join)
# fmt: on
TAGS = "a b p div li ul ol dl dt dd table caption tbody tr td th pre code span h1 h3 img br hr i"
HTML_BITS = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS.split()]),
        st.sampled_from([f"</{tag}>" for tag in TAGS.split()]),
        st.sampled_from(["<a href='/x'>", "<img src=/media/a.png>", "<img src=http://a.b/c>"]),
        st.sampled_from(["<svg>", "<style>", "</style>", "<script>", "<math>", "<select>", "<p "]),
        st.sampled_from(["<!--", "-->", "<![CDATA[", "&amp;", "&lt", "'", '"', "=", "<", ">", "/"]),
        st.sampled_from(["x", " ", "\n", "\n\n", "\x00", "\u202e", "y z"]),
    ),
    max_size=60,
).map("".join)


@pytest.mark.parametrize("sink", SINKS)
@settings(max_examples=100, deadline=None)
@given(text=st.one_of(ANY_TEXT, MARKDOWN_BITS, HTML_BITS))
def test_any_text_is_inert_and_stays_so(sink: Callable[[str], str], text: str) -> None:
    html = sink(text)
    assert faults(html) == []
    assert clean(html) == html


@settings(max_examples=200, deadline=None)
@given(text=HTML_BITS)
def test_html_of_any_shape_keeps_a_valid_shape(text: str) -> None:
    """What the accessibility rules ask of lists, tables and headings holds for any input."""
    children = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}, "tr": {"td", "th"}}
    level = 2
    for tag, _, inner in elements(parse(as_html(text))):
        if tag in children:
            assert {child[0] for child in inner if not isinstance(child, str)} <= children[tag]
            assert all(not child.strip() for child in inner if isinstance(child, str))
        if re.fullmatch("h[3-6]", tag):
            assert int(tag[1]) <= level + 1
            level = int(tag[1])


@settings(max_examples=100, deadline=None)
@given(old=st.one_of(ANY_TEXT, MARKDOWN_BITS), new=st.one_of(ANY_TEXT, MARKDOWN_BITS))
def test_a_diff_holds_both_texts(old: str, new: str) -> None:
    html = diff_html(old, new)
    before = _strip(re.sub(r"<ins>.*?</ins>", "", html, flags=re.DOTALL))
    after = _strip(re.sub(r"<del>.*?</del>", "", html, flags=re.DOTALL))
    assert before == readable(old)
    assert after == readable(new)


def _strip(html: str) -> str:
    return unescape(re.sub(r"</?(?:ins|del|code)>", "", html))

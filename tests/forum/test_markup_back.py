"""The way back: what an author gets to edit says the same when it is read again."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markup import IMPORT_CAP, clean, render, to_markdown
from forum.markup.pictures import Size
from tests.shared import shared_lines


def words(html: str) -> str:
    """The letters and signs of a text, without its marks and blanks."""
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


@pytest.mark.parametrize(
    "html",
    [
        "<pre>first\n```\n``` these words stay\nlast</pre>",
        "<pre>````\n`````</pre>",
        "<table><tr><th>a|b</th></tr><tr><td><code>ls | wc</code> x|y</td></tr></table>",
        '<p><a href="http://x.y/A_(b">t</a> and <a href="http://x.y/a)b">u</a></p>',
        "<p><b>note:</b>text, <b>a</b><b>b</b>, <strong>wow!</strong> x</p>",
        "<p>Thanks @Matt, see step #1 and mail a@b.example</p>",
    ],
)
def test_to_markdown_loses_no_word(html: str) -> None:
    before = clean(html)
    assert words(render(to_markdown(html)).html) == words(before)


class Everybody:
    """A resolver that knows every name and every number."""

    def members(self, usernames: object) -> dict[str, str]:
        return {name: f"/m/{name}/" for name in usernames}  # type: ignore[attr-defined]

    def threads(self, ids: object) -> dict[int, tuple[str, str]]:
        return {number: (f"/t/{number}/", "T") for number in ids}  # type: ignore[attr-defined]

    def pictures(self, names: object) -> dict[str, Size]:
        return {}

    def tags(self, slugs: object) -> dict[str, str]:
        return {slug: f"/tags/{slug}/" for slug in slugs}  # type: ignore[attr-defined]


def test_to_markdown_calls_nobody_whom_the_original_did_not() -> None:
    again = render(to_markdown("<p>Thanks @Matt, see #1</p>"), resolve=Everybody())
    assert (again.name_calls, again.thread_links) == ((), ())
    assert words(again.html) == "Thanks@Matt,see#1"


def test_to_markdown_keeps_name_calls_of_ours() -> None:
    html = '<p><a href="/m/noor/" class="name-call">@noor</a></p>'
    assert render(to_markdown(html), resolve=Everybody()).name_calls == ("noor",)


@pytest.mark.parametrize("sign", ["\\#5", "\\@noor", "&#35;5", "&#64;noor"])
def test_render_plain_signs_link_nothing(sign: str) -> None:
    done = render(f"see {sign} there", resolve=Everybody())
    assert "<a" not in done.html
    assert words(done.html) in ("see#5there", "see@noorthere")


@pytest.mark.parametrize("number", range(0x10FFF0, 0x10FFF4))
@pytest.mark.parametrize(
    "source",
    [
        "```x{}\ncode\n```",
        "![a{}](/media/a.png) [b](http://a.b/{} 'c{}') `d{}` {}#5",
        '<a href="http://a.b/{}">x</a><a href="/x{}quot;y" title="{}">y</a>',
        '<code class="language-a{}b">c</code><img src="http://x/{}" alt="{}"><p>{}lt;</p>',
        '<iframe src="http://x/{}"></iframe><abbr title="{}">d</abbr>',
    ],
)
def test_render_private_signs_by_reference(source: str, number: int) -> None:
    """They may be spelt in every way, and a second cleaning still changes nothing."""
    for spelt in (f"&#{number};", f"&#x{number:x};", chr(number)):
        for source_format in ("markdown", "html"):
            html = render(source.replace("{}", spelt), source_format=source_format).html
            assert clean(html) == html
            assert not re.search("[\U0010fff0-\U0010fff3]", html)


@given(st.text(alphabet="<>&;#@`|*_[]()!\\ \nab1\U0010fff0\U0010fff3", max_size=60))
def test_to_markdown_never_raises_and_stays_inert(text: str) -> None:
    html = render(to_markdown(text)).html
    assert clean(html) == html


def test_to_markdown_of_real_posts() -> None:
    """Of the real bodies of a support forum none loses a word on the way there and back."""
    rows = shared_lines("sumo-thunderbird/answers.jsonl.gz")[:300]
    bodies = [row["content"] for row in rows]
    lost = [
        body
        for body in bodies
        if words(render(to_markdown(body), cap=2 * IMPORT_CAP).html)
        != words(render(body, source_format="html", cap=IMPORT_CAP).html)
    ]
    assert lost == []

"""HTML of elsewhere becomes blocks: valid whatever comes in, without script, nothing lost silently."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.blocks import StreamValue
from wagtail.rich_text import expand_db_html

from blog.blocks import MOST_PARTS, MOST_STEPS, TEXT_LENGTH, Steps
from blog.conversion import FORUM_HEADINGS, PAGE_HEADINGS, Converted, Setting, Target, convert
from blog.rendering import company_text
from forum.markup import clean
from forum.markup.allowed import safe_url
from tests.shared import shared_json

ALLOWED = {"p", "b", "i", "code", "ol", "ul", "li", "br", "a"}
# fmt: off
TAGS = [
    "<ol>", "</ol>", "<ul>", "</ul>", "<li>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<th>",
    "</table>", "<h1>", "</h1>", "<pre>", "</pre>", "<b>", "</b>", "<a href='/x'>", "</a>",
    "<img alt='w'>", "<br>", "<div class='note'>", "</div>", "<dl>", "<dt>",
    "<span class='menu'>", "</span>", "<iframe src='//www.youtube.com/embed/abcdefg'>", "&gt;",
    "words", "<script>", "</script>", "<form>", "<blockquote>", "</blockquote>", "<code>",
    "</code>",
]
# fmt: on
BLOCKS = Steps(required=False)


def link(href: str) -> Target | None:
    return Target(page=7) if href == "/page" else Target(url) if (url := safe_url(href)) else None


def picture(attributes: dict[str, str]) -> dict[str, Any]:
    words = attributes.get("alt", "").strip()[:80] or "no words"
    return {"image": None, "alt": words, "caption": "", "missing": "a.png", "words": words}


def made_of(html: str, **more: Any) -> Converted:
    more.setdefault("headings", PAGE_HEADINGS)
    return convert(html, Setting("A title", link=link, picture=picture, **more))


def blocks(html: str, **more: Any) -> list[tuple[str, Any]]:
    """Type and value of each block; a step's body the same way."""
    return [(raw["type"], raw["value"]) for raw in made_of(html, **more).steps]


def step(*body: tuple[str, Any], title: str = "") -> tuple[str, Any]:
    return "step", {"title": title, "body": [{"type": t, "value": v} for t, v in body]}


class Elements(HTMLParser):
    """The elements and addresses of a rich text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.urls: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.urls += [value or "" for name, value in attrs if name == "href"]


def texts_in(raws: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for raw in raws:
        if raw["type"] == "text":
            found.append(raw["value"])
        elif raw["type"] == "callout":
            found.append(raw["value"]["text"])
        elif raw["type"] == "step":
            found += texts_in(raw["value"]["body"])
    return found


def check(html: str) -> StreamValue:
    """What comes of `html` is taken by the editor's own form, and its rich texts are clean."""
    raws = made_of(html).steps
    for text in texts_in(raws):
        seen = Elements(text)
        assert seen.names <= ALLOWED
        assert seen.attributes <= {"href", "linktype", "id"}
        assert [url for url in seen.urls if safe_url(url) is None] == []
        assert clean(expand_db_html(text)) == clean(clean(expand_db_html(text)))
    value: StreamValue = BLOCKS.clean(BLOCKS.to_python(raws))
    return value


@pytest.mark.parametrize(
    "html",
    [
        "",
        " \n ",
        "<p></p>",
        "<ol></ol>",
        "<ol><li> </li></ol>",
        "<table></table>",
        "<script>x</script>",
        "<h1> </h1>",
        "<pre>\n</pre>",
        '<div class="note"></div>',
        "<ul><li></li></ul>",
        "<!-- x -->",
    ],
)
def test_nothing_comes_of_nothing(html: str) -> None:
    assert blocks(html) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
        ('<a href="JaVa\tScRiPt:alert(1)">x</a>', "<p>x</p>"),
        ("<a href='/a\"onclick=x'>x</a>", '<p><a href="/a%22onclick=x">x</a></p>'),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<p onclick=x style=y>w</p><style>b{}</style>", "<p>w</p>"),
        ('<svg onload=x><b>w</b></svg><math href="x">', "<p><b>w</b></p>"),
    ],
)
def test_no_script_comes_out(html: str, text: str) -> None:
    assert blocks(html) == [("text", text)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(TAGS), max_size=60))
def test_any_tags_give_valid_blocks(parts: list[str]) -> None:
    check("".join(parts))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_valid_blocks(text: str) -> None:
    check(text)


def test_vectors_of_attacks_give_valid_blocks_without_script() -> None:
    vectors = [*shared_json("sanitiser/payloadsallthethings-xss.json.gz")]
    vectors += shared_json("sanitiser/blns.json.gz")
    found = [one if isinstance(one, str) else str(one) for one in vectors]
    assert len(found) > 3_000
    for at in range(0, len(found), 25):
        check("\n".join(f"<p>{one}</p>" for one in found[at : at + 25]))
    for vector in found:
        html = "".join(company_text(text) for text in texts_in(made_of(vector).steps))
        assert "script" not in Elements(html).names
        assert not [name for name in Elements(html).attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "tag", ["<ol><li>", "<ul><li>", "<div class=note>", "<b>", "<table><tr><td>"]
)
def test_what_is_deep_is_read_in_linear_time(tag: str) -> None:
    check(tag * 3_000 + "words")


def test_more_than_fits_is_kept_as_words() -> None:
    many = "".join(f"<li>step {n}</li>" for n in range(MOST_STEPS + 5))
    found = made_of(f"<ol>{many}</ol>")
    assert len(found.steps) == MOST_STEPS
    assert found.steps[-1] == {
        "type": "text",
        "value": f"<p>{' '.join(f'step {n}' for n in range(MOST_STEPS - 1, MOST_STEPS + 5))}</p>",
    }
    assert found.lost == [(f"parts beyond {MOST_STEPS}, kept as words", "6")]
    inner = "<pre>x</pre>" * (MOST_PARTS + 1)
    check(f"<ol><li>{inner}</li></ol>")
    assert len(made_of(f"<ol><li>{inner}</li></ol>").steps[0]["value"]["body"]) == MOST_PARTS


def test_a_long_text_is_several() -> None:
    words = "word " * (TEXT_LENGTH // 5 + 10)
    found = check(
        f"<p>{words}</p><ul><li>{words}</li></ul><h1>{words[:300]}</h1><pre>{words}</pre>"
    )
    assert {child.block_type for child in found} == {"text", "code"}


def test_numbered_lists_are_steps_and_big_headings_parts() -> None:
    assert blocks(
        "<h1>One</h1><ol><li>First<li>Then <b>this</b></ol><h2>Two</h2><h3>Small</h3>w"
    ) == [
        ("heading", "One"),
        step(("text", "<p>First</p>")),
        step(("text", "<p>Then <b>this</b></p>")),
        ("heading", "Two"),
        ("text", "<p><b>Small</b></p><p>w</p>"),
    ]


def test_headings_of_the_forum_are_smaller() -> None:
    assert blocks("<h3>One</h3><h5>Two</h5>", headings=FORUM_HEADINGS) == [
        ("heading", "One"),
        ("text", "<p><b>Two</b></p>"),
    ]


def test_a_step_has_a_name_where_it_begins_with_one() -> None:
    assert blocks(
        "<ol><li><strong>Wake the hub</strong><br>Hold the button.</li><li><b>Wait:</b> a minute</li>"
        "<li><b>Only bold</b></li><li><b>Set</b> the clock</li></ol>"
    ) == [
        step(("text", "<p>Hold the button.</p>"), title="Wake the hub"),
        step(("text", "<p>a minute</p>"), title="Wait"),
        step(("text", "<p><b>Only bold</b></p>")),
        step(("text", "<p><b>Set</b> the clock</p>")),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("note", "note"), ("warning", "warning"), ("tip", "tip"), ("important x", "warning")],
)
def test_notes_are_callouts_also_inside_steps(name: str, kind: str) -> None:
    callout = ("callout", {"kind": kind, "text": "<p>Mind the <i>gap</i>.</p>"})
    note = f'<div class="{name}">Mind the <em>gap</em>.</div>'
    assert blocks(note) == [callout]
    assert blocks(f"<ol><li>Go.{note}</li></ol>") == [step(("text", "<p>Go.</p>"), callout)]


def test_code_keeps_its_lines() -> None:
    assert blocks("<pre>a\n  b &lt;c&gt;\n</pre>") == [("code", {"code": "a\n  b <c>", "name": ""})]
    assert blocks("<p>Type <code>a  b</code></p>") == [("text", "<p>Type <code>a b</code></p>")]


def test_lists_without_numbers_stay_lists_and_are_interrupted_by_pictures() -> None:
    shown = {"image": None, "alt": "cat", "caption": "", "missing": "a.png"}
    assert blocks(
        "<ul><li>a<ol><li>b</li></ol></li><li>c<br><img alt=cat></li><li>d</li></ul>"
    ) == [
        ("text", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"),
        ("picture", shown),
        ("text", "<ul><li>d</li></ul>"),
    ]


def test_a_picture_inside_a_sentence_is_named_there() -> None:
    shown = {"image": None, "alt": "cog", "caption": "", "missing": "a.png"}
    assert blocks("Press <img alt=cog> twice.<br>Then: <img alt=cog>") == [
        ("text", "<p>Press [cog] twice.<br/>Then:</p>"),
        ("picture", shown),
    ]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("Go to <b>Settings</b> &gt; <b>Heating</b>.", ["Settings", "Heating"]),
        ('<span class="menu">File &gt; Open</span>', ["File", "Open"]),
        ("<kbd>A</kbd> → <kbd>B</kbd> › <kbd>C</kbd>", ["A", "B", "C"]),
    ],
)
def test_a_line_that_is_a_way_through_menus_is_one(html: str, names: list[str]) -> None:
    assert blocks(f"<p>{html}</p>") == [("path", names)]
    assert blocks(f"<ol><li>{html}</li></ol>") == [step(("path", names))]


@pytest.mark.parametrize(
    "html",
    [
        "Then go to <b>A</b> &gt; <b>B</b>",
        "<b>A</b> <b>B</b>",
        "<b>A</b>",
        "<b>A</b> &gt; B",
        "A &gt; B",
    ],
)
def test_other_lines_are_no_way(html: str) -> None:
    assert [kind for kind, _value in blocks(f"<p>{html}</p>")] == ["text"]


def test_a_table_with_a_head_is_one_and_keeps_its_links() -> None:
    html = (
        "<table><caption>Ports</caption><tr><th>Name<th>Port"
        "<tr><td>Hub<td><a href='/x'>80</a><tr><td><td>81</table>"
    )
    assert blocks(html) == [
        ("table", {"caption": "Ports", "rows": [["Name", "Port"], ["Hub", "80"], ["", "81"]]}),
        ("text", '<p><a href="/x">80</a></p>'),
    ]
    check(html)


def test_a_table_without_a_head_is_read_row_by_row() -> None:
    html = "<table><tr><td><b>To</b><td>one</tr><tr><td>Cc<td>two</table>"
    assert blocks(html) == [("text", "<p><b>To</b> – one</p><p>Cc – two</p>")]
    assert made_of(html).lost == [("table, kept as text", "To")]


def test_a_film_is_a_card_and_other_frames_are_links() -> None:
    film = {
        "url": "https://www.youtube.com/watch?v=MbELg6ii7MQ",
        "title": "A title",
        "minutes": None,
    }
    assert blocks('<iframe src="//www.youtube.com/embed/MbELg6ii7MQ?rel=0"></iframe>') == [
        ("video", film)
    ]
    found = made_of('<iframe src="https://evil.example/x"></iframe><iframe src="data:x"></iframe>')
    assert texts_in(found.steps) == [
        '<p><a href="https://evil.example/x">https://evil.example/x</a></p>'
    ]
    assert found.lost == [("frame, kept as a link", "https://evil.example/x"), ("frame", "data:x")]


def test_links_to_pages_are_pages() -> None:
    assert blocks('<a href="/page">a <b>page</b></a>') == [
        ("text", '<p><a linktype="page" id="7">a <b>page</b></a></p>')
    ]


def test_what_is_for_some_says_for_whom() -> None:
    more = {"only_for": lambda attributes: attributes.get("data-for", "")}
    assert blocks("Open <i data-for=Mac>A</i><i data-for=Linux>B</i> now", **more) == [
        ("text", "<p>Open <i>A</i> (Mac) / <i>B</i> (Linux) now</p>")
    ]
    assert blocks("<div data-for=Mac><p>Words</p></div>rest", **more) == [
        ("text", "<p><b>Mac:</b></p><p>Words</p><p>rest</p>")
    ]
    assert blocks("<span data-for=Mac><img alt=cat></span>", **more) == [
        ("picture", {"image": None, "alt": "cat", "caption": "Mac", "missing": "a.png"})
    ]

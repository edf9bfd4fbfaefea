"""What the markup pipeline makes of what people write."""

from collections.abc import Collection, Mapping

import pytest

from forum.markup import (
    IMPORT_CAP,
    MARKUP_VERSION,
    MEMBER_CAP,
    Rendered,
    TextTooLong,
    clean,
    diff_html,
    quote_of,
    render,
)
from forum.markup.source import readable
from tests.forum.markup_tree import NoPictures, elements, faults, parse, text_of
from tests.shared import shared_lines

REL = 'rel="ugc nofollow noopener"'
BOX = '<pre tabindex="0" role="group" aria-label="Code">'


def markdown(source: str) -> str:
    return render(source).html.strip("\n")


def from_html(source: str, base_url: str | None = None) -> str:
    return render(source, source_format="html", base_url=base_url).html


class Book(NoPictures):
    """A resolver with two members and one thread that notes how it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str] | list[int]] = []

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        self.asked.append(list(usernames))
        return {name: f"/m/{name}/" for name in usernames if name in {"noor", "tomasz-w"}}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        self.asked.append(list(ids))
        return {12: ("/t/12/wet-boiler/", "A wet “boiler”")} if 12 in ids else {}

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        return {}


# Refusals


@pytest.mark.parametrize("source_format", ["", "bbcode", "HTML"])
def test_render_refuses_an_unknown_format(source_format: str) -> None:
    with pytest.raises(ValueError, match="unknown source format"):
        render("a", source_format=source_format)


@pytest.mark.parametrize("source_format", ["markdown", "html"])
@pytest.mark.parametrize("cap", [MEMBER_CAP, IMPORT_CAP])
def test_render_refuses_a_text_over_its_cap(source_format: str, cap: int) -> None:
    with pytest.raises(TextTooLong) as refused:
        render("a" * (cap + 1), source_format=source_format, cap=cap)
    assert (refused.value.length, refused.value.cap) == (cap + 1, cap)
    assert render("a" * cap, source_format=source_format, cap=cap).version == MARKUP_VERSION


def test_links_that_lead_nowhere_allowed_leave_their_words() -> None:
    assert markdown("[a](javascript:alert(1)) [b](//c.example) [d](e) [f](#g) [h](data:x)") == (
        "<p>a b d f h</p>"
    )


def test_forms_frames_and_scripts_leave_their_words_at_most() -> None:
    html = "<form>a<input value=b><button>c</button></form><script>d</script><style>e</style>f"
    assert from_html(html) == "<div>ac</div>f"


@pytest.mark.parametrize("hidden", ["\x00", "\x08", "\x1b", "\x7f", "\u202e", "\u2067", "\ufeff"])
def test_what_no_reader_can_see_is_taken_out(hidden: str) -> None:
    assert markdown(f"a{hidden}b") == "<p>ab</p>"
    assert from_html(f"a&#x{ord(hidden):x};b").replace("\ufffd", "") == "ab"
    assert markdown(f"a&#x{ord(hidden):x};b").replace("\ufffd", "") == "<p>ab</p>"
    assert diff_html(f"a{hidden}b", f"a{hidden}b") == "ab"
    assert quote_of(f"a{hidden}b", by=f"N{hidden}oor") == "> **Noor**\n>\n> ab\n\n"


# Markdown


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("a\r\nb\rc", "<p>a\nb\nc</p>"),
        ("**a** *b* ~~c~~ `d`", "<p><strong>a</strong> <em>b</em> <s>c</s> <code>d</code></p>"),
        ("<b>a</b> & &amp; &copy;", "<p>&lt;b&gt;a&lt;/b&gt; &amp; &amp; ©</p>"),
        ("# a", "<h3>a</h3>"),
        ("### a\n# b\n### c\n###### d", "<h3>a</h3>\n<h3>b</h3>\n<h4>c</h4>\n<h5>d</h5>"),
        ("#\n\na", "<p>a</p>"),
        ("[a](/b 'c')", f'<p><a href="/b" title="c" {REL}>a</a></p>'),
        ("<https://a.example>", f'<p><a href="https://a.example" {REL}>https://a.example</a></p>'),
        (
            "[](https://a.example)",
            f'<p><a href="https://a.example" {REL}>https://a.example</a></p>',
        ),
        ("mail a@b.example www.c.example", "<p>mail a@b.example www.c.example</p>"),
        ("    a\n", f"{BOX}<code>a\n</code></pre>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
    ],
)
def test_markdown(source: str, html: str) -> None:
    assert markdown(source) == html


@pytest.mark.parametrize(
    ("source", "url", "rest"),
    [
        ("see https://a.example.", "https://a.example", "."),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)", ")"),
        ("https://a.example/?b=1&c=2 d", "https://a.example/?b=1&amp;c=2", " d"),
        ("http://a.example/@noor#12", "http://a.example/@noor#12", ""),
    ],
)
def test_bare_addresses_become_links(source: str, url: str, rest: str) -> None:
    before = source[: source.index("http")]
    assert markdown(source) == f'<p>{before}<a href="{url}" {REL}>{url}</a>{rest}</p>'


def test_bare_addresses_in_code_and_links_stay() -> None:
    html = markdown("`https://a.example` [https://b.example](/c)")
    expected = f'<p><code>https://a.example</code> <a href="/c" {REL}>https://b.example</a></p>'
    assert html == expected


def test_pictures_of_other_sites_become_links() -> None:
    link = f'<a href="https://a.example/b%20c.png" class="remote-image" {REL}>'
    assert markdown("![d](https://a.example/b%20c.png)") == f"<p>{link}d</a></p>"
    assert markdown("![](https://a.example/b%20c.png)") == f"<p>{link}b c.png</a></p>"
    assert markdown("[![d](https://a.example/b.png)](/e)") == f'<p><a href="/e" {REL}>d</a></p>'
    assert markdown("![d](data:image/png;base64,AA)") == "<p>d</p>"


def test_pictures_of_our_own_are_shown() -> None:
    img = '<img src="/media/a/b.png" alt="c &quot;d&quot;" loading="lazy">'
    assert markdown('![c "d"](/media/a/b.png)') == f"<p>{img}</p>"
    assert "<img" not in markdown("![c](/media/../accounts/logout/)")


def test_tables_align_with_classes() -> None:
    html = markdown("| a | |\n|---|--:|\n| 1 | 2 |")
    assert [(tag, attributes) for tag, attributes, _ in elements(parse(html))] == [
        ("table", {}),
        ("thead", {}),
        ("tr", {}),
        ("th", {}),
        ("td", {"class": "end"}),
        ("tbody", {}),
        ("tr", {}),
        ("td", {}),
        ("td", {"class": "end"}),
    ]


def test_code_is_coloured_in_named_languages_only() -> None:
    coloured = '<span class="k">import</span> os\n'
    assert markdown("```py\nimport os\n```") == (
        f'{BOX}<code class="language-py">{coloured}</code></pre>'
    )
    assert "<span" not in markdown("```\nimport os\n```")
    assert "<span" not in markdown("```brainfuck\nimport os\n```")


def test_code_past_the_budget_stays_plain_and_whole() -> None:
    code = "import os\n" * 300
    html = markdown(f"```py\n{code}```\n\n```py\n{code}```")
    assert text_of(parse(html)).count("import os\n") == 600
    assert html.count("<pre") == 2


def test_deep_nesting_is_shown_as_written_and_whole() -> None:
    source = "> " * 50 + "Noor < Tomasz"
    assert markdown(source) == f"{BOX}{'&gt; ' * 50}Noor &lt; Tomasz</pre>"


# Names, threads


def test_name_calls_and_thread_links_are_resolved_once() -> None:
    book = Book()
    source = "@Noor, @tomasz-w and @nobody: see #12, #13. @noor `@noor #12` [@noor](/a)"
    rendered = render(source, resolve=book)
    assert book.asked == [["noor", "tomasz-w", "nobody"], [12, 13]]
    assert (rendered.name_calls, rendered.thread_links) == (("noor", "tomasz-w"), (12,))
    noor = f'<a href="/m/noor/" class="name-call" {REL}>'
    thread = f'<a href="/t/12/wet-boiler/" title="A wet “boiler”" class="thread-link" {REL}>#12</a>'
    assert rendered.html == (
        f'<p>{noor}@Noor</a>, <a href="/m/tomasz-w/" class="name-call" {REL}>@tomasz-w</a> and '
        f"@nobody: see {thread}, #13. {noor}@noor</a> <code>@noor #12</code> "
        f'<a href="/a" {REL}>@noor</a></p>\n'
    )
    assert clean(rendered.html) == rendered.html


@pytest.mark.parametrize(
    "source",
    ["a@noor", "@noor@b.example", "/@noor", "@@noor", "&#64;noorx", "a#12", "#12a", "#0", "/#12"],
)
def test_words_that_only_look_like_calls_stay(source: str) -> None:
    rendered = render(source, resolve=Book())
    assert (rendered.name_calls, rendered.thread_links) == ((), ())


def test_without_a_resolver_names_stay_text() -> None:
    assert render("@noor #12") == Rendered("<p>@noor #12</p>\n", "@noor #12", (), (), 2)


def test_nothing_is_asked_when_nobody_is_named() -> None:
    book = Book()
    render("hello `@noor`", resolve=book)
    assert book.asked == []


def test_one_text_calls_ten_members_and_twenty_threads_at_most() -> None:
    book = Book()
    source = " ".join(f"@m{number} #{number + 1}" for number in range(50))
    render(source, resolve=book)
    assert [len(asked) for asked in book.asked] == [10, 20]


# HTML of imports


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul>a<li>b", "<ul><li>a</li><li>b</li></ul>"),
        ("<li>a", "<ul><li>a</li></ul>"),
        ("<dt>a<dd>b", "<dl><dt>a</dt><dd>b</dd></dl>"),
        ("<dl><dt>a", "<dl><dt>a</dt><dd></dd></dl>"),
        ("<dl><dd>a<dd>b", "<dl><dt></dt><dd>a</dd><dd>b</dd></dl>"),
        ("<td>a", "a"),
        ("<table><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<b>a<i>b</b>c</i>d", "<b>a<i>b</i></b>cd"),
        ("<p>a<ul><li>b</ul>c</p>", "<p>a</p><ul><li>b</li></ul>c"),
        ("<a href=/a>b<a href=/c>d", f'<a href="/a" {REL}>b</a><a href="/c" {REL}>d</a>'),
        ("<h1>a</h1><h4>b</h4>", "<h3>a</h3><h4>b</h4>"),
        ("<pre>\n\n a\nb<p>c</pre>", f"{BOX} a\nbc</pre>"),
        ("<kbd>a</kbd><sub>b</sub><sup>c</sup>", "<kbd>a</kbd><sub>b</sub><sup>c</sup>"),
        ("<font color=red>a</font><blink>b", "ab"),
        ("<p class=k id=x style=a:b onclick=c>d", "<p>d</p>"),
        ("a<!-- b -->c<![CDATA[d]]>e", "ace"),
        ("a <!-- b", "a &lt;!-- b"),
        ("a < b, <3 and a<", "a &lt; b, &lt;3 and a&lt;"),
        ("<td style='text-align:right'>a", "a"),
        ("&lt;script&gt;&amp;lt;", "&lt;script&gt;&amp;lt;"),
        ("<img data-original-src=//a.example/b.png src=//a.example/wait.gif alt=b>", "b"),
        ("@noor https://a.example", "@noor https://a.example"),
    ],
)
def test_html(source: str, html: str) -> None:
    assert from_html(source) == html


def test_html_relative_links_lead_where_the_text_stood() -> None:
    source = '<a href="/en-US/kb/a">a</a> <a href="b">b</a> <a href="//c.example">c</a>'
    base = "https://old.example/en-US/questions/1"
    assert from_html(source, base) == (
        f'<a href="https://old.example/en-US/kb/a" {REL}>a</a> '
        f'<a href="https://old.example/en-US/questions/b" {REL}>b</a> '
        f'<a href="https://c.example" {REL}>c</a>'
    )
    assert from_html(source) == f'<a href="/en-US/kb/a" {REL}>a</a> b c'


def test_html_frames_become_links() -> None:
    url = "https://www.youtube.example/embed/a"
    assert from_html(f"<iframe src='{url[6:]}'></iframe>") == f'<a href="{url}" {REL}>{url}</a>'


def test_html_nesting_is_capped_and_its_text_kept() -> None:
    html = from_html("<div>" * 900 + "Noor" + "</div>" * 900)
    assert html == "<div>" * 36 + "Noor" + "</div>" * 36


def test_html_of_too_many_elements_is_shown_as_text() -> None:
    html = from_html("<p>" + "<b>a</b>" * 1_200)
    assert html == f"{BOX}{'a' * 1_200}</pre>"


@pytest.mark.parametrize("name", ["questions", "answers"])
def test_html_of_real_bodies_keeps_every_word(name: str) -> None:
    for row in shared_lines(f"sumo-thunderbird/{name}.jsonl.gz")[:300]:
        body = readable(row["content"])
        html = render(body, source_format="html", cap=IMPORT_CAP).html
        assert faults(html) == []
        if "<img" not in body:  # a picture becomes words
            assert text_of(parse(html)).split() == text_of(parse(body)).split()

"""Pictures that members brought, as texts show them: of the house's making, whatever was written."""

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.markup import clean, gist_of, pictures_in, render, to_markdown
from forum.markup.pictures import (
    PICTURE_CAP,
    Size,
    files_of,
    markdown_of,
    name_in,
    pictures_named,
    smaller,
    url_of,
)
from tests.forum.markup_tree import elements, faults, parse

NAME, OTHER = "a1" * 16, "b2" * 16
AT = f"/media/posts/{NAME}"
REL = 'rel="ugc nofollow noopener"'


class Album:
    """A resolver with one picture, 1600 wide, that notes what it was asked."""

    def __init__(self, sizes: Mapping[str, Size] | None = None) -> None:
        self.sizes = {NAME: Size(1600, 900)} if sizes is None else sizes
        self.asked: list[list[str]] = []

    def members(self, usernames: Collection[str]) -> Mapping[str, str]:
        return {}

    def tags(self, slugs: Collection[str]) -> Mapping[str, str]:
        return {}

    def threads(self, ids: Collection[int]) -> Mapping[int, tuple[str, str]]:
        return {}

    def pictures(self, names: Collection[str]) -> Mapping[str, Size]:
        self.asked.append(list(names))
        return self.sizes


def html(source: str, album: Album | None = None) -> str:
    return render(source, resolve=album or Album()).html.strip()


@pytest.mark.parametrize(
    "source",
    [
        f"![w]({AT}.WEBP)",
        f"![w](/media/posts/{NAME[:-1]}.webp)",
        f"![w](/media/posts/{NAME}-1600.webp)",
        f"![w](/media/%70osts/{NAME}.webp)",
        f"![w](/media//posts/{NAME}.webp)",
        f"![w](//media/posts/{NAME}.webp)",
        f"![w](/MEDIA/posts/{NAME.upper()}.webp)",
        f"![w](/media/posts/../posts/{NAME}.webp)",
        f"![w](/media/posts/{OTHER}.webp)",
        "![w](/media/posts/)",
    ],
)
def test_an_address_of_no_picture_leaves_the_words(source: str) -> None:
    made = render(source, resolve=Album())
    assert "<img" not in made.html
    assert "w" in made.gist
    assert made.pictures == {}


def test_a_picture_is_asked_for_once_and_only_by_name() -> None:
    album = Album()
    html(f"![a]({AT}.webp) ![b]({AT}-400.webp?x#y) ![c](/media/posts/{OTHER}.webp)", album)
    assert album.asked == [[NAME, OTHER]]
    html("![a](/media/site/logo.webp) ![b](https://example.org/posts/a.webp)", album)
    assert album.asked == [[NAME, OTHER]]


def test_a_text_shows_so_many_pictures_and_no_more() -> None:
    album = Album({})
    names = [f"{number:032x}" for number in range(PICTURE_CAP + 5)]
    html(" ".join(f"![w]({url_of(name)})" for name in names), album)
    assert album.asked == [names[:PICTURE_CAP]]


def test_a_small_picture_has_one_file() -> None:
    album = Album({NAME: Size(300, 200)})
    img = (
        f'<img src="{AT}.webp" alt="a &amp; &lt;b&gt; &quot;c&quot;" loading="lazy" '
        'width="300" height="200" decoding="async">'
    )
    assert (
        html(f'![a & <b> "c"]({AT}.webp)', album) == f'<p><a href="{AT}.webp" {REL}>{img}</a></p>'
    )
    assert files_of(NAME, 300) == [f"posts/{NAME}.webp"]
    assert (smaller(1600), smaller(800), smaller(401)) == ([800, 400], [400], [400])


def test_a_picture_in_a_link_leads_where_the_link_does() -> None:
    made = html(f"[![w]({AT}.webp)](https://example.org/)")
    assert made.startswith(f'<p><a href="https://example.org/" {REL}><img src="{AT}.webp"')
    assert made.count("<a ") == 1


def test_a_picture_in_code_is_words() -> None:
    for source in (f"`![w]({AT}.webp)`", f"    ![w]({AT}.webp)"):
        made = render(source, resolve=Album())
        assert ("<img" in made.html, made.pictures) == (False, {})


def test_the_words_of_a_picture_are_told() -> None:
    shown, silent = f"![w]({AT}.webp)", f"![]({AT}.webp)"
    assert dict(render(shown, resolve=Album()).pictures) == {NAME: "w"}
    for source in (silent, f"{shown} {silent}", f"{silent} {shown}", f"![ ]({AT}-800.webp)"):
        assert dict(render(source, resolve=Album()).pictures) == {NAME: ""}


def test_a_gist_says_what_a_picture_shows() -> None:
    assert render(f"Look: ![the hub]({AT}.webp)", resolve=Album()).gist == "Look: the hub"
    assert gist_of('<p><img src="/media/a.png" alt="a hub"></p>') == "a hub"


def test_cleaning_what_was_rendered_changes_nothing() -> None:
    made = render(f"![w]({AT}.webp) and [![w]({AT}.webp)](/b)", resolve=Album()).html
    assert clean(made) == made


def test_imported_html_is_left_as_it_was() -> None:
    source = (
        f'<p><img src="{AT}.webp" alt="w" srcset="{AT}.webp 9w" width="9" decoding="async"></p>'
    )
    album = Album()
    made = render(source, source_format="html", resolve=album)
    assert made.html == f'<p><img src="{AT}.webp" alt="w" loading="lazy"></p>'
    assert (album.asked, dict(made.pictures)) == ([], {})
    assert to_markdown(source).strip() == f"![w]({AT}.webp)"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("srcset", f"{AT}.webp 1600w, https://evil.example/a.webp 800w"),
        ("srcset", f"{AT}.webp 1600w, /media/posts/{OTHER}-800.webp 800w"),
        ("srcset", "javascript:alert(1)"),
        ("sizes", "100vw"),
        ("width", "0"),
        ("width", "999999"),
        ("height", "1e3"),
        ("decoding", "sync"),
        ("loading", "eager"),
        ("onerror", "alert(1)"),
        ("style", "position:fixed"),
        ("id", "main"),
    ],
)
def test_what_the_house_did_not_write_is_dropped(name: str, value: str) -> None:
    made = clean(f'<img src="{AT}.webp" alt="w" {name}="{value}">')
    assert made == f'<img src="{AT}.webp" alt="w" loading="lazy">'


def test_pictures_are_found_whoever_may_see_them() -> None:
    source = f"![a]({AT}.webp) ![](/media/posts/{OTHER}.webp) ![c](/media/posts/x) `{AT}.webp`"
    assert [(one.name, one.words) for one in pictures_in(source)] == [
        (NAME, "a"),
        (OTHER, ""),
        ("", "c"),
    ]
    assert pictures_in("No picture here.") == []
    assert pictures_named(f"half ![a]({AT}.webp and {url_of(OTHER)}") == {NAME, OTHER}
    assert (name_in(f"{AT}.webp"), name_in("/media/posts/a"), name_in("/media/a")) == (
        NAME,
        "",
        None,
    )


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120))
def test_any_words_stand_beside_a_picture(words: str) -> None:
    """What somebody says a picture shows comes back as they said it, and is nothing but words."""
    made = render(markdown_of(NAME, words), resolve=Album())
    assert faults(made.html) == []
    images = [attributes for tag, attributes, _ in elements(parse(made.html)) if tag == "img"]
    assert [one["src"] for one in images] == [f"{AT}.webp"]
    if words.isascii() and words.isprintable():
        assert images[0]["alt"] == " ".join(words.split())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [f"![w]({AT}.webp)", f"![]({AT}-800.webp)", "[", "](", ")", "*", "\n", "|", "`", ">"]
        ),
        max_size=30,
    )
)
def test_pictures_anywhere_are_harmless(pieces: list[str]) -> None:
    made = render("".join(pieces), resolve=Album()).html
    assert faults(made) == []
    assert clean(made) == made

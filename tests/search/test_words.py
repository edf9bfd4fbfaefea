"""What people type: words out of anything, marks that never become markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import (
    QUERY_LENGTH,
    WORD_LENGTH,
    WORDS,
    clean,
    marked,
    pattern_of,
    telling,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  \t\n ", ()),
        ("\x00\x00", ()),
        ("\ud800", ()),
        ("hub\x00waiting", ("hub", "waiting")),
        ("Hub hub HUB", ("Hub",)),
        ("“waiting for boiler?”", ("waiting", "for", "boiler")),
        ("update 4.2, two-wire!", ("update", "4.2", "two-wire")),
        ("it's 100% c++", ("it's", "100%", "c++")),
        ("%", ("%",)),
        ("_", ("_",)),
        ("'", ("'",)),
        ("\\", ("\\",)),
        ("e\u0301tage", ("\u00e9tage",)),
        ("線 ストーブ", ("線", "ストーブ")),
    ],
)
def test_words(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


def test_at_most_so_many_and_so_long() -> None:
    assert len(words_of(" ".join(f"word{n}" for n in range(50)))) == WORDS
    assert [len(word) for word in words_of("x" * 5000)] == [WORD_LENGTH]
    assert len(clean("y " * 60_000)) <= QUERY_LENGTH


def test_telling_leaves_out_what_every_question_says() -> None:
    assert telling(words_of("How do I bleed my radiator")) == ("bleed", "radiator")
    assert telling(words_of("how do I")) == ("how", "do", "I")


def test_marks_stand_on_escaped_text() -> None:
    html = marked("<b>Hub</b> & hub", pattern_of(("hub",)))
    assert html == "&lt;b&gt;<mark>Hub</mark>&lt;/b&gt; &amp; <mark>hub</mark>"
    assert marked("a < b", pattern_of(("<",))) == "a <mark>&lt;</mark> b"
    assert marked("&amp; b", pattern_of(("amp",))) == "&amp;<mark>amp</mark>; b"


def test_a_pattern_is_letters_not_a_pattern() -> None:
    words = words_of("(a+)+$ .* a|x ^")
    assert marked("aaaa x", pattern_of(words)) == "aaaa x"


@given(st.text(max_size=400), st.text(max_size=100))
def test_marks_change_no_letter(text: str, query: str) -> None:
    html = marked(text, pattern_of(words_of(query)))
    bare = html.replace("<mark>", "").replace("</mark>", "")
    assert bare == marked(text, None)
    assert html.count("<mark>") == html.count("</mark>")


@given(st.text(max_size=1000))
def test_any_text_gives_clean_words(text: str) -> None:
    for word in words_of(text):
        assert 0 < len(word) <= WORD_LENGTH
        assert word.isprintable() or not any(sign < " " for sign in word)
        word.encode("utf-8")

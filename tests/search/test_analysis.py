"""What an index holds of a text: words, stems in four languages, and codes as people type them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import code_of, codes_in, forms_of, stems_in, words_in


@given(st.text(max_size=300))
@settings(deadline=None)
def test_no_text_is_refused_and_tokens_hold_no_blank(text: str) -> None:
    tokens = [*words_in(text), *stems_in(text, "de"), *codes_in(text)]
    assert all(token and not any(sign.isspace() for sign in token) for token in tokens)
    assert all(row for row in forms_of(text))
    assert code_of(text) in {"", *codes_in(f" {text} ")} or not text.strip()


@pytest.mark.parametrize(
    ("code", "typed"),
    [
        ("0x800CCC0E", ["0x800ccc0e", "0X800CCC0E", "0x800ccc"]),
        ("SSL_ERROR_RX_RECORD_TOO_LONG", ["SSL_ERROR_RX", "ssl_error"]),
        ("v140.3.1", ["140.3.1", "V140.3.1", "v140.3", "140.3"]),
        ("IMAP4rev2", ["imap4rev2", "IMAP4"]),
        ("imap.gmail.com", ["imap.gmail.com", "imap.gmail"]),
        ("C++", ["c++"]),
    ],
)
def test_a_code_is_found_as_people_type_it(code: str, typed: list[str]) -> None:
    held = codes_in(f"It says {code}, always.")
    assert [one for one in typed if code_of(one) not in held] == []


def test_plain_words_are_no_codes() -> None:
    assert codes_in("It's a well-known thing. Really… end.") == set()
    assert [code_of(word) for word in ("well-known", "it's", "end.", "", "-")] == [""] * 5


@pytest.mark.parametrize(
    ("language", "said", "asked"),
    [
        ("en", "printers", "printing printer"),
        ("de", "Einstellungen", "Einstellung"),
        ("nl", "instellingen", "instelling"),
        ("es", "impresoras", "impresora"),
        ("fr", "réglages", "reglages"),
        ("", "Принтер", "ПРИНТЕР"),
    ],
)
def test_forms_of_a_word_meet_whatever_its_language(language: str, said: str, asked: str) -> None:
    held = tuple(stems_in(said, language))
    missed = [word for word in asked.split() if held not in forms_of(word)]
    assert missed == (["printing"] if language == "en" else [])


def test_scripts_without_blanks_are_cut_into_signs() -> None:
    assert words_in("日本語テスト ok") == ["日", "本", "語", "テ", "ス", "ト", "ok"]

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.members import username_shape
from accounts.names import clean_display_name, inert, plain_words, username_stem


@pytest.mark.parametrize("raw", ["", " ", "\u200b\u202e", "!!!", "\n\t"])
def test_clean_display_name_refuses_the_unreadable(raw: str) -> None:
    with pytest.raises(ValidationError):
        clean_display_name(raw)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  Noor \r\n Haddad ", "Noor Haddad"),
        ("No\u202eor", "Noor"),
        ("Noor\u200b", "Noor"),
        ("José", "José"),
        ("Bcc: x@evil.tld\r\nSubject: y", "Bcc: x@evil.tld Subject: y"),
    ],
)
def test_clean_display_name(raw: str, kept: str) -> None:
    assert clean_display_name(raw) == kept


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Noor Haddad", "noor-haddad"),
        ("Łukasz_Ż", "ukasz-z"),
        ("ADMIN", "member"),
        ("Нур", "member"),
        ("--", "member"),
        ("x" * 60, "x" * 33),
    ],
)
def test_username_stem(name: str, stem: str) -> None:
    assert username_stem(name) == stem


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("http://evil.tld/x", "evil tld/x"),
        ("HTTPS://EVIL.TLD", "EVIL TLD"),
        ("www.evil.tld", "www evil tld"),
        ("evil.tld", "evil tld"),
        ("javascript:alert(1)", "alert(1)"),
        ("a@evil.tld", "a evil tld"),
        ("x\r\nBcc: y", "x Bcc: y"),
        ("J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("Noor", "Noor"),
    ],
)
def test_inert(name: str, words: str) -> None:
    assert inert(name) == words


@given(st.text(max_size=80))
def test_stems_are_usernames_and_words_settle(text: str) -> None:
    username_shape(username_stem(text))
    assert plain_words(plain_words(text)) == plain_words(text)
    assert "://" not in inert(text)

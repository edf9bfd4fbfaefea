"""From what people type to words to look for, and back to marks in what was found."""

import re
import unicodedata

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

QUERY_LENGTH = 400
WORDS = 12
WORD_LENGTH = 60
# Signs around a word that are no part of it; inside they stay: 4.2, two-wire, it's.
EDGES = "\"'“”„‘’«»()[]{}<>,.;:!?…"
# Words that stand in nearly every question and say nothing about which one.
# English only: a search engine of its own brings these lists for other languages.
_COMMON = (
    "a about after all also am an and any anyone are as at be been but by can cannot cant could did "
    "do does doesn't doesnt don't dont for from get had has have help hello hi how i i'm if im in "
    "into is isn't it it's its just keep keeps me my no not now of on one only or our out please "
    "she so some than thanks that the their them then there they this to too up us was way we were "
    "what when where which who why will with won't wont would you your"
)
COMMON = frozenset(_COMMON.split())


def clean(text: str) -> str:
    """`text` as one line without characters that no database or page wants: control characters,
    NUL and lone surrogates; at most QUERY_LENGTH characters."""
    text = text[:QUERY_LENGTH].encode("utf-8", "ignore").decode("utf-8")
    kept = (" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def words_of(text: str, *, most: int = WORDS) -> tuple[str, ...]:
    """The first `most` different words of `text`, each of at most WORD_LENGTH characters, without
    signs around them; a lone % or _ is a word like any other."""
    found: dict[str, str] = {}
    for piece in clean(text).split(" "):
        word = (piece.strip(EDGES) or piece)[:WORD_LENGTH]
        if word:
            found.setdefault(word.casefold(), word)
        if len(found) == most:
            break
    return tuple(found.values())


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that say something; all of them when none does."""
    return tuple(word for word in words if word.casefold() not in COMMON) or words


def pattern_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern of any of the words, the longest first; None without words."""
    if not words:
        return None
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)


def marked(text: str, pattern: re.Pattern[str] | None) -> SafeString:
    """`text` escaped, with <mark> around what the pattern finds in it."""
    if pattern is None:
        return mark_safe(escape(text))
    pieces: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        pieces += (escape(text[end : match.start()]), "<mark>", escape(match[0]), "</mark>")
        end = match.end()
    return mark_safe("".join([*pieces, escape(text[end:])]))

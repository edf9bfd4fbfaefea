"""From text to what an index holds, the same for every engine: words, their stems, and codes.

An index holds each text as a row of tokens that stand between blanks, stemmed in the language of
the text. What is looked for is tried in all languages that have a stemmer, so that nobody has to
say in which they type. Identifiers (error codes, versions, protocol names, hosts) are kept whole as
well, and by their beginnings: who types 140.3 finds 140.3.1.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

# Languages of the interface; a text in any other one is kept as it is written.
STEMMERS = {"en": "english", "de": "german", "nl": "dutch", "es": "spanish"}
WORD_LENGTH = 60
CODE_LENGTH = 80
# Scripts that put no blank between words: each sign is a word, and a row of them a phrase.
_SIGNS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORDS = rf"{_SIGNS}|[[\p{{L}}\p{{M}}\p{{N}}]--{_SIGNS}]+"
# An identifier holds a digit, or a sign between its letters that no plain word has.
_CODE = re.compile(r"(?<![\w.:@+#-])[A-Za-z-]*[\d_.:@+#][\w.:@+#-]*", re.ASCII)
_EDGES = ".:@-_"
_BETWEEN = re.compile(r"[a-z]+|\d+|[^a-z\d]+")
# "it's" and "well-known" are words; "10.5" and "imap.host" are not.
_PLAIN = re.compile(r"[a-z]+(?:-[a-z]+)*")
_VERSION = re.compile(r"\Av(?=\d)")


def _analyzer(stemmer: str = "") -> TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.regex(_WORDS)).filter(Filter.remove_long(WORD_LENGTH))
    builder = builder.filter(Filter.lowercase()).filter(Filter.ascii_fold())
    return (builder.filter(Filter.stemmer(stemmer)) if stemmer else builder).build()


_plain = _analyzer()
_stemming = {code: _analyzer(name) for code, name in STEMMERS.items()}


def words_in(text: str) -> list[str]:
    """The words of `text` in their order: small letters, without accents, not stemmed."""
    return _plain.analyze(text)


def stems_in(text: str, language: str) -> list[str]:
    """The words of `text`, stemmed as in `language` (a code such as "de" or "pt-br")."""
    return _stemming.get(language.partition("-")[0], _plain).analyze(text)


@lru_cache(maxsize=4_096)
def forms_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Each different row of tokens that `text` may stand as in an index: as written, and stemmed
    in each language."""
    rows = (tuple(analyzer.analyze(text)) for analyzer in (_plain, *_stemming.values()))
    return tuple(dict.fromkeys(row for row in rows if row))


def stem_of(word: str) -> tuple[str, ...]:
    """The shortest of the forms of a word: the same for "printers" and "printer"; () where it has
    none."""
    return min(forms_of(word), key=lambda row: sum(map(len, row)), default=())


def codes_in(text: str) -> set[str]:
    """Identifiers in `text` in small letters, each with its beginnings ("imap4rev2": "imap4rev",
    "imap4", "imap"), versions also without their v."""
    found: set[str] = set()
    for match in _CODE.findall(text):
        word = match.lower().strip(_EDGES)
        if len(word) > 1 and not _PLAIN.fullmatch(word):
            found.update(_beginnings(word[:CODE_LENGTH]))
    return found


def code_of(word: str) -> str:
    """`word` as the code that is looked for, or "" where it is a plain word."""
    word = word.lower().strip(_EDGES)
    if len(word) < 2 or word.isdigit() or not _CODE.fullmatch(word) or _PLAIN.fullmatch(word):
        return ""
    return _VERSION.sub("", word[:CODE_LENGTH])


@lru_cache(maxsize=16_384)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(_pieces(word))


def _pieces(word: str) -> Iterable[str]:
    word = _VERSION.sub("", word)
    yield word
    end = 0
    for piece in _BETWEEN.findall(word)[:12]:
        end += len(piece)
        if end >= 3 and end < len(word) and piece.isalnum():
            yield word[:end]

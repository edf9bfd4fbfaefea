"""What somebody typed, taken apart: words, phrases, words that must not stand there, operators.

Read by hand, sign by sign: whatever it is that was typed, something comes of it and never an error.
Nothing here asks the database; what the operators' values stand for is looked up in search.asking.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from search.words import EDGES, QUERY_LENGTH, WORD_LENGTH, clean, words_of

OPERATORS = frozenset(
    {"type", "board", "tag", "kind", "is", "has", "by", "before", "after", "lang"}
)
# Of each sort the first few count: people type two or three.
MOST_PHRASES, MOST_WITHOUT, MOST_OPERATORS = 5, 10, 20
PHRASE_LENGTH = 120
OPENING, CLOSING = '"“„”', '"”“'
# A colon after one of these belongs to the word: an address, or a page of a program.
SCHEMES = frozenset(
    [
        "about",
        "chrome",
        "data",
        "file",
        "ftp",
        "http",
        "https",
        "imap",
        "imaps",
        "ldap",
        "ldaps",
        "mailto",
        "news",
    ]
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Typed:
    """`text` is all of it in one line, `plain` what is left of it without operators. `operators`
    are names and values as they were typed; `is_cut` says that there was more than is read."""

    text: str
    plain: str
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    without: tuple[str, ...]
    operators: tuple[tuple[str, str], ...]
    is_cut: bool

    def values(self, name: str) -> tuple[str, ...]:
        """The values of an operator, in their order."""
        return tuple(value for other, value in self.operators if other == name)


@dataclass(frozen=True)
class _Piece:
    """Something between two blanks: `name` before a colon, or `-`, or nothing."""

    name: str
    value: str
    is_quoted: bool


def read(raw: str) -> Typed:
    """Take apart the first QUERY_LENGTH characters of `raw`."""
    text = clean(raw)
    said, phrases = list[str](), list[str]()
    without, operators = list[str](), list[tuple[str, str]]()
    for piece in _pieces(text):
        if piece.name == "-":
            without.append(piece.value)
        elif piece.name:
            operators.append((piece.name, piece.value))
        elif piece.is_quoted:
            phrases.append(piece.value)
        else:
            said.append(piece.value)
    return Typed(
        text=text,
        plain=" ".join([*said, *phrases]),
        words=words_of(" ".join(said)),
        phrases=tuple(dict.fromkeys(phrases))[:MOST_PHRASES],
        without=tuple(dict.fromkeys(without))[:MOST_WITHOUT],
        operators=tuple(dict.fromkeys(operators))[:MOST_OPERATORS],
        is_cut=len(raw.rstrip()) > QUERY_LENGTH,
    )


def _pieces(text: str) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        name, begins = _name_at(text, at)
        end = _closing(text, begins)
        is_quoted = end > begins
        if not is_quoted:
            end = text.find(" ", begins) % (len(text) + 1)
        yield from _piece(name, text[at:end], text[begins:end], is_quoted)
        at = end


def _name_at(text: str, at: int) -> tuple[str, int]:
    """The name of an operator (or `-`) that begins at `at`, and where its value begins. Without a
    value, as in "tag: x", it is none."""
    following = text[at + 1 : at + 2]
    # -1202 is a number, and --safe-mode what somebody typed at a prompt.
    if text[at] == "-" and (following.isalpha() or following in OPENING) and following:
        return "-", at + 1
    colon = text.find(":", at, at + 12)
    name = text[at:colon].lower() if colon > at else ""
    if name in OPERATORS and text[colon + 1 : colon + 2].strip():
        return name, colon + 1
    return "", at


def _closing(text: str, begins: int) -> int:
    """Where the quoted value that begins here ends; `begins` where none does."""
    if text[begins] not in OPENING:
        return begins
    ends = [end for sign in CLOSING if (end := text.find(sign, begins + 1)) > 0]
    return min(ends) + 1 if ends else begins


def _piece(name: str, whole: str, value: str, is_quoted: bool) -> Iterator[_Piece]:
    """One piece, or more of them where a name is no operator's: its words are words."""
    if is_quoted or name:
        bare = " ".join(value.strip(EDGES).split())[: PHRASE_LENGTH if is_quoted else WORD_LENGTH]
        if any(sign.isalnum() for sign in bare):
            yield _Piece(name, bare, is_quoted)
        elif not is_quoted:
            yield _Piece("", whole, is_quoted=False)
        return
    begins, colon, rest = whole.partition(":")
    if colon and begins.isalpha() and begins.lower() not in SCHEMES and rest.strip(EDGES).isalpha():
        yield _Piece("", begins, is_quoted=False)
        whole = rest
    yield _Piece("", whole, is_quoted=False)


def moment_of(value: str) -> datetime | None:
    """The beginning (UTC) of a year, month or day: 2024, 2024-03, 2024-03-01. None for anything
    else. Nothing was written before 1970, so no moment is earlier."""
    parts = value.split("-")
    shaped = [len(part) for part in parts] in ([4], [4, 2], [4, 2, 2])
    if not shaped or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    try:
        return max(datetime(year, month, day, tzinfo=UTC), EPOCH)
    except ValueError:
        return None

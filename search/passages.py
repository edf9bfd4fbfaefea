"""Where the words that were looked for stand in a text: by the stems of the text's own language, as
an index has them, so that who looks for "printing" sees "printer's print" marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import unescape

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis import stems_in
from search.engines.base import Clause

# Of a long text its beginning is read, as an index does.
TEXT_LENGTH = 10_000
PASSAGE_LENGTH = 240
# A passage begins so many characters before what is marked in it.
BEFORE = 60
_SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# The words that search.analysis takes from a text, with their places.
WORD = re.compile(f"[{_SIGNS}]|[^\\W_{_SIGNS}]+")
_TAG = re.compile(r"<[^<>]*>")
# Typed as words by who hoped for bold letters; other words between such signs say something.
_TYPED_TAG = re.compile(r"</?(?:b|i|u|em|strong|p|br|div|span)\s*/?>", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: rows of tokens by their first one, each with the number of its clause;
    codes; what the database looks for inside words, where it is the database that found; and the
    beginning of a word that is still being typed."""

    rows: dict[str, list[tuple[tuple[str, ...], int]]]
    codes: tuple[tuple[str, int], ...]
    inside: re.Pattern[str] | None = None
    begun: re.Pattern[str] | None = None


@dataclass(frozen=True)
class Span:
    """A place in a text that is to be marked, and the number of the clause that it answers."""

    begins: int
    ends: int
    clause: int


@dataclass(frozen=True)
class Passage:
    """A piece of a text: `where` names the text, `clauses` counts what of the search is in all of it."""

    where: str
    text: str
    clauses: int


def wanted_of(clauses: Sequence[Clause], inside: re.Pattern[str] | None = None) -> Wanted:
    """What `clauses` look for in texts of any language."""
    rows: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, clause in enumerate(clauses):
        for row in clause.rows:
            rows.setdefault(row[0], []).append((row, number))
    codes = tuple((code, number) for number, clause in enumerate(clauses) for code in clause.codes)
    return Wanted(rows, codes, inside)


def begun_of(clauses: Sequence[Clause], last: str) -> Wanted:
    """The same while the `last` word is still being typed."""
    begun = re.compile(rf"(?<!\w){re.escape(last)}", re.IGNORECASE)
    return replace(wanted_of(clauses), begun=begun)


def text_of(html: str) -> str:
    """The words of rendered HTML in one line. What comes of it is escaped before it is shown."""
    return " ".join(unescape(_TAG.sub(" ", html[: TEXT_LENGTH * 3])).split())[:TEXT_LENGTH]


def spans_in(text: str, language: str, wanted: Wanted) -> list[Span]:
    """All places of `text` that answer what is wanted, in their order; they may overlap."""
    places = [(match.start(), match.end()) for match in WORD.finditer(text)]
    stems = [_stem(text[begins:ends], language) for begins, ends in places]
    found = []
    for at, stem in enumerate(stems):
        for row, clause in wanted.rows.get(stem, ()):
            last = at + len(row) - 1
            if last < len(stems) and (len(row) == 1 or tuple(stems[at : last + 1]) == row):
                found.append(Span(places[at][0], places[last][1], clause))
    found += _codes_in(text, wanted)
    if wanted.begun is not None:
        found += (Span(m.start(), m.end(), 0) for m in wanted.begun.finditer(text))
    if not found and wanted.inside is not None:
        found = [Span(match.start(), match.end(), 0) for match in wanted.inside.finditer(text)]
    return sorted(found, key=lambda span: (span.begins, -span.ends))


def _codes_in(text: str, wanted: Wanted) -> Iterable[Span]:
    small = text.lower() if wanted.codes else ""
    if len(small) != len(text):
        return  # Letters that grow when they are made small would shift the places.
    for code, clause in wanted.codes:
        at = small.find(code)
        while at >= 0:
            if at == 0 or not small[at - 1].isalnum() or small[at - 1] == "v":
                yield Span(at, at + len(code), clause)
            at = small.find(code, at + len(code))


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    stems = stems_in(word, language)
    return stems[0] if stems else ""


def marked(text: str, language: str, wanted: Wanted) -> SafeString:
    """`text` escaped, with <mark> around what is wanted in it."""
    pieces: list[str] = []
    end = 0
    for span in spans_in(text, language, wanted):
        if span.begins >= end:
            found = escape(text[span.begins : span.ends])
            pieces += (escape(text[end : span.begins]), "<mark>", found, "</mark>")
            end = span.ends
    return mark_safe("".join([*pieces, escape(text[end:])]))


def passage_of(texts: Iterable[tuple[str, str]], language: str, wanted: Wanted) -> Passage | None:
    """The best piece of `texts` (name and text of each): of the text that answers most, the first of
    those. None where nothing is found."""
    best, most = ("", ""), 0
    for name, text in texts:
        clauses = _clauses_in(text, language, wanted)
        if clauses > most:
            best, most = (name, text), clauses
    spans = spans_in(best[1], language, wanted)
    if not spans:
        return None
    return Passage(best[0], _cut(best[1], _densest(spans)), most)


def _clauses_in(text: str, language: str, wanted: Wanted) -> int:
    """How many clauses a text may answer: quick, and taking phrases for their words."""
    stems, small = set(stems_in(text, language)), text.lower()
    found = {number for code, number in wanted.codes if code in small}
    for stem in stems & wanted.rows.keys():
        found |= {number for row, number in wanted.rows[stem] if stems.issuperset(row)}
    if not found and wanted.inside is not None and wanted.inside.search(text):
        return 1
    return len(found)


def _densest(spans: Sequence[Span]) -> int:
    """Where the window begins that answers most clauses, the first of those."""

    def answered(first: Span) -> int:
        until = first.begins + PASSAGE_LENGTH - BEFORE
        return len({span.clause for span in spans if first.begins <= span.begins < until})

    # Of a text that holds a word a hundred times the first places tell enough.
    return max(spans[:60], key=answered).begins


def _cut(text: str, at: int) -> str:
    """PASSAGE_LENGTH characters around a place, without the halves of words at the ends."""
    begins = max(0, at - BEFORE)
    piece = text[begins : begins + PASSAGE_LENGTH]
    if begins:
        piece = (
            "…" + piece.partition(" ")[2]
            if " " in text[begins:at]
            else "…" + text[at:][: len(piece)]
        )
    if begins + PASSAGE_LENGTH < len(text):
        piece = f"{piece.rpartition(' ')[0] or piece}…"
    return " ".join(_TYPED_TAG.sub("", piece).split())

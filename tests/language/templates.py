"""Finds words in templates that no translator will ever see."""

import re
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

# Attributes that are read out or shown. `content` only of the metas below.
SHOWN = frozenset(
    {"title", "alt", "placeholder", "aria-label", "aria-description", "label", "summary"}
)
SHOWN_METAS = frozenset({"description", "og:title", "og:description"})
NOT_SHOWN = frozenset({"script", "style"})
LITERAL = re.compile(r"""(?<![\w(])("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
# Filters whose literal is shown when a value is missing or chosen by it.
SPEAKING = re.compile(
    r"""\|\s*(?:default|default_if_none|yesno|pluralize|add)\s*:\s*("[^"]*"|'[^']*')"""
)
COUNTS = re.compile(r"\bwith\s+(?:.*\s)?(?:n|count|number|total)=")


def has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


class _Shown(HTMLParser):
    """Text and attributes that a reader meets, with their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_SHOWN:
            self.inside.append(tag)
        kinds = dict(attrs)
        for name, value in attrs:
            if value and has_letters(value) and self._is_shown(tag, name, value, kinds):
                self._add(value)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside and has_letters(data):
            self._add(data)

    def _is_shown(self, tag: str, name: str, value: str, kinds: dict[str, str | None]) -> bool:
        if name == "content":
            return tag == "meta" and (kinds.get("name") or kinds.get("property")) in SHOWN_METAS
        if name == "value":
            return tag == "input" and kinds.get("type") in ("submit", "button", "reset")
        # What a script says to people stands in data attributes; a name of a thing has no space.
        return name in SHOWN or (name.startswith("data-") and " " in value.strip())

    def _add(self, text: str) -> None:
        self.found.append((self.getpos()[0], " ".join(text.split())))


def bare_words(source: str, *, is_html: bool = True) -> list[tuple[int, str]]:
    """Words of a template that are not marked for translation: line and text.

    Comments, variables and translated blocks are blanked first, line by line, so that the
    positions stay. Also named: literals that a tag or a filter would show.
    """
    kept, spoken = [], []
    skipping = ""
    for token in Lexer(source).tokenize():
        if skipping:
            kept.append("\n" * token.contents.count("\n"))
            if token.token_type is TokenType.BLOCK and token.contents == skipping:
                skipping = ""
            continue
        if token.token_type is TokenType.TEXT:
            kept.append(token.contents)
            continue
        kept.append("\n" * token.contents.count("\n"))
        if token.token_type is TokenType.BLOCK:
            skipping = _end_of(token)
        spoken += _literals(token)
    text = "".join(kept)
    return sorted(spoken + (_shown(text) if is_html else _lines(text)))


def _end_of(token: Token) -> str:
    name = token.contents.split()[0]
    return f"end{name}" if name in ("comment", "blocktranslate", "blocktrans") else ""


def _shown(text: str) -> list[tuple[int, str]]:
    parser = _Shown()
    parser.feed(text)
    parser.close()
    return parser.found


def _lines(text: str) -> list[tuple[int, str]]:
    lines = enumerate(text.splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if has_letters(line)]


def _literals(token: Token) -> list[tuple[int, str]]:
    line, words = token.lineno or 0, token.contents
    if token.token_type is TokenType.VAR:
        found = SPEAKING.findall(words)
    elif token.token_type is TokenType.BLOCK and words.split()[0] in ("firstof", "cycle"):
        found = LITERAL.findall(words)
    elif token.token_type is TokenType.BLOCK and words.split()[0] in ("include", "with"):
        # Words begin with a capital or have spaces; names of things (classes, files) do neither.
        literals = LITERAL.findall(words.partition(" with ")[2] or words)
        found = [text for text in literals if re.match(r"[A-Z]|\S+\s\S", text[1:-1])]
    else:
        found = []
    return [(line, text[1:-1]) for text in found if has_letters(text)]


def counts_without_plural(source: str) -> list[int]:
    """Lines of translated blocks that name a number but have no plural form."""
    faults, begin, has_plural = [], None, False
    for token in Lexer(source).tokenize():
        if token.token_type is not TokenType.BLOCK:
            continue
        name, *rest = token.contents.split()
        if name in ("blocktranslate", "blocktrans"):
            needs = "count" in rest or COUNTS.search(token.contents)
            begin, has_plural = ((token.lineno or 0) if needs else None), False
        elif name == "plural":
            has_plural = True
        elif name in ("endblocktranslate", "endblocktrans"):
            if begin is not None and not has_plural:
                faults.append(begin)
            begin = None
    return faults

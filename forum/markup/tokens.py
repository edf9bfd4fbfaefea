"""HTML read as a flat run of tags and texts, in one linear pass.

It follows the HTML standard's tokenizer closely enough for real bodies, with two differences:
what the standard would swallow up to the end of the text (an unclosed comment or tag) stays
as text, and script and style go with their content. It decides nothing about safety: whatever
it returns is escaped again by `tidy` and judged by the sanitiser.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Final, NamedTuple

from forum.markup.source import readable, without_signs

_TAG_NAME: Final = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*(?:(?P<end>>)|(?P<name>[^\s/>][^\s/>=]*)"""
    r"""(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s>"'][^\s>]*))?)?)"""
)
_COMMENT_END: Final = re.compile(r"--!?>")
_HIDDEN_END: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style")
}
_REFERENCE: Final = re.compile(
    r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)"
)
_REFERENCE_IN_ATTRIBUTE: Final = re.compile(
    r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};)"
)


class Text(NamedTuple):
    """A run of text, character references resolved; as readable as the source was."""

    data: str


class Start(NamedTuple):
    """A start tag; `attributes` has the first value of each name, lower-case."""

    name: str
    attributes: dict[str, str]


class End(NamedTuple):
    """An end tag."""

    name: str


Token = Text | Start | End


class _Reader:
    """One reading of one text. `lost` remembers what was searched for in vain, so that no search
    to the end of the text is made twice: that keeps hostile input linear."""

    def __init__(self, html: str, text_cap: int) -> None:
        self.html = html
        self.text_cap = text_cap
        self.lost: set[str] = set()

    def tokens(self) -> Iterator[Token]:
        html, done, look = self.html, 0, 0
        while (at := html.find("<", look)) >= 0:
            found, end = self._markup(at)
            if end == at:
                look = at + 1
                continue
            if done < at:
                yield self._text(done, at)
            if found is not None:
                yield found
            done = look = end
        if done < len(html):
            yield self._text(done, len(html))

    def _text(self, begin: int, end: int) -> Text:
        return Text(_resolve(self.html[begin : min(end, begin + self.text_cap)]))

    def _markup(self, at: int) -> tuple[Token | None, int]:
        """Return what begins with the `<` at `at` and where it ends; (None, at) for plain text."""
        sign = self.html[at + 1 : at + 2]
        if sign == "/":
            return self._end_tag(at)
        if sign == "!" or sign == "?":
            return None, self._comment(at)
        name = _TAG_NAME.match(self.html, at + 1)
        if name is None:
            return None, at
        return self._start_tag(at, name.group().lower(), name.end())

    def _end_tag(self, at: int) -> tuple[Token | None, int]:
        name = _TAG_NAME.match(self.html, at + 2)
        if name is None and self.html[at + 2 : at + 3] in ("", " ", "\n", "\t"):
            return None, at
        end = self._find(">", at + 2)
        if end < 0:
            return None, at
        return (End(name.group().lower()) if name else None), end + 1

    def _comment(self, at: int) -> int:
        if not self.html.startswith("<!--", at):
            end = self._find(">", at + 2)
            return end + 1 if end >= 0 else at
        for short in ("<!-->", "<!--->"):
            if self.html.startswith(short, at):
                return at + len(short)
        if "-->" in self.lost:
            return at
        end_mark = _COMMENT_END.search(self.html, at + 4)
        if end_mark is None:
            self.lost.add("-->")
            return at
        return end_mark.end()

    def _start_tag(self, at: int, name: str, end: int) -> tuple[Token | None, int]:
        attributes: dict[str, str] = {}
        if "tag" in self.lost:
            close = self._find(">", end)
            return (Start(name, attributes), close + 1) if close >= 0 else (None, at)
        while (part := _ATTRIBUTE.match(self.html, end)) is not None:
            end = part.end()
            if part["end"]:
                return self._after(name, attributes, end)
            value = part["double"] or part["single"] or part["bare"] or ""
            attributes.setdefault(part["name"].lower(), _resolve_in_attribute(value))
        self.lost.add("tag")
        return self._start_tag(at, name, at + 1 + len(name))

    def _after(self, name: str, attributes: dict[str, str], end: int) -> tuple[Token | None, int]:
        if name in _HIDDEN_END and name not in self.lost:
            close = _HIDDEN_END[name].search(self.html, end)
            if close is not None:
                return None, close.start()
            self.lost.add(name)
        return Start(name, attributes), end

    def _find(self, what: str, start: int) -> int:
        if what in self.lost:
            return -1
        at = self.html.find(what, start)
        if at < 0:
            self.lost.add(what)
        return at


def tokens(html: str, *, text_cap: int | None = None) -> Iterator[Token]:
    """Read `html` (any text at all) into tags and texts, in order. Never raises.

    `text_cap` is for who wants the beginning of a text only: at most so many characters of the
    source of each run of text are read, the rest of the run is left out.
    """
    return _Reader(html, len(html) if text_cap is None else text_cap).tokens()


def _resolve(text: str) -> str:
    # Only bounded references are handed on: the standard library turns a number of any length
    # into an integer, which takes quadratic time or raises.
    return readable(_REFERENCE.sub(_one, text)) if "&" in text else text


def _resolve_in_attribute(text: str) -> str:
    # A reference may spell one of our private signs, which would become &, < or > at the end.
    return without_signs(_REFERENCE_IN_ATTRIBUTE.sub(_one, text) if "&" in text else text)


def _one(match: re.Match[str]) -> str:
    return unescape(match.group())

"""Lines of text with their marks, and the rich text that Wagtail keeps of them.

Written from an allow-list of seven elements with everything escaped, so that it is clean by the way
it is made; bleach looks at it again when it is shown (blog.rendering.company_text).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import Final

from blog.blocks import TEXT_LENGTH
from blog.conversion.setting import Raw, Target

_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Style:
    """The marks of a run of text. `is_name` says that it names a menu, a button or a key."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    link: Target | None = None
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one style; or a picture between them; or, with neither, the end of a line."""

    text: str = ""
    style: Style = Style()
    picture: Raw | None = None

    @property
    def is_break(self) -> bool:
        return not self.text and self.picture is None


BREAK: Final = Run()


@dataclass(slots=True)
class Line:
    """A paragraph."""

    runs: list[Run]


@dataclass(slots=True)
class Entry:
    """One entry of a list, and the lists under it."""

    runs: list[Run]
    lists: "list[Listing]" = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """A list inside a text."""

    is_ordered: bool
    entries: list[Entry]


@dataclass(slots=True)
class Block:
    """A block that is no text, as StreamField keeps it."""

    type: str
    value: object


@dataclass(slots=True)
class Heading:
    """What begins a part."""

    text: str


@dataclass(slots=True)
class Step:
    """An entry of a numbered list that is no part of a text."""

    pieces: "list[Piece]"


Piece = Line | Listing | Block | Heading | Step


def tidy(runs: Sequence[Run]) -> list[Run]:
    """White space folded as browsers do, neighbours of one style joined, no breaks at the ends."""
    out: list[Run] = []
    spaced = True
    for run in runs:
        if run.is_break:
            _trim(out)
            if out and not out[-1].is_break:
                out.append(run)
            spaced = True
            continue
        text = run.text if run.style.code and "\n" in run.text else _SPACE.sub(" ", run.text)
        text = text[1:] if spaced and text.startswith(" ") else text
        if not text:
            continue
        spaced = text.endswith(" ")
        if out and not out[-1].is_break and out[-1].style == run.style:
            out[-1] = replace(out[-1], text=out[-1].text + text)
        else:
            out.append(replace(run, text=text))
    _trim(out)
    while out and out[-1].is_break:
        out.pop()
        _trim(out)
    return out


def _trim(out: list[Run]) -> None:
    """Take the space off the end of a line."""
    while out and not out[-1].is_break:
        text = out[-1].text.rstrip()
        if text:
            out[-1] = replace(out[-1], text=text)
            return
        out.pop()


def plain(runs: Sequence[Run]) -> str:
    """The words of runs on one line."""
    return " ".join("".join(run.text or " " for run in runs).split())


def paragraph_of(runs: Sequence[Run]) -> Iterator[tuple[str, int]]:
    """Paragraphs as rich text with the length of their words; more than one where they are longer
    than a text may be."""
    runs = tidy(runs)
    if sum(len(run.text) for run in runs) > TEXT_LENGTH:
        words = plain(runs)
        for at in range(0, len(words), TEXT_LENGTH):
            part = words[at : at + TEXT_LENGTH]
            yield f"<p>{escape(part)}</p>", len(part)
    elif runs:
        yield f"<p>{inline(runs)}</p>", sum(len(run.text) for run in runs)


def list_of(listing: Listing) -> tuple[str, int]:
    """A list as rich text with the length of its words."""
    tag = "ol" if listing.is_ordered else "ul"
    entries = [_entry(entry) for entry in listing.entries]
    inside = "".join(html for html, _length in entries)
    length = sum(length for _html, length in entries)
    return (f"<{tag}>{inside}</{tag}>" if inside else ""), length


def _entry(entry: Entry) -> tuple[str, int]:
    runs = tidy(entry.runs)
    under = [list_of(listing) for listing in entry.lists]
    inside = inline(runs) + "".join(html for html, _length in under)
    length = sum(len(run.text) for run in runs) + sum(length for _html, length in under)
    return (f"<li>{inside}</li>" if inside else ""), length


def inline(runs: Sequence[Run]) -> str:
    """Runs as rich text; what one link covers is one link."""
    return "".join(_linked(link, list(group)) for link, group in groupby(runs, _link_of))


def _link_of(run: Run) -> Target | None:
    return run.style.link


def _linked(link: Target | None, runs: list[Run]) -> str:
    inside = "".join("<br/>" if run.is_break else _marked(run) for run in runs)
    if link is None:
        return inside
    if link.page:
        return f'<a linktype="page" id="{link.page}">{inside}</a>'
    return f'<a href="{escape(link.url)}">{inside}</a>'


def _marked(run: Run) -> str:
    text = escape(run.text, quote=False)
    style = run.style
    for tag, is_on in (("code", style.code), ("i", style.italic), ("b", style.bold)):
        text = f"<{tag}>{text}</{tag}>" if is_on else text
    return text

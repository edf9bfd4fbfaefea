"""From a tree of HTML to pieces: lines, lists, headings, steps and blocks, in their order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from blog.blocks import CODE_LENGTH, TITLE_LENGTH
from blog.conversion.lists import listed
from blog.conversion.paths import path_of
from blog.conversion.runs import BREAK, Block, Heading, Line, Piece, Run, Step, Style, plain, tidy
from blog.conversion.setting import Setting, Target
from blog.conversion.tables import table_of
from blog.conversion.tree import BLOCK, LISTS, Node
from blog.enums import Callout
from forum.markup.allowed import safe_url

PAGE_HEADINGS: Final = frozenset({"h1", "h2"})
FORUM_HEADINGS: Final = frozenset({"h3", "h4"})
"""The forum's markup writes h1 to h3 of a text as h3."""

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BOLD: Final = frozenset({"b", "strong"})
_ITALIC: Final = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE: Final = frozenset({"code", "tt", "samp"})
_PRE: Final = frozenset({"pre", "listing", "xmp"})
_FORMS: Final = frozenset({"form", "select", "input", "textarea", "button"})
_FRAMES: Final = frozenset({"iframe", "video", "audio", "embed", "object"})
_SIDES: Final = frozenset({"div", "p", "section", "aside"})
_KINDS: Final = {
    "warning": Callout.WARNING,
    "important": Callout.WARNING,
    "note": Callout.NOTE,
    "tip": Callout.TIP,
}
PLAIN: Final = Style()
_YOUTUBE: Final = re.compile(r"/(?:embed|v)/([\w-]{6,20})")


class Place(Enum):
    """Where a walker is: only at the top does a numbered list give steps and a heading a part."""

    TOP = auto()
    STEP = auto()
    INSIDE = auto()


@dataclass
class Walker:
    """One walk over the children of an element; `done()` gives the pieces. `audience` are the words
    for whom all of it is."""

    setting: Setting
    place: Place = Place.TOP
    audience: str = ""

    def __post_init__(self) -> None:
        self._pieces: list[Piece] = []
        self._runs: list[Run] = []

    def done(self) -> list[Piece]:
        """What was found; the walk is over."""
        self._flush()
        return self._pieces

    def walk(self, nodes: Iterable[Node | str], style: Style = PLAIN) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._runs.append(Run(node, style))
            elif not self.setting.skips(node.attributes):
                self._meet(node, style)

    def _inside(self, node: Node, place: Place, style: Style = PLAIN) -> list[Piece]:
        walker = Walker(self.setting, place, self.audience)
        walker.walk(node.children, style)
        return walker.done()

    def _meet(self, node: Node, style: Style) -> None:
        """An element: whom it is for, then what it is."""
        words = self.setting.only_for(node.attributes)
        if not words or words == self.audience:
            return self._element(node, style)
        if node.name in BLOCK or any(n.name in BLOCK or n.name == "img" for n in node.all()):
            self._for_some(node, style, words)
        else:
            between = (
                [Run(" / ", style)] if self._runs and self._runs[-1].text.endswith(")") else []
            )
            self._runs += between
            self._element(node, style)
            self._runs.append(Run(f" ({words})", style))

    def _for_some(self, node: Node, style: Style, words: str) -> None:
        """A part for some readers: words before it, or, where it is a picture, under that."""
        if node.name in BLOCK:
            self._flush()
        before, self.audience = self.audience, words
        if node.text().strip():
            self._runs.append(Run(f" {words}: ", replace(style, bold=True)))
        self._element(node, style)
        self.audience = before
        if node.name in BLOCK:
            self._flush()

    def _element(self, node: Node, style: Style) -> None:
        name = node.name
        if name in _SIDES and (kinds := node.classes & set(_KINDS)):
            self._callout(node, _KINDS[min(kinds, key=list(_KINDS).index)])
        elif name in LISTS:
            self._list(node)
        elif name in _HEADINGS:
            self._heading(node)
        elif name in _PRE:
            self._code(node.text())
        elif name == "table":
            self._table(node)
        elif name in BLOCK:
            self._flush()
            if name in ("blockquote", "form"):
                self.setting.lose(
                    {"form": "form"}.get(name, "quotation, kept as text"), node.text()
                )
            self.walk(node.children, style)
            self._flush()
        else:
            self._phrase(node, style)

    def _phrase(self, node: Node, style: Style) -> None:
        """An element inside a line."""
        name = node.name
        if name == "br":
            self._runs.append(BREAK)
        elif name == "img":
            self._picture(node)
        elif name in _FRAMES:
            self._film(node)
        elif name in _FORMS:
            self.setting.lose("form", node.text())
            self.walk(node.children, style)
        elif name == "a":
            target = self.setting.link(node.attributes.get("href", ""))
            self.walk(node.children, replace(style, link=target or style.link))
        else:
            self.walk(node.children, _marked(node, style))

    def _flush(self) -> None:
        """End the line. Pictures and ways that stand in it become blocks, in their places."""
        runs, self._runs = self._runs, []
        words: list[Run] = []
        for part in _parts(runs):
            if isinstance(part, Block):
                self._say(words)
                words = []
                self._pieces.append(part)
            elif self.place is not Place.INSIDE and (names := path_of(part)):
                self._say(words)
                words = []
                self._pieces.append(Block("path", names))
            else:
                words += [*part, BREAK]
        self._say(words)

    def _say(self, runs: Sequence[Run]) -> None:
        found = tidy(runs)
        if found:
            self._pieces.append(Line(found))

    def _heading(self, node: Node) -> None:
        self._flush()
        for piece in self._inside(node, Place.INSIDE):
            is_part = self.place is Place.TOP and node.name in self.setting.headings
            if not isinstance(piece, Line):
                self._pieces.append(piece)
            elif is_part and len(plain(piece.runs)) <= TITLE_LENGTH:
                self._pieces.append(Heading(plain(piece.runs)))
            else:
                runs = [replace(run, style=replace(run.style, bold=True)) for run in piece.runs]
                self._pieces.append(Line(runs))

    def _list(self, node: Node) -> None:
        self._flush()
        is_ordered = node.name == "ol"
        children = [c for c in node.children if isinstance(c, Node) or c.strip()]
        entries = [
            c if isinstance(c, Node) and c.name == "li" else Node("li", {}, [c]) for c in children
        ]
        if is_ordered and self.place is Place.TOP:
            steps = [Step(self._inside(entry, Place.STEP)) for entry in entries]
            self._pieces += [step for step in steps if step.pieces]
        else:
            items = [self._inside(entry, Place.INSIDE) for entry in entries]
            self._pieces += listed(is_ordered, items)

    def _callout(self, node: Node, kind: Callout) -> None:
        self._flush()
        self._pieces.append(Block("callout", (kind.value, self._inside(node, Place.INSIDE))))

    def _code(self, text: str) -> None:
        self._flush()
        text = text.strip("\n").rstrip()
        for at in range(0, len(text), CODE_LENGTH):
            if part := text[at : at + CODE_LENGTH].strip("\n").rstrip():
                self._pieces.append(Block("code", {"code": part, "name": ""}))

    def _table(self, node: Node) -> None:
        self._flush()
        read = partial(self._inside, place=Place.INSIDE)
        self._pieces += table_of(node, self.setting, read)

    def _picture(self, node: Node) -> None:
        value = self.setting.picture(node.attributes)
        if value is not None:
            told = {"caption": self.audience} if self.audience else {}
            self._runs.append(Run(picture=value | told))

    def _film(self, node: Node) -> None:
        """A film of YouTube's is a card; another frame becomes a link to what it shows."""
        src = node.attributes.get("src", "").strip()
        url = safe_url(f"https:{src}" if src.startswith("//") else src)
        film = _film_at(url or "")
        if film:
            self._flush()
            title = self.setting.title[:TITLE_LENGTH].strip() or film
            self._pieces.append(Block("video", {"url": film, "title": title, "minutes": None}))
        elif url is not None and url.startswith("http"):
            self.setting.lose("frame, kept as a link", url)
            self._runs.append(Run(url, Style(link=Target(url))))
        else:
            self.setting.lose("frame", src)
        self.walk(node.children)


def _parts(runs: Sequence[Run]) -> Iterable[list[Run] | Block]:
    """Lines and the pictures between them. A picture that is not here and stands inside a sentence
    is a sign that the sentence names: its words stand there in brackets."""
    segment: list[Run] = []
    for run in [*runs, BREAK]:
        if not run.is_break:
            segment.append(run)
            continue
        words: list[Run] = []
        for place, one in enumerate(segment):
            if one.picture is None:
                words.append(one)
            elif _goes_on(segment[place + 1 :]) and not one.picture.get("image"):
                words.append(Run(f"[{one.picture['words']}]"))
            else:
                yield words
                words = []
                value = {name: v for name, v in one.picture.items() if name != "words"}
                yield Block("picture", value)
        yield words
        segment = []


def _goes_on(runs: Sequence[Run]) -> bool:
    return any(run.text.strip() for run in runs)


def _marked(node: Node, style: Style) -> Style:
    """The style inside an inline element. Names of menus, buttons and keys are bold."""
    name, classes = node.name, node.classes
    if name in _BOLD:
        return replace(style, bold=True)
    if name in _ITALIC:
        return replace(style, italic=True)
    if name in _CODE or classes & {"filepath", "pref"}:
        return replace(style, code=True)
    if name == "kbd" or classes & {"menu", "button", "key"}:
        return replace(style, bold=True, is_name=True)
    return style


def _film_at(url: str) -> str:
    """The page of a film of YouTube's whose frame is at `url`; "" for others."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    found = _YOUTUBE.fullmatch(parts.path)
    known = host in ("youtube.com", "youtube-nocookie.com") and found
    return f"https://www.youtube.com/watch?v={found[1]}" if known and found else ""

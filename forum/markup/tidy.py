"""HTML made well-formed, shallow and valid, before the sanitiser sees it.

Unbounded nesting and unclosed tags cost an HTML parser seconds, and what parses differently the
second time is how sanitisers are broken. So every text goes through here first: what comes out is
balanced, at most `MAX_DEPTH` deep, holds allowed elements only and parses to itself. The text of
every element is kept, whatever happens to its tags. This pass is not the guard: the sanitiser is.
"""

from typing import Final

from forum.markup import allowed
from forum.markup.elements import (
    Attributes,
    attributes_of,
    escaped,
    frame_url,
    link_of,
    picture_of,
    start_tag,
)
from forum.markup.pictures import Seen, name_in
from forum.markup.tokens import End, Start, Text, tokens

MAX_DEPTH: Final = 40
"""Open elements at once. Real bodies stay under 15; deeper tags are dropped, their text stays."""

_ROOM: Final = 4
"""Levels kept free for the parts that a list or table cannot do without."""

# fmt: off
_SECTIONS: Final = (
    "address", "article", "aside", "center", "details", "fieldset", "figcaption", "figure",
    "footer", "form", "header", "hgroup", "legend", "main", "nav", "section", "summary",
)
# fmt: on
_RENAMED: Final = {
    "h1": "h3",
    "h2": "h3",
    "strike": "s",
    "tt": "code",
    "menu": "ul",
    "dir": "ul",
    "listing": "pre",
    "xmp": "pre",
} | dict.fromkeys(_SECTIONS, "div")
_LEVELS: Final = {f"h{level}": level for level in range(1, 7)}
_PHRASING_ONLY: Final = allowed.HEADINGS | {"p", "pre"}
_CELLS: Final = frozenset({"td", "th", "caption"})
_IMPLIED: Final = {
    "ul": "li",
    "ol": "li",
    "dl": "dd",
    "table": "tbody",
    "thead": "tr",
    "tbody": "tr",
    "tfoot": "tr",
    "tr": "td",
}
"""Elements that hold nothing but their parts, and the part that is opened for anything else."""

_PARENTS: Final = {
    "li": frozenset({"ul", "ol"}),
    "dd": frozenset({"dl"}),
    "dt": frozenset({"dl"}),
    "caption": frozenset({"table"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "tfoot": frozenset({"table"}),
    "tr": frozenset({"thead", "tbody", "tfoot"}),
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
}
_LIST_LIMITS: Final = frozenset({"ul", "ol", "dl", "table", "blockquote"}) | _CELLS
_TABLE: Final = frozenset({"table"})
_CELL_LIMITS: Final = _TABLE | _CELLS
_END_LIMITS: Final = {
    "li": _CELL_LIMITS | {"ul", "ol"},
    "dd": _CELL_LIMITS | {"dl"},
    "dt": _CELL_LIMITS | {"dl"},
    "table": frozenset(),
} | dict.fromkeys(allowed.TABLE_PARTS, _TABLE)
_QUIET: Final = frozenset({"a", "code", "pre", "kbd", "samp", "var"})
"""Elements in whose text no name is called and no address made a link."""


class Tidier:
    """One text being tidied.

    `out` holds the pieces of the result, `words` the places in `out` of plain text that stands
    outside links and code (where name-calls and links may be made), `pictures` those that members
    brought; `elements` and `attributes`
    count what the sanitiser will have to read.
    """

    def __init__(self, *, foreign: bool, base_url: str | None = None) -> None:
        self.foreign = foreign
        self.base_url = base_url
        self.out: list[str] = []
        self.words: list[tuple[int, str]] = []
        self.pictures: list[Seen] = []
        self.elements = 0
        self.attributes = 0
        self._names: list[str] = []
        self._begins: list[int] = []
        self._skipped: dict[str, int] = {}
        self._said = 0
        self._terms: list[str] = []
        self._headings: list[tuple[int, int, int]] = []
        self._level = 0
        self._link = ""
        self._after_pre = False

    def feed(self, html: str) -> None:
        """Read the whole of `html`; to be called once."""
        for token in tokens(html):
            match token:
                case Text(data):
                    self._text(data)
                case Start(name, attributes):
                    self._start(name, attributes)
                case End(name):
                    self._end(_RENAMED.get(name, name))
        self._close_to(0)
        self._number_headings()

    def _text(self, data: str) -> None:
        if self._after_pre:
            data = data.lstrip("\n")  # a parser drops one line end here, and one more each time
            self._after_pre = not data
        if not data:
            return
        if not data.isspace():
            self._make_flow()
            if _QUIET.isdisjoint(self._names):
                self.words.append((len(self.out), data))
            self._said = len(self.out) + 1
        self.out.append(escaped(data))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = _RENAMED.get(name, name)
        if tag == "img":
            self._picture(attributes)
        elif tag == "a":
            self._open_link(link_of(attributes, foreign=self.foreign, base_url=self.base_url))
        elif tag == "iframe":
            self._words_with_link(*frame_url(attributes))
        elif tag in allowed.TAGS:
            kept = attributes_of(tag, attributes, foreign=self.foreign)
            if (tag == "span" and not kept) or not self._make_room(tag):
                self._skipped[tag] = self._skipped.get(tag, 0) + 1
                return
            if tag in allowed.HEADINGS:
                self._level = _LEVELS[name]
            self._push(tag, kept)

    def _push(self, tag: str, attributes: Attributes = ()) -> None:
        self.elements += 1
        self.attributes += len(attributes)
        if tag not in allowed.VOID:
            self._names.append(tag)
            self._begins.append(len(self.out))
        if tag in ("dl", "dt", "dd"):
            self._note_term(tag)
        self._after_pre = tag == "pre"
        self.out.append(start_tag(tag, attributes))

    def _open_link(self, attributes: Attributes) -> bool:
        """Open a link unless it leads nowhere; a link that is open ends where the next begins."""
        if not attributes:
            return False
        self._end("a")
        if "a" in self._names or not self._make_room("a"):
            return False
        self._link = attributes[0][1]
        self._push("a", attributes)
        return True

    def _picture(self, attributes: dict[str, str]) -> None:
        picture = picture_of(attributes, base_url=self.base_url, foreign=self.foreign)
        if not picture.src:
            self._words_with_link(picture.words, picture.link)
        elif self._make_room("img"):
            if (name := name_in(picture.src)) is not None:
                linked = "a" in self._names
                self.pictures.append(Seen(name, picture.words, len(self.out), linked))
            self._push("img", picture.attributes())
            self._said = len(self.out) if picture.words else self._said

    def _words_with_link(self, words: str, link: Attributes) -> None:
        """Write `words` inside a link of their own, or bare when they stand in a link already."""
        if "a" not in self._names and self._open_link(link):
            self._text(words)
            self._end("a")
        else:
            self._text(words)

    def _make_room(self, tag: str) -> bool:
        """Open and close what must be for `tag` to stand here; False when it cannot."""
        if tag in allowed.TABLE_PARTS:
            return self._make_table_room(tag)
        if tag in allowed.BLOCK and "pre" in self._names:
            return False
        if tag in _PARENTS:
            return self._make_list_room(tag)
        if tag in allowed.BLOCK:
            self._close_phrasing()
        self._make_flow()
        return len(self._names) < MAX_DEPTH - _ROOM

    def _make_flow(self) -> None:
        while self._names and (part := _IMPLIED.get(self._names[-1])):
            self._push(part)

    def _close_phrasing(self) -> None:
        for index in range(len(self._names) - 1, -1, -1):
            if self._names[index] in _PHRASING_ONLY:
                return self._close_to(index)
            if self._names[index] in allowed.BLOCK:
                return None
        return None

    def _make_list_room(self, tag: str) -> bool:
        index = self._nearest(_LIST_LIMITS)
        if index >= 0 and self._names[index] in _PARENTS[tag]:
            self._close_to(index + 1)
            return True
        parent = "ul" if tag == "li" else "dl"
        if not self._make_room(parent):
            return False
        self._push(parent)
        return True

    def _make_table_room(self, tag: str) -> bool:
        table = self._nearest(_TABLE)
        if table < 0:
            return False
        self._close_to(max(table, self._nearest(_PARENTS[tag])) + 1)
        while self._names[-1] not in _PARENTS[tag]:
            self._push(_IMPLIED[self._names[-1]])
        return True

    def _nearest(self, tags: frozenset[str]) -> int:
        for index in range(len(self._names) - 1, -1, -1):
            if self._names[index] in tags:
                return index
        return -1

    def _end(self, tag: str) -> None:
        if tag not in allowed.TAGS:
            return
        if self._skipped.get(tag):
            self._skipped[tag] -= 1
            return
        limits = _END_LIMITS.get(tag, _CELL_LIMITS)
        for index in range(len(self._names) - 1, -1, -1):
            name = self._names[index]
            if name == tag or (name in allowed.HEADINGS and tag in allowed.HEADINGS):
                return self._close_to(index)
            if name in limits:
                return None
        return None

    def _close_to(self, depth: int) -> None:
        """Close the elements from the innermost to the one at `depth`."""
        while len(self._names) > depth:
            tag, begin = self._names.pop(), self._begins.pop()
            silent = self._said <= begin
            self._after_pre = False
            if silent and tag in allowed.HEADINGS:
                del self.out[begin:]
                continue
            if silent and tag == "a":
                self.out.append(escaped(self._link))
                self._said = len(self.out)
            if silent and tag == "th":  # an empty header cell would name its column nothing
                self.out[begin] = self.out[begin].replace("<th", "<td", 1)
                tag = "td"
            if tag == "dl":
                self._complete_terms(begin)
            if tag in allowed.HEADINGS:
                self._headings.append((begin, len(self.out), self._level))
            self.out.append(f"</{tag}>")

    def _note_term(self, tag: str) -> None:
        """Keep in mind whether the innermost dl has a dt with a dd after it."""
        if tag == "dl":
            self._terms.append("")
        elif self._terms[-1] != "complete":
            self._terms[-1] = "complete" if (self._terms[-1], tag) == ("dt", "dd") else tag

    def _complete_terms(self, begin: int) -> None:
        """Add the half that a list of terms lacks: imports have lists of dt or dd alone."""
        seen = self._terms.pop()
        if seen == "dt":
            self.out.append("<dd></dd>")
        elif seen == "dd":
            self.out[begin] += "<dt></dt>"

    def _number_headings(self) -> None:
        """Give the headings that stayed levels from h3 down, none left out between two.

        The page above has h1 and h2 of its own; a skipped level would break its outline.
        """
        above: list[int] = []
        for begin, end, level in self._headings:
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            name = f"h{min(2 + len(above), 6)}"
            self.out[begin], self.out[end] = f"<{name}>", f"</{name}>"

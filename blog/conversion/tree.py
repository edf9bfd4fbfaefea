"""HTML read into a tree: balanced, shallow, and in linear time whatever comes in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from forum.markup.source import readable, without_signs
from forum.markup.tokens import End, Start, Text, tokens

MAX_DEPTH: Final = 40
"""Open elements at once; the tags of what is deeper are dropped, its text stays."""

# fmt: off
VOID: Final = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
    "track", "wbr",
})
LISTS: Final = frozenset({"ol", "ul"})
BLOCK: Final = LISTS | frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "li", "main", "nav", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "caption",
})
# fmt: on
# What the start of one of these ends, unless one of the limits stands between.
_ENDS: Final = {
    "li": (frozenset({"li"}), LISTS | {"td", "th"}),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "td", "th"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "td", "th"})),
    "tr": (frozenset({"tr", "caption"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "tbody": (frozenset({"thead", "tbody", "caption"}), frozenset({"table"})),
}
_P: Final = frozenset({"p"})


@dataclass(slots=True)
class Node:
    """An element; `children` are elements and texts in order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "")[:200].split())

    def all(self) -> "Iterator[Node]":
        """Every element in this one, in the order in which they begin."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.all()

    def text(self) -> str:
        """All its words, white space as it stands."""
        return "".join(c if isinstance(c, str) else c.text() for c in self.children)


def tree_of(html: str) -> Node:
    """Read `html`, any text at all. Never raises; scripts and styles are gone."""
    root = Node("")
    stack = [root]
    for token in tokens(without_signs(readable(html))):
        match token:
            case Text(data):
                stack[-1].children.append(data)
            case Start(name, attributes):
                _start(stack, name, attributes)
            case End(name):
                _end(stack, name)
    return root


def _start(stack: list[Node], name: str, attributes: dict[str, str]) -> None:
    if name in BLOCK:
        _close(stack, _P, BLOCK - _P)
    if name in _ENDS:
        _close(stack, *_ENDS[name])
    node = Node(name, attributes)
    if name in VOID:
        stack[-1].children.append(node)
    elif len(stack) < MAX_DEPTH:
        stack[-1].children.append(node)
        stack.append(node)


def _end(stack: list[Node], name: str) -> None:
    # An end that belongs to nothing inside a cell does not end the table around it.
    limits = frozenset() if name in ("table", "tbody", "thead", "tr") else frozenset({"td", "th"})
    _close(stack, frozenset({name}), limits - {name})


def _close(stack: list[Node], names: frozenset[str], limits: frozenset[str]) -> None:
    """End the innermost open element of `names`, unless one of `limits` is open inside it."""
    for index in range(len(stack) - 1, 0, -1):
        if stack[index].name in names:
            del stack[index:]
            return
        if stack[index].name in limits:
            return

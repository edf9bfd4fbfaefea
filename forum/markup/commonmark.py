"""Markdown to HTML: CommonMark with tables and strike-through, raw HTML shown as text."""

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from forum.markup import costs
from forum.markup.code import Colours
from forum.markup.source import PLAIN

_NESTING: Final = 20
"""Levels of quotes and lists; the parser leaves out what is deeper, so such a text is refused
here and shown as written instead."""


class TooCostly(Exception):
    """Rendering this text would cost more than its budget, or lose some of it."""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": _NESTING})
    parser.enable(["table", "strikethrough"])
    # Addresses are judged by the allow-list; a refused one here would leave its syntax as text.
    setattr(parser, "validateLink", _any_link)  # noqa: B010 - the documented way, not typed
    parser.core.ruler.before("text_join", "plain_signs", _mark_plain_signs)
    return parser


def _mark_plain_signs(state: StateCore) -> None:
    """An @ or # behind a backslash stays a sign: `words` makes no link of it."""
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text_special" and child.content in ("@", "#"):
                child.content = PLAIN + child.content


def _any_link(_url: str) -> bool:
    return True


_PARSER: Final = _parser()


def to_html(source: str) -> str:
    """Return `source` (already `readable`) as HTML, neither tidied nor sanitised.

    Raises TooCostly when the estimated cost is over the budget for its length.
    """
    if costs.of_markdown(source) > costs.budget(len(source)):
        raise TooCostly
    tokens = _PARSER.parse(source)
    if _deepest(tokens) >= _NESTING or _expansion(tokens) > costs.EXPANSION_CAP:
        raise TooCostly
    options = OptionsDict({**_PARSER.options, "highlight": Colours()})  # type: ignore[typeddict-item]
    return str(_PARSER.renderer.render(tokens, options, {}))


def _deepest(tokens: list[Token]) -> int:
    return max((token.level + max(token.nesting, 0) for token in tokens), default=0)


def _expansion(tokens: list[Token]) -> int:
    """Return the characters of attributes: a long address defined once may be used often."""
    return sum(
        len(str(value))
        for token in tokens
        for child in token.children or ()
        for value in child.attrs.values()
    )

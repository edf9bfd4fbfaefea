"""Coloured code: Pygments for the languages of a support forum, within a budget.

No language is ever guessed. Pygments' lexers are long lists of regular expressions, some of them
slow on hostile text, so only those listed here are used (the tests try each with hostile text)
and a text has a budget of characters and of spans; code past it stays uncoloured.
"""

from functools import lru_cache
from html import escape
from typing import Any, Final

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Token
from pygments.util import ClassNotFound

CHARACTER_BUDGET: Final = 4_000
"""Characters of code that are coloured in one text."""

LINE_CAP: Final = 200
"""Characters of a line; a piece of code with a longer one stays plain (lexers backtrack in it)."""

SPAN_BUDGET: Final = 500
"""Spans written in one text: each costs the sanitiser 0.1 ms."""

# fmt: off
LANGUAGES: Final = frozenset({
    "bash", "bat", "c", "cpp", "css", "diff", "dockerfile", "go", "html", "ini", "javascript",
    "json", "kotlin", "lua", "nginx", "php", "powershell", "python", "ruby", "rust", "sql",
    "swift", "toml", "typescript", "xml", "yaml",
})
# fmt: on
ALIASES: Final = {
    # Pygments' lexers for these two take time with the square of the text; C++ looks the same.
    "csharp": "cpp",
    "java": "cpp",
    "c#": "cpp",
    "c++": "cpp",
    "console": "bash",
    "cs": "cpp",
    "docker": "dockerfile",
    "golang": "go",
    "js": "javascript",
    "ps1": "powershell",
    "py": "python",
    "py3": "python",
    "python3": "python",
    "rb": "ruby",
    "rs": "rust",
    "sh": "bash",
    "shell": "bash",
    "ts": "typescript",
    "yml": "yaml",
    "zsh": "bash",
}
_CLASSES: Final = {
    Token.Comment: "c",
    Token.Generic.Deleted: "gd",
    Token.Generic.Inserted: "gi",
    Token.Generic.Prompt: "gp",
    Token.Keyword: "k",
    Token.Literal.Number: "m",
    Token.Name.Attribute: "na",
    Token.Name.Class: "nf",
    Token.Name.Function: "nf",
    Token.Name.Tag: "nt",
    Token.Literal.String: "s",
}


class Colours:
    """Colours the pieces of code of one text, as long as the budget lasts."""

    def __init__(self) -> None:
        self.characters = CHARACTER_BUDGET
        self.spans = SPAN_BUDGET

    def __call__(self, code: str, language: str, _attributes: str) -> str:
        """Return `code` as HTML with spans, or "" to have it written plainly."""
        name = language.lower()
        name = ALIASES.get(name, name)
        if name not in LANGUAGES or len(code) > self.characters:
            return ""
        if max(map(len, code.split("\n"))) > LINE_CAP:
            return ""
        self.characters -= len(code)
        lexer = _lexer_class(name)
        return "" if lexer is None else self._spans(lexer(stripnl=False, ensurenl=False), code)

    def _spans(self, lexer: Lexer, code: str) -> str:
        pieces: list[str] = []
        left, last = self.spans, ""
        for kind, text in lexer.get_tokens(code):
            css_class = _class_of(kind)
            if css_class != last or not css_class:
                pieces.append("</span>" if last else "")
                pieces.append(f'<span class="{css_class}">' if css_class else "")
                left -= bool(css_class)
                last = css_class
            if left < 0:
                return ""
            pieces.append(escape(text, quote=False))
        self.spans = left
        return "".join(pieces) + ("</span>" if last else "")


@lru_cache(maxsize=64)
def _lexer_class(name: str) -> Any:
    try:
        return find_lexer_class_by_name(name)
    except ClassNotFound:  # a newer Pygments may drop one
        return None


@lru_cache(maxsize=512)
def _class_of(kind: Any) -> str:
    while kind is not None:
        if kind in _CLASSES:
            return _CLASSES[kind]
        kind = kind.parent
    return ""

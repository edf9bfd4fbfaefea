"""Other shapes of a rendered text: an excerpt for lists, Markdown for editing."""

import re
from typing import Any, Final

from markdownify import MarkdownConverter

from forum.markup import allowed
from forum.markup.source import readable
from forum.markup.tokens import Text, tokens

REFERENCE_LENGTH: Final = 8
"""Characters of the longest reference in rendered HTML (`&#160;` and kin); most take five."""

_BOXES: Final = re.compile(r"(<pre[ >].*?</pre>)", re.DOTALL)
_BLANKS: Final = re.compile(r"[ \t\n]{2,}")
_BREAKS: Final = allowed.BLOCK | {"br", "h1", "h2"}


def plain_of(html: str, *, enough: int | None = None) -> str:
    """Return the text of `html`, a line end between blocks; stops past `enough` characters."""
    pieces: list[str] = []
    length = 0
    text_cap = None if enough is None else (enough + 1) * REFERENCE_LENGTH
    for token in tokens(html, text_cap=text_cap):
        if isinstance(token, Text):
            pieces.append(readable(token.data))
            length += len(pieces[-1])
            if enough is not None and length > enough:
                break
        elif token.name in _BREAKS and not (pieces and pieces[-1].endswith("\n")):
            pieces.append("\n")
    return "".join(pieces).strip("\n")


def gist_of(html: str, *, limit: int = 200) -> str:
    """Return the first `limit` characters of the text of `html`, on one line.

    The result is plain text, not HTML: it must be escaped where it is shown, as templates do.
    It is cut between two words where that is possible, and then ends with an ellipsis.
    """
    # Only white space, which is folded, may make a text shorter than what was read of it.
    head = " ".join(plain_of(html, enough=limit * 10).split())
    if len(head) <= limit:
        return head
    cut = head[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return f"{(at_word if len(at_word) > limit // 2 else cut).rstrip(' ,;:.-')}…"


class _Converter(MarkdownConverter):
    """markdownify, with this house's links and pictures turned back into what was written."""

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        css_class = " ".join(el.get("class") or ())
        if css_class in ("name-call", "thread-link"):
            return text
        link: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc]
        return f"!{link}" if css_class == "remote-image" and link.startswith("[") else link


def to_markdown_of(clean_html: str) -> str:
    """Return `clean_html` (from the sanitiser) as Markdown source."""
    converter = _Converter(
        heading_style="atx",
        bullets="-",
        escape_misc=True,
        autolinks=False,
        code_language_callback=_language,
    )
    # markdownify takes time with the square of a run of blanks; only boxes of code show them.
    pieces = _BOXES.split(clean_html)
    pieces[::2] = [_BLANKS.sub(_one_blank, piece) for piece in pieces[::2]]
    return readable(str(converter.convert(f"<div>{''.join(pieces)}</div>"))).strip("\n") + "\n"


def _one_blank(run: re.Match[str]) -> str:
    return "\n" if "\n" in run.group() else " "


def _language(element: Any) -> str:
    code = element.find("code")
    for value in (code.get("class") or ()) if code else ():
        if value.startswith("language-"):
            return str(value.removeprefix("language-"))
    return ""

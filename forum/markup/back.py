"""The way back: rendered HTML as Markdown, for an author who edits an imported text."""

import re
from typing import Any, Final

from markdownify import MarkdownConverter

from forum.markup.source import readable
from forum.markup.words import spelt_plainly

_BOXES: Final = re.compile(r"(<pre[ >].*?</pre>)", re.DOTALL)
_BLANKS: Final = re.compile(r"[ \t\n]{2,}")
_SEAMS: Final = re.compile(r"</(b|strong|i|em|s|del)><\1>")
_FENCES: Final = re.compile(r"`{3,}")
_BARE_PIPE: Final = re.compile(r"(?<!\\)\|")
_TAIL: Final = re.compile(r"[^\w\s]+\Z")


class _Converter(MarkdownConverter):
    """markdownify, with this house's links and pictures turned back into what was written, and
    without what would lose words or marks when the Markdown is read again."""

    def escape(self, text: str, parent_tags: Any) -> str:
        """What calls nobody and links nothing in the original shall not do so afterwards."""
        return spelt_plainly(str(super().escape(text, parent_tags)))  # type: ignore[misc]

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        css_class = " ".join(el.get("class") or ())
        if css_class in ("name-call", "thread-link"):
            return text.replace("\\", "", 1)
        if el.get("href"):
            el["href"] = el["href"].replace("(", "%28").replace(")", "%29")
        link: str = super().convert_a(el, text, parent_tags)  # type: ignore[misc]
        return f"!{link}" if css_class == "remote-image" and link.startswith("[") else link

    def convert_pre(self, el: Any, text: str, parent_tags: Any) -> str:
        """A fence longer than any in the box, which would end it."""
        box = str(super().convert_pre(el, text, parent_tags))  # type: ignore[misc]
        longest = max(map(len, _FENCES.findall(text)), default=2)
        fence = "`" * max(3, longest + 1)
        head, tail = box.find("```"), box.rfind("```")
        if head == tail:
            return box
        return f"{box[:head]}{fence}{box[head + 3 : tail]}{fence}{box[tail + 3 :]}"

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_td(el, _without_pipes(text), parent_tags))  # type: ignore[misc]

    def convert_th(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_th(el, _without_pipes(text), parent_tags))  # type: ignore[misc]

    def convert_b(self, el: Any, text: str, parent_tags: Any) -> str:
        """Bold that ends in a sign before a letter is no bold in Markdown (CommonMark 6.2, a
        right-flanking run): the sign stands outside then."""
        marked = str(super().convert_b(el, text, parent_tags))  # type: ignore[misc]
        sign = _TAIL.search(text.rstrip())
        after = str(el.next_sibling or "")[:1]
        if sign is None or not after.isalnum() or "`" in text or sign.start() == 0:
            return marked
        words = text.rstrip()[: sign.start()]
        return str(super().convert_b(el, words, parent_tags)) + sign.group()  # type: ignore[misc]

    convert_strong = convert_b


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
    pieces = _BOXES.split(_SEAMS.sub("", clean_html))
    pieces[::2] = [_BLANKS.sub(_one_blank, piece) for piece in pieces[::2]]
    return readable(str(converter.convert(f"<div>{''.join(pieces)}</div>"))).strip("\n") + "\n"


def _without_pipes(text: str) -> str:
    return _BARE_PIPE.sub(r"\\|", text)


def _one_blank(run: re.Match[str]) -> str:
    return "\n" if "\n" in run.group() else " "


def _language(element: Any) -> str:
    code = element.find("code")
    for value in (code.get("class") or ()) if code else ():
        if value.startswith("language-"):
            return str(value.removeprefix("language-"))
    return ""

"""Source text: what is taken out before anything reads it, and how long it may be."""

import re
from typing import Final

MEMBER_CAP: Final = 10_000
"""Characters of a member's text."""

IMPORT_CAP: Final = 100_000
"""Characters of an imported text or a how-to; the longest real ones known have 56,000."""

AMP, LESS, MORE = "\U0010fff0", "\U0010fff1", "\U0010fff2"
"""Private characters that stand for &, < and > while the sanitiser works (see `last_word`)."""

PLAIN: Final = "\U0010fff3"
"""Another, before an @ or # that was written with a backslash: it calls nobody, links nothing."""

_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # bidirectional embeddings, overrides and isolates
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff"  # surrogates, marks, not characters
    f"{AMP}{LESS}{MORE}]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SIGNS: Final = str.maketrans("", "", f"{AMP}{LESS}{MORE}{PLAIN}")


class TextTooLong(ValueError):
    """A text has more characters than its cap; it is refused whole and never cut."""

    def __init__(self, length: int, cap: int) -> None:
        super().__init__(f"too long: {length} characters, the cap is {cap}")
        self.length = length
        self.cap = cap


def readable(text: str) -> str:
    """Return `text` with one kind of line end and without what no reader can see.

    Controls, bidirectional overrides (which make text read otherwise than it is stored), lone
    surrogates and this package's own private characters are taken out. A second call changes
    nothing.
    """
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))


def without_signs(text: str) -> str:
    """Return `text` without this package's own private characters."""
    return text.translate(_SIGNS)


def check_length(text: str, cap: int) -> None:
    """Raise TextTooLong when `text` has more than `cap` characters."""
    if len(text) > cap:
        raise TextTooLong(len(text), cap)


_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&:])")


def quote_of(source: str, *, by: str) -> str:
    """Return the Markdown `source` as a quotation of `by` (a display name), for a reply box.

    The name stands alone on the first line, in bold; it is escaped, so that it cannot bring
    markup of its own. Ends with an empty line, where the reply begins.
    """
    name = _MARKS.sub(r"\\\1", " ".join(readable(by).split()))
    head = [f"> **{name}**", ">"] if name else []
    body = readable(source).strip("\n").split("\n")
    return "\n".join([*head, *(f"> {line}" if line else ">" for line in body), "", ""])

"""Plain words of a rendered text: an excerpt for lists."""

from typing import Final

from forum.markup import allowed
from forum.markup.tokens import Start, Text, tokens

FOLDED: Final = 80
"""Characters of HTML that are read for each one wanted: a reference takes up to eight, and white
space is folded."""

_BREAKS: Final = allowed.BLOCK | {"br", "h1", "h2"}


def plain_of(html: str, *, enough: int | None = None) -> str:
    """Return the text of `html`, a line end between blocks; stops where more than `enough`
    characters are left of it once its white space is folded.

    `html` is as readable as `source.readable` makes it.
    """
    pieces: list[str] = []
    length = 0
    text_cap = None if enough is None else (enough + 1) * FOLDED
    for token in tokens(html, text_cap=text_cap):
        if isinstance(token, Text):
            pieces.append(token.data)
            if enough is not None:
                length += sum(map(len, token.data.split()))
                if length > enough:
                    break
        elif isinstance(token, Start) and token.name == "img":
            pieces.append(token.attributes.get("alt", ""))
        elif token.name in _BREAKS and not (pieces and pieces[-1].endswith("\n")):
            pieces.append("\n")
    return "".join(pieces).strip("\n")


def gist_of(html: str, *, limit: int = 200) -> str:
    """Return the first `limit` characters of the text of `html`, on one line.

    The result is plain text, not HTML: it must be escaped where it is shown, as templates do.
    It is cut between two words where that is possible, and then ends with an ellipsis.
    """
    head = " ".join(plain_of(html, enough=limit).split())
    if len(head) <= limit:
        return head
    cut = head[: limit - 1]
    at_word = cut.rpartition(" ")[0]
    return f"{(at_word if len(at_word) > limit // 2 else cut).rstrip(' ,;:.-')}…"

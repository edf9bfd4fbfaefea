"""From pieces to the blocks that a how-to keeps, within the lengths that its fields have."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape, unescape
from typing import cast

from django.utils.html import strip_tags

from blog.blocks import MOST_PARTS, MOST_STEPS, TEXT_LENGTH
from blog.conversion.runs import (
    Block,
    Heading,
    Line,
    Listing,
    Piece,
    Run,
    Step,
    list_of,
    paragraph_of,
    plain,
    tidy,
)
from blog.conversion.setting import Raw, Setting
from blog.conversion.tree import tree_of
from blog.conversion.walker import Place, Walker

# Words in bold before the rest of a step, up to this length, are its name.
NAME_LENGTH = 80
_AFTER_NAME = (":", ".", "–", "—", "-")


@dataclass(frozen=True)
class Converted:
    """Blocks as StreamField takes them (without ids, lists as plain lists), and what could not be made one."""

    steps: list[Raw]
    lost: list[tuple[str, str]]


def convert(html: str, setting: Setting, *, most: int = MOST_STEPS) -> Converted:
    """Convert `html`, any text at all, into up to `most` blocks. What comes out is valid (`Steps().clean` takes it) and within
    every length; words are kept wherever a block cannot hold what they stood in."""
    walker = Walker(setting, Place.TOP if setting.has_steps else Place.INSIDE)
    walker.walk(tree_of(html).children)
    raws = [raw for piece in _joined(walker.done()) for raw in _raw(piece, setting)]
    return Converted(_capped(raws, most, setting), setting.lost)


def _joined(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Lines and lists that follow each other together, everything else alone."""
    texts: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Line | Listing):
            texts.append(piece)
            continue
        if texts:
            yield texts
            texts = []
        yield [piece]
    if texts:
        yield texts


def _raw(pieces: Sequence[Piece], setting: Setting) -> Iterator[Raw]:
    """The blocks of what `_joined` put together."""
    first = pieces[0]
    if isinstance(first, Heading):
        yield {"type": "heading", "value": first.text}
    elif isinstance(first, Step):
        yield from _step(first, setting)
    elif isinstance(first, Block) and first.type == "callout":
        yield from _callout(first, setting)
    elif isinstance(first, Block):
        yield {"type": first.type, "value": first.value}
    else:
        yield from ({"type": "text", "value": html} for html in _texts(pieces))


def _texts(pieces: Iterable[Piece]) -> Iterator[str]:
    """Rich texts of lines and lists, as few as their length allows."""
    html, length = "", 0
    for part, size in _paragraphs(pieces):
        if length + size > TEXT_LENGTH:
            yield html
            html, length = "", 0
        html, length = html + part, length + size
    if html:
        yield html


def _paragraphs(pieces: Iterable[Piece]) -> Iterator[tuple[str, int]]:
    for piece in pieces:
        if isinstance(piece, Line):
            yield from paragraph_of(piece.runs)
        elif isinstance(piece, Listing):
            html, length = list_of(piece)
            if length > TEXT_LENGTH:
                yield from paragraph_of([Run(_words(html))])
            elif html:
                yield html, length


def _callout(block: Block, setting: Setting) -> Iterator[Raw]:
    """A note, and after it what a note cannot hold; another note where its words go on then."""
    kind, pieces = cast("tuple[str, list[Piece]]", block.value)
    for together in _joined(pieces):
        if isinstance(together[0], Line | Listing):
            for html in _texts(together):
                yield {"type": "callout", "value": {"kind": kind, "text": html}}
        else:
            yield from _raw(together, setting)


def _step(step: Step, setting: Setting) -> Iterator[Raw]:
    title, pieces = _named(step.pieces)
    raws = [raw for together in _joined(pieces) for raw in _raw(together, setting)]
    body = _capped(raws, MOST_PARTS, setting)
    if title or body:
        yield {"type": "step", "value": {"title": title, "body": body}}


def _named(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """The name of a step, where its first line begins with a few words in bold that stand apart
    from the rest, and the rest."""
    first = pieces[0] if pieces else None
    if not isinstance(first, Line) or not _begins_with_name(first.runs):
        return "", pieces
    title = first.runs[0].text.strip().rstrip(":.")
    rest = list(first.runs[1:])
    if rest and not rest[0].is_break:
        rest[0] = Run(rest[0].text.lstrip().lstrip("".join(_AFTER_NAME)), rest[0].style)
    rest = tidy(rest)
    if not title.strip() or not (rest or pieces[1:]):
        return "", pieces
    return title.strip(), [*([Line(rest)] if rest else []), *pieces[1:]]


def _begins_with_name(runs: Sequence[Run]) -> bool:
    head, after = runs[0], runs[1] if len(runs) > 1 else None
    style = head.style
    plainly = style.bold and not (style.is_name or style.code or style.link)
    if not plainly or len(head.text) > NAME_LENGTH:
        return False
    apart = after is None or after.is_break or head.text.rstrip().endswith((":", "."))
    return apart or (after is not None and after.text.lstrip().startswith(_AFTER_NAME))


def _capped(raws: list[Raw], most: int, setting: Setting) -> list[Raw]:
    """No more blocks than there may be; the words of what is beyond stay, in one text."""
    if len(raws) <= most:
        return raws
    setting.lose(f"parts beyond {most}, kept as words", str(len(raws) - most + 1))
    words = " ".join(_words_of(raw["value"]) for raw in raws[most - 1 :])
    text = plain([Run(words)])[:TEXT_LENGTH]
    rest = [{"type": "text", "value": f"<p>{escape(text)}</p>"}] if text else []
    return [*raws[: most - 1], *rest]


def _words_of(value: object) -> str:
    """The words of a block's value, whatever it is."""
    if isinstance(value, dict):
        return " ".join(_words_of(v) for name, v in value.items() if name not in ("type", "kind"))
    if isinstance(value, list):
        return " ".join(_words_of(one) for one in value)
    return _words(value) if isinstance(value, str) else ""


def _words(html: str) -> str:
    return unescape(strip_tags(html.replace("<", " <")))

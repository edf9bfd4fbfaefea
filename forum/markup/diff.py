"""What changed between two sources, for the history page: word by word, code line by line."""

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from forum.markup.source import readable

MOST_CHANGES: Final = 400
"""Words (then lines) put in and taken out that are still told apart; the work grows with their
square. Past it the changed stretch is shown as a whole: all the old, then all the new."""

_WORDS: Final = re.compile(r"\n|[^\S\n]+|\w+|[^\w\s]")
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE: Final = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>[^\n]*)")


class Piece(NamedTuple):
    """What is compared as a whole: a word or a sign, or a line of fenced code."""

    text: str
    is_code: bool


class Change(NamedTuple):
    """`sign` is one of " ", "-" and "+"."""

    sign: str
    piece: Piece


def diff_html(old: str, new: str) -> str:
    """Return the text of `old` and `new` with `<del>` and `<ins>` round what differs, and `<code>`
    round lines of fenced code.

    Everything else is escaped text with its line ends, to be shown in a box that keeps them.
    """
    changes = _changes(readable(old), readable(new))
    pieces = []
    for (sign, is_code), run in groupby(changes, key=lambda one: (one.sign, one.piece.is_code)):
        text = escape("".join(change.piece.text for change in run))
        text = f"<code>{text}</code>" if is_code else text
        pieces.append({" ": text, "-": f"<del>{text}</del>", "+": f"<ins>{text}</ins>"}[sign])
    return "".join(pieces)


def _pieces(text: str, *, whole_lines: bool) -> list[Piece]:
    """Words and signs, or lines; fenced code is always taken by the line."""
    pieces: list[Piece] = []
    fence = ""
    for line in _LINES.findall(text):
        mark = _FENCE.match(line)
        closes = bool(
            fence and mark and mark["fence"].startswith(fence) and not mark["rest"].strip()
        )
        opens = bool(mark and not fence)
        if fence or opens or whole_lines:
            pieces.append(Piece(line, bool(fence) or opens))
        else:
            pieces += [Piece(word, False) for word in _WORDS.findall(line)]
        if opens and mark:
            fence = mark["fence"]
        elif closes:
            fence = ""
    return pieces


def _changes(old: str, new: str) -> list[Change]:
    for whole_lines in (False, True):
        before, after = (_pieces(text, whole_lines=whole_lines) for text in (old, new))
        changes = _compare(before, after)
        if changes is not None:
            return changes
    return [Change("-", piece) for piece in before] + [Change("+", piece) for piece in after]


def _compare(old: Sequence[Piece], new: Sequence[Piece]) -> list[Change] | None:
    """Return the changes between two lists of pieces; None when there are too many."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    middle = _shortest(old[head:old_end], new[head:new_end])
    if middle is None:
        return None
    begin = [Change(" ", piece) for piece in old[:head]]
    return begin + middle + [Change(" ", piece) for piece in old[old_end:]]


def _common(old: Sequence[Piece], new: Sequence[Piece]) -> int:
    count = 0
    for left, right in zip(old, new, strict=False):
        if left != right:
            break
        count += 1
    return count


def _shortest(old: Sequence[Piece], new: Sequence[Piece]) -> list[Change] | None:
    """Return a shortest list of changes, by Myers' greedy algorithm ("An O(ND) difference
    algorithm and its variations", 1986), given up after MOST_CHANGES steps."""
    reach = {1: 0}  # the furthest place in `old` on each diagonal
    trace: list[dict[int, int]] = []
    for steps in range(min(len(old) + len(new), MOST_CHANGES) + 1):
        trace.append(dict(reach))
        for diagonal in range(-steps, steps + 1, 2):
            down = _goes_down(reach, diagonal, steps)
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(trace, old, new)
    return None


def _goes_down(reach: dict[int, int], diagonal: int, steps: int) -> bool:
    """Say whether the furthest way to `diagonal` puts a piece in rather than taking one out."""
    if diagonal == -steps:
        return True
    return diagonal != steps and reach[diagonal - 1] < reach[diagonal + 1]


def _walk_back(
    trace: list[dict[int, int]], old: Sequence[Piece], new: Sequence[Piece]
) -> list[Change]:
    x, y = len(old), len(new)
    changes: list[Change] = []
    for steps in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[steps], x - y
        down = _goes_down(reach, diagonal, steps)
        from_x = 0 if steps == 0 else reach[diagonal + 1 if down else diagonal - 1]
        from_y = 0 if steps == 0 else from_x - (diagonal + 1 if down else diagonal - 1)
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            changes.append(Change(" ", old[x]))
        if steps:
            changes.append(Change("+", new[from_y]) if down else Change("-", old[from_x]))
        x, y = from_x, from_y
    return changes[::-1]

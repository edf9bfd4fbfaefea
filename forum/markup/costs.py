"""What rendering a text will cost, estimated in one pass, so that no text takes long.

A text over its budget is not refused but shown as it was written, in one box. The estimate
counts signs, never time, so the same text always gives the same page. Weights are microseconds,
measured with Python 3.11 on a busy 2-core machine and rounded up; the budgets of both halves
together leave half of the promised time (250 ms for a text of 10,000 characters, 1 s for 100,000)
to spare.
"""

import re
from typing import Final

from forum.markup.source import MEMBER_CAP

SIGN_WEIGHTS: Final = {
    "\n": 45,
    "[": 28,
    "](": 110,
    "][": 60,
    "!": 14,
    "*": 14,
    "_": 12,
    "~": 7,
    "<": 30,
    "|": 10,
    "#": 6,
    "&": 4,
}
CELL_WEIGHT: Final = 18
"""Of one cell of a table; a row is filled up with cells to the width of the head."""

ELEMENT_WEIGHT: Final = 65
ATTRIBUTE_WEIGHT: Final = 40
LARGE_BUDGET: Final = 280_000
EXPANSION_CAP: Final = 300_000
"""Characters of addresses and titles in the result."""

_DELIMITERS: Final = re.compile(r"^[ >\t]*[|:-][|:\- \t]*$", re.MULTILINE)
_BLANK: Final = re.compile(r"\n[ \t>]*\n")


def budget(length: int) -> int:
    """Return the microseconds that each half of the work (parsing Markdown, sanitising HTML) may
    take for a text of `length` characters."""
    return 65_000 if length <= MEMBER_CAP else LARGE_BUDGET


def of_markdown(source: str) -> int:
    """Return the estimated microseconds of parsing `source`."""
    signs = sum(source.count(sign) * weight for sign, weight in SIGN_WEIGHTS.items())
    return signs + _cells(source) * CELL_WEIGHT


def of_html(elements: int, attributes: int) -> int:
    """Return the estimated microseconds of sanitising so many elements and attributes."""
    return elements * ELEMENT_WEIGHT + attributes * ATTRIBUTE_WEIGHT


def _cells(source: str) -> int:
    """Return at least the number of table cells: columns of each delimiter row, times the lines
    from there to the next empty one."""
    if "|" not in source:
        return 0
    cells = counted_to = 0
    for row in _DELIMITERS.finditer(source):
        columns = row.group().count("|") + 1
        if columns == 1 or row.start() < counted_to:
            continue
        blank = _BLANK.search(source, row.end())
        counted_to = blank.start() + 1 if blank else len(source)
        cells += columns * (source.count("\n", row.end(), counted_to) + 1)
    return cells

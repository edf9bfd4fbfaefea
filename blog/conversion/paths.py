"""The way through menus to a setting, where a line says plainly nothing else."""

import re
from collections.abc import Sequence
from typing import Final

from blog.conversion.runs import Run

NAME_LENGTH, MOST_NAMES = 80, 8
# Private signs around the names in a line; `readable` has taken them out of every text.
_OPEN, _CLOSE = "\x02", "\x03"
_TO: Final = r"[>→›»▸]"
_NAMED: Final = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_WAY: Final = re.compile(
    rf"\s*(?:(?:go to|click|click on|select|choose|open|do|tap|tap on|press|navigate to)\s*:?)?\s*"
    rf"{_OPEN}[^{_CLOSE}]+{_CLOSE}(?:\s*{_TO}?\s*{_OPEN}[^{_CLOSE}]+{_CLOSE})*\s*\.?\s*",
    re.IGNORECASE,
)


def path_of(runs: Sequence[Run]) -> list[str]:
    """The names on the way, in order; none where the line is no way, or says more than that."""
    if any(run.picture or run.style.link for run in runs):
        return []
    line = "".join(
        f"{_OPEN}{run.text}{_CLOSE}" if run.style.is_name or run.style.bold else run.text
        for run in runs
    )
    # A run of spaces between two names is no name.
    line = re.sub(f"{_OPEN}(\\s*){_CLOSE}", r"\1", line)
    if not _WAY.fullmatch(line):
        return []
    found = _NAMED.findall(line)
    names = [" ".join(name.split()) for part in found for name in re.split(_TO, part)]
    between = len(re.findall(_TO, line))
    fits = 2 <= len(names) <= MOST_NAMES and between == len(names) - 1
    return names if fits and all(0 < len(name) <= NAME_LENGTH for name in names) else []

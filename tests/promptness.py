"""Promises of processor time, kept comparable between machines and between busy and quiet hours.

Beside the work stands a yardstick, timed in the same moment: when the machine does the yardstick
in twice the time that it took on the machine of reference, the work may take twice as long too.
"""

import re
import time
from collections.abc import Callable

YARDSTICK_SECONDS = 0.0101
"""What the yardstick takes on two quiet cores of the machine that the promises were measured on
(Python 3.11): median of 50."""

TRIES = 3
_WORD = re.compile(r"\w+")
_TEXT = "Set the link to two-wire, then wait 20 minutes. " * 40


def _yardstick() -> None:
    """Strings, a regular expression, dictionaries and calls: what markup is made of."""
    for _ in range(40):
        counts: dict[str, int] = {}
        for match in _WORD.finditer(_TEXT):
            word = match.group().lower()
            counts[word] = counts.get(word, 0) + 1
        "".join(f"<b>{word}</b>" for word in sorted(counts)).replace("<", "&lt;")


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def promptly(work: Callable[[], object], *, within: float) -> float:
    """Do `work` up to three times; return the processor seconds of the quickest, in seconds of
    the machine of reference, and stop at the first that is within `within` seconds."""
    best = float("inf")
    for _ in range(TRIES):
        before = _seconds(_yardstick)
        taken = _seconds(work)
        slowness = max(1.0, max(before, _seconds(_yardstick)) / YARDSTICK_SECONDS)
        best = min(best, taken / slowness)
        if best <= within:
            break
    return best

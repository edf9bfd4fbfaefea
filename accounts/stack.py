"""Room on the interpreter's stack, so that the depth of a call does not decide what it costs."""

from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

FRAME_WORDS: Final = 17_000
"""Just over 128 KiB, so that the chunk it needs has 256: what is left holds some 600 frames."""


def _call(work: Callable[[], T]) -> T:
    return work()


_call.__code__ = _call.__code__.replace(co_stacksize=FRAME_WORDS)


def with_room(work: Callable[[], T]) -> T:
    """Return what `work()` returns, called where its stack cannot run over.

    CPython 3.11 keeps Python frames in chunks of 16 KiB that are mapped when a call does not fit
    and unmapped when it returns. A loop that happens to stand at the edge pays that at every call:
    a text of 10,000 signs took 0.7 to 1.4 s in place of 0.05, by the number of middlewares above
    it alone. A frame that asks for a large chunk puts all calls below it into that chunk. Other
    interpreters do no harm: one call more.
    """
    return _call(work)

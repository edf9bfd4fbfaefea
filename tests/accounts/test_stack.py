"""What a call costs does not depend on how deep it stands."""

import resource
from collections.abc import Callable
from functools import partial

import pytest

from accounts.stack import with_room

DEPTHS = range(0, 160)
CALLS = 300


def test_with_room_gives_what_the_work_gives_and_lets_its_error_through() -> None:
    def refuse() -> None:
        raise KeyError("no")

    assert with_room(lambda: 7) == 7
    with pytest.raises(KeyError, match="no"):
        with_room(refuse)


def _deep(depth: int, work: Callable[[], None]) -> None:
    if depth:
        _deep(depth - 1, work)
    else:
        work()


def _leaf(number: int) -> int:
    return number + 1


def _busy() -> None:
    for number in range(CALLS):
        _leaf(number)


def _faults(depth: int) -> int:
    """Pages that the kernel had to hand out for calling in a loop at this depth."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    _deep(depth, partial(with_room, _busy))
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def test_with_room_no_depth_pays_for_each_call() -> None:
    assert [depth for depth in DEPTHS if _faults(depth) >= CALLS] == []

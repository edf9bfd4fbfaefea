"""Locks on files, which go with the process that holds them."""

import fcntl
from typing import IO, Any


def try_lock(file: IO[Any]) -> bool:
    """Take the lock of an open file until it is closed; False where somebody else has it, another
    process or this one by another open."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""Ties a process to its parent, so that none is ever orphaned; standard library only.

On Linux the kernel sends the signal when the parent dies, however it dies. Elsewhere there is no
such call: there a supervisor killed with SIGKILL leaves its children to be ended by hand.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_NAME = 15  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h

# Loaded once, at import: between fork and exec nothing should be looked up any more.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int) -> None:
    """Have the kernel kill this process when `parent` (a process id, our parent) dies.

    Kill, not a polite end: whatever was under way is written to survive that, and a new
    supervisor must find port and files free at once.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it died before the call
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose own parent dies, to see them end."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def call_myself(name: str) -> None:
    """Give this process a name of up to 15 bytes, for ps and top: forks look all alike."""
    if _libc is not None:
        _libc.prctl(PR_SET_NAME, name.encode(), 0, 0, 0)

"""What a tree of processes costs (Linux): proportional memory, and processor time."""

import os
import re
import sys
from pathlib import Path


def tree(root: int) -> list[int]:
    """`root` and all its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int(
                (entry / "stat").read_text().rpartition(")")[2].split()[1]
            )
        except OSError:
            continue  # it ended meanwhile
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def proportional_megabytes(root: int) -> float | None:
    """Sum of Pss over the tree of `root` in MB (2**20 bytes); None where it is unknown.

    Pss divides a page of memory among the processes that share it.
    """
    if sys.platform != "linux":
        return None
    total = 0
    for pid in tree(root):
        line = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        total += int(line[1]) if line else 0
    return total / 1024


def processor_seconds(root: int) -> float:
    """Processor time that the tree of `root` has used so far; 0.0 where it is unknown."""
    if sys.platform != "linux":
        return 0.0
    ticks = 0
    for pid in tree(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # utime and stime, proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")

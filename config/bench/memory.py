"""Proportional memory of a process tree (Linux): shared pages are divided among those who share."""

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
    """Sum of Pss over the tree of `root` in MB (2**20 bytes); None where it is unknown."""
    if sys.platform != "linux":
        return None
    total = 0
    for pid in tree(root):
        line = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
        total += int(line[1]) if line else 0
    return total / 1024

"""How long people wait, those who still wait counted too.

To leave out who has no answer yet makes the answer look quicker the more are left waiting. Kaplan and
Meier (1958, doi 10.1080/01621459.1958.10501452): at each moment at which somebody is answered, the share
that still waits falls by those answered of those who waited until then.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Wait:
    """How many seconds somebody waited; `ended` is false for who waits still, and has waited so long."""

    seconds: float
    ended: bool


def quantile(waits: Iterable[Wait], share: float) -> float | None:
    """After how many seconds `share` (0 to 1) had an answer; None where so many have none yet. Raises
    ValueError for a share that is none."""
    if not 0 < share <= 1:
        raise ValueError(f"{share} is no share")
    rows = sorted(waits, key=lambda one: (one.seconds, not one.ended))
    still, left = 1.0, len(rows)
    for one in rows:
        if one.ended:
            still *= 1 - 1 / left
            # Shares are sums of fractions: a hair below counts.
            if still <= 1 - share + 1e-9:
                return max(one.seconds, 0.0)
        left -= 1
    return None

"""The order of what was found: likeness of words and of meaning, and what is known of each thread.

Every constant is fitted on development sets, with its figures in docs/relevance.md.
"""

import time
from collections.abc import Sequence

from search.engines.base import EngineFound, EngineHit
from search.payload import Payload

# Reciprocal rank fusion: a place counts 1 / (FLAT + place).
FLAT = 60
DAY = 86_400


def merged(answers: Sequence[EngineFound], sort: str) -> tuple[EngineHit, ...]:
    """The hits of several indexes as one list. Scores of different indexes cannot be compared (each
    has its own count of words), so by likeness it is the place in each that counts."""
    if len(answers) == 1:
        return answers[0].hits
    placed = [
        (place, number, hit)
        for number, answer in enumerate(answers)
        for place, hit in enumerate(answer.hits)
    ]
    if sort:
        placed.sort(key=lambda entry: (-_sorted_by(entry[2], sort), entry[2].key))
    else:
        placed.sort(key=lambda entry: entry[:2])
    return tuple(hit for _place, _number, hit in placed)


def _sorted_by(hit: EngineHit, sort: str) -> int:
    payload = Payload.unpack(hit.payload)
    return payload.created if sort == "newest" else payload.helpful


def in_order(
    hits: Sequence[EngineHit], text: str, *, similar: bool = False, now: float | None = None
) -> list[EngineHit]:
    """`hits` (best first) in the order in which they are shown for `text`; `now` in seconds since
    1970. `similar` says that `text` is a whole question rather than a few words."""
    now = time.time() if now is None else now
    scores = {
        hit.key: 1 / (FLAT + place) * prior(Payload.unpack(hit.payload), now)
        for place, hit in enumerate(hits, start=1)
    }
    return sorted(hits, key=lambda hit: -scores[hit.key])


def prior(payload: Payload, now: float) -> float:
    """How much more likely a thread helps than one of which nothing is known."""
    return 1.0 + 0.2 * payload.is_solved

"""The order of what was found: likeness of words and of meaning, and what is known of each thread.

Every constant is fitted on development sets, with its figures in docs/relevance.md.
"""

import time
from collections.abc import Sequence
from contextvars import ContextVar

from search.embeddings import cosines, embedding, query_vector
from search.engines.base import EngineFound, EngineHit
from search.fusion import Signs, best_first, blend, fuse_ranks, shares
from search.payload import Payload

DAY = 86_400
# Set while measuring: the engine's own order stays.
as_found: ContextVar[bool] = ContextVar("search_as_found", default=False)


def merged(answers: Sequence[EngineFound], sort: str) -> tuple[EngineHit, ...]:
    """The hits of several indexes as one list. Scores of different indexes cannot be compared (each
    has its own count of words), so by likeness it is the place in each that counts."""
    if len(answers) == 1:
        return answers[0].hits
    hits = {hit.key: hit for answer in answers for hit in answer.hits}
    if sort:
        return tuple(sorted(hits.values(), key=lambda hit: (-_sorted_by(hit, sort), hit.key)))
    places = fuse_ranks([[hit.key for hit in answer.hits] for answer in answers])
    return tuple(hits[key] for key in places)


def _sorted_by(hit: EngineHit, sort: str) -> int:
    payload = Payload.unpack(hit.payload)
    return payload.created if sort == "newest" else payload.helpful


def in_order(
    hits: Sequence[EngineHit], text: str, *, more: str = "", now: float | None = None
) -> list[EngineHit]:
    """`hits` (best first) in the order in which they are shown for `text`, the words of a search or
    the title of a question, of which `more` is the rest; `now` in seconds since 1970."""
    if as_found.get():
        return list(hits)
    known = [Payload.unpack(hit.payload) for hit in hits]
    today = time.time() if now is None else now
    signs = [_signs(one, today) for one in known]
    scores = blend(shares([hit.score for hit in hits]), _cosines(known, text, more), signs)
    return [hits[place] for place in best_first(scores)]


def likenesses(hits: Sequence[EngineHit], text: str, more: str = "") -> list[int]:
    """How near in meaning each hit is to a question, in thousandths; 0 where there is no model."""
    found = _cosines([Payload.unpack(hit.payload) for hit in hits], text, more)
    return [round(1000 * max(one or 0.0, 0.0)) for one in found or [None] * len(hits)]


def _cosines(known: Sequence[Payload], text: str, more: str) -> list[float | None] | None:
    model = embedding()
    if model is None or not known:
        return None
    return cosines(query_vector(model, text, more), [one.vector for one in known])


def _signs(payload: Payload, now: float) -> Signs:
    age = max(now - payload.created, 0) / DAY if payload.created else None
    return Signs(payload.recommended, payload.helpful, payload.is_solved, age)

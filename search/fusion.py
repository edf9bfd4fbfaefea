"""From several rankings to one. Pure functions; every constant was fitted, see docs/relevance.md.

Two different things are done here. `fuse_ranks` merges lists of which only the order can be
compared, such as those of two indexes, whose scores rest on different words. `blend` ranks the hits
of one index anew: there the engine's score says more than its order, because a document that
alone has the error code somebody typed is far ahead, not merely one place.
"""

from collections.abc import Hashable, Iterable, Sequence
from math import log1p
from typing import NamedTuple, TypeVar

Name = TypeVar("Name", bound=Hashable)

# Cormack, Clarke and Büttcher (SIGIR 2009) found 60 for lists that are about equally good.
RANK_CONSTANT = 60
# The engine's best 200 are ranked anew; what stands further down is not looked at.
DEPTH = 200

# How much each sign says beside the engine's score, whose best hit is 1. Fitted by listwise
# logistic regression on the older 70% of the development sets; the last four are three tenths of
# what that gave: signs come with time, and what was asked lately has none yet (docs/relevance.md).
MEANING = 0.92
RECOMMENDED = 0.12
SOLVED = 0.01
HELPFUL = 0.04
FRESH = 0.18
# Counts beyond what the development sets hold weigh like the greatest in them: a line through the
# data says nothing about where there was none.
MOST_RECOMMENDED = 18
MOST_HELPFUL = 58
# After a year a document is half as fresh as a new one.
HALF_FRESH_DAYS = 365
# By count, because it is asked for each of two hundred hits.
_RECOMMENDED = [RECOMMENDED * log1p(count) for count in range(MOST_RECOMMENDED + 1)]
_HELPFUL = [HELPFUL * log1p(count) for count in range(MOST_HELPFUL + 1)]


class Signs(NamedTuple):
    """What a document brings along whatever is asked: `recommended`, how many threads it was
    pointed to from as an answer or a duplicate; `helpful`, its votes for helpful; whether it has a
    Solution; and its age in days, None where age says nothing (a how-to is kept up to date)."""

    recommended: int = 0
    helpful: int = 0
    is_solved: bool = False
    age_days: float | None = None


def fuse_ranks(
    rankings: Iterable[Sequence[Name]],
    weights: Sequence[float] | None = None,
    *,
    constant: float = RANK_CONSTANT,
) -> list[Name]:
    """One ranking of all that stands in `rankings`, each best first: the sum of weight over
    `constant` + place. `weights` has one for each ranking, 1 where it is None. Equals keep the
    order in which they are first met. Raises ValueError where weights and rankings differ in
    number."""
    lists = list(rankings)
    if weights is None:
        weights = [1.0] * len(lists)
    scores: dict[Name, float] = {}
    for weight, ranking in zip(weights, lists, strict=True):
        for place, name in enumerate(dict.fromkeys(ranking), start=1):
            scores[name] = scores.get(name, 0.0) + weight / (constant + place)
    return sorted(scores, key=lambda name: -scores[name])


def shares(scores: Sequence[float]) -> list[float]:
    """Each of an engine's `scores` as a share of the best, 0 to 1; all 0 where none is positive."""
    best = max(scores, default=0.0)
    return [max(score, 0.0) / best if best > 0 else 0.0 for score in scores]


def prior(signs: Signs) -> float:
    """What `signs` add to a document's score, from 0 to about 0.7."""
    fresh = 0.0
    if signs.age_days is not None:
        fresh = HALF_FRESH_DAYS / (HALF_FRESH_DAYS + max(signs.age_days, 0.0))
    return (
        _RECOMMENDED[min(max(signs.recommended, 0), MOST_RECOMMENDED)]
        + _HELPFUL[min(max(signs.helpful, 0), MOST_HELPFUL)]
        + SOLVED * signs.is_solved
        + FRESH * fresh
    )


def blend(
    lexical: Sequence[float],
    cosines: Sequence[float | None] | None = None,
    signs: Sequence[Signs] | None = None,
) -> list[float]:
    """Scores of an engine's hits, in its order: `lexical` are their `shares`, `cosines` how near
    each one's meaning is to the question (-1 to 1; None for a document without a vector, which is
    taken to be as near as the others are on average; None in place of the list where there is no
    model), `signs` what else is known of each. Raises ValueError where lengths differ."""
    near = _known(cosines) if cosines is not None else [0.0] * len(lexical)
    priors = [prior(one) for one in signs] if signs is not None else [0.0] * len(lexical)
    return [
        share + MEANING * cosine + before
        for share, cosine, before in zip(lexical, near, priors, strict=True)
    ]


def best_first(scores: Sequence[float]) -> list[int]:
    """The places (from 0) of `scores`, highest score first; equals keep their order."""
    return sorted(range(len(scores)), key=lambda place: -scores[place])


def _known(cosines: Sequence[float | None]) -> list[float]:
    known = [cosine for cosine in cosines if cosine is not None]
    usual = sum(known) / len(known) if known else 0.0
    return [usual if cosine is None else cosine for cosine in cosines]

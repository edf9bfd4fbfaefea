"""How good a ranking is, and how fast: pure functions over ranks, no database and no engine.

A question's `ranks` are the places, from 1, at which its relevant documents were found; one that
was not found is left out. `relevant` is how many there were to find.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, log2
from statistics import fmean

# Pages show ten hits, so that is where a reader stops.
DEPTH = 10
RESAMPLES = 10_000


@dataclass(frozen=True)
class Outcome:
    """What came of one question: the places of what was relevant, from 1 in rising order, and how
    many documents were relevant, which is at least as many."""

    ranks: tuple[int, ...]
    relevant: int


def outcome_of(ranking: Sequence[str], relevant: Sequence[str]) -> Outcome:
    """The outcome of a `ranking` of ids, best first, where `relevant` should have been found. An
    id that is ranked twice counts at its first place."""
    wanted = set(relevant)
    places: dict[str, int] = {}
    for place, name in enumerate(ranking, start=1):
        if name in wanted:
            places.setdefault(name, place)
    return Outcome(tuple(sorted(places.values())), len(wanted))


def reciprocal_rank(outcome: Outcome) -> float:
    """One over the place of the first relevant document, 0 where none was found."""
    return 1 / outcome.ranks[0] if outcome.ranks else 0.0


def average_precision(outcome: Outcome) -> float:
    """The mean, over all relevant documents, of the share of relevant ones down to each."""
    if not outcome.relevant:
        return 0.0
    found = enumerate(outcome.ranks, start=1)
    return sum(number / place for number, place in found) / outcome.relevant


def ndcg(outcome: Outcome, depth: int = DEPTH) -> float:
    """Discounted gain of the first `depth` places, over the greatest that was possible."""
    best = sum(1 / log2(place + 1) for place in range(1, min(outcome.relevant, depth) + 1))
    gain = sum(1 / log2(place + 1) for place in outcome.ranks if place <= depth)
    return gain / best if best else 0.0


def hit(outcome: Outcome, depth: int) -> float:
    """1 where a relevant document stands among the first `depth`, else 0."""
    return float(bool(outcome.ranks) and outcome.ranks[0] <= depth)


@dataclass(frozen=True)
class Summary:
    """Means over `questions` questions, each from 0 to 1."""

    questions: int
    mrr: float
    map: float
    ndcg10: float
    hit1: float
    hit5: float
    hit10: float


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """The means of all measures; zeros without questions."""

    def mean(measure: Callable[[Outcome], float]) -> float:
        return fmean(map(measure, outcomes)) if outcomes else 0.0

    return Summary(
        questions=len(outcomes),
        mrr=mean(reciprocal_rank),
        map=mean(average_precision),
        ndcg10=mean(ndcg),
        hit1=mean(lambda outcome: hit(outcome, 1)),
        hit5=mean(lambda outcome: hit(outcome, 5)),
        hit10=mean(lambda outcome: hit(outcome, 10)),
    )


@dataclass(frozen=True)
class Interval:
    """A mean difference and the bounds between which 95% of the resampled ones lie."""

    mean: float
    low: float
    high: float


def bootstrap(
    ours: Sequence[float], theirs: Sequence[float], *, resamples: int = RESAMPLES, seed: int = 7
) -> Interval:
    """How much better `ours` is than `theirs`, question by question: both hold a measure of the
    same questions in the same order. Questions are drawn anew with replacement (the percentile
    bootstrap, Efron 1979); `seed` makes the answer repeatable. Raises ValueError where the two
    differ in length or are empty."""
    if len(ours) != len(theirs) or not ours:
        raise ValueError("Both need a measure of the same questions.")
    gains = [one - other for one, other in zip(ours, theirs, strict=True)]
    draw = random.Random(seed)  # noqa: S311 - drawn for statistics
    means = [fmean(draw.choices(gains, k=len(gains))) for _ in range(resamples)]
    return Interval(fmean(gains), percentile(means, 2.5), percentile(means, 97.5))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` percent of them do not exceed (nearest
    rank), in their unit; 0 without values. Raises ValueError for a share outside 0 to 100."""
    if not 0 <= share <= 100:
        raise ValueError("A share lies between 0 and 100.")
    if not values:
        return 0.0
    # Rounded, because 0.1 × 30 is a little more than 3 and would ask for the next one.
    place = ceil(round(share * len(values) / 100, 9))
    return sorted(values)[max(place, 1) - 1]

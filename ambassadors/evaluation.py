"""Whether the score finds who needs us, measured against labels that people gave.

The labels are those of the airline set: a sentiment and, where it is negative, a reason. They cannot
say which message others would profit from, nor whether an answer was known already; what they do say
is that somebody was upset, and about what. Taken for "needs us": an upset message about something that
can be put right for this person now (NEEDS), not an opinion about service, crew or flight.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ambassadors.enums import Mood
from ambassadors.kinds import Guess, guess
from ambassadors.likeness import LIKE, WINDOW
from ambassadors.notable import WEIGHTS, Signs, harm_of, names_any, names_of, score
from ambassadors.personal import mask
from ambassadors.wording import words_of
from search.embeddings import embedding

NEEDS = frozenset(
    {
        "Late Flight",
        "Cancelled Flight",
        "Lost Luggage",
        "Damaged Luggage",
        "Flight Booking Problems",
        "longlines",
    }
)
# Weights were chosen on these alone; the other two say what they are worth.
CHOSEN_ON = ("United", "US Airways", "American", "Virgin America")
TRIED_ON = ("Southwest", "Delta")
PRODUCTS = "flight\nflights\nbag\nbags\nluggage\nbooking\nreservation\napp\nwebsite\nticket\nseat"
FIRST = 100


@dataclass(frozen=True)
class Labelled:
    """One message with what people said of it, and what the score knows of it."""

    signs: Signs
    guess: Guess
    at: datetime
    reposts: int
    needs: bool


@dataclass(frozen=True)
class Precision:
    """Of the FIRST messages in an order, the share that needs us."""

    order: str
    chosen: float
    tried: float


Key = Callable[[Labelled], Any]


def read_labelled(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the set. Raises OSError or ValueError for a file that is none."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def labelled(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Labelled]]:
    """By airline, oldest first; what is counted of others is counted of those before."""
    airlines: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        airlines.setdefault(str(row["airline"]), []).append(row)
    return {name: _one_airline(found) for name, found in airlines.items()}


def _one_airline(rows: list[Mapping[str, Any]]) -> list[Labelled]:
    rows = sorted(rows, key=lambda row: (_when(row), int(row["tweet_id"])))
    people = same_before(
        [str(row["text"]) for row in rows],
        [str(row["name"]) for row in rows],
        [_when(row) for row in rows],
    )
    products = names_of(PRODUCTS)
    return [_one(row, same, products) for row, same in zip(rows, people, strict=True)]


def _one(row: Mapping[str, Any], same: int, products: list[list[str]]) -> Labelled:
    text = str(row["text"])
    words = words_of(text)
    known = guess(text, words)
    signs = Signs(
        kind=known.kind,
        asks=known.asks,
        names_product=names_any(words, products),
        is_private=mask(text).hid,
        same_people=same,
        spread=int(row["retweet_count"]),
        harm=harm_of(words),
    )
    return Labelled(
        signs,
        known,
        _when(row),
        int(row["retweet_count"]),
        row["negativereason"] in NEEDS,
    )


def same_before(
    texts: Sequence[str], people: Sequence[str], times: Sequence[datetime]
) -> list[int]:
    """For each message (oldest first) how many other people wrote one like it before, within WINDOW
    days. Zeros where there is no model."""
    model = embedding()
    if model is None:
        return [0] * len(texts)
    rows = model.embed([" ".join(words_of(text)) for text in texts])
    found = []
    for place, row in enumerate(rows):
        near = (rows[:place] @ row >= LIKE).nonzero()[0]
        since = times[place] - timedelta(days=WINDOW)
        others = {people[other] for other in near if times[other] >= since}
        found.append(len(others - {people[place]}))
    return found


def _when(row: Mapping[str, Any]) -> datetime:
    return datetime.strptime(str(row["tweet_created"]), "%m/%d/%Y %H:%M")


def orders(weights: Mapping[str, int] = WEIGHTS) -> dict[str, Key]:
    """How the messages may be put in order, best first; equals newest first."""
    mood = {Mood.NEGATIVE: 2, Mood.NEUTRAL: 1, Mood.POSITIVE: 0}
    return {
        "notable": lambda one: (score(one.signs, weights).points, one.at),
        "newest first": lambda one: one.at,
        "mood alone": lambda one: (mood[one.guess.mood], one.at),
        "reposts": lambda one: (one.reposts, one.at),
    }


def precision(rows: Sequence[Labelled], key: Key, first: int = FIRST) -> float:
    """The share of `needs` among the `first` by `key`."""
    best = sorted(rows, key=key, reverse=True)[:first]
    return sum(one.needs for one in best) / max(len(best), 1)


def measured(
    airlines: Mapping[str, Sequence[Labelled]], weights: Mapping[str, int] = WEIGHTS
) -> list[Precision]:
    """Each order on those that the weights were chosen on, and on the two others."""
    return [
        Precision(
            name,
            _mean([precision(airlines[one], key) for one in CHOSEN_ON if one in airlines]),
            _mean([precision(airlines[one], key) for one in TRIED_ON if one in airlines]),
        )
        for name, key in orders(weights).items()
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(len(values), 1)

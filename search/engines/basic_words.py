"""Words in titles and short texts of rows, as the database finds them: inside words, by themselves."""

from functools import reduce
from operator import add, and_, or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from search.words import telling

# Of a long text the longest words are asked for: the cost grows with each.
LOOSE_WORDS = 5
TITLE_WEIGHT = 3
# How many of the words a row has, what these weigh, and its key.
Rated = tuple[int, int, str]


def has_all(words: tuple[str, ...], text: str = "") -> Q:
    """All words in the title, or (each of them) in the column `text` too."""
    return reduce(and_, (has(word, text) for word in words))


def has(word: str, text: str = "") -> Q:
    """A word, or a phrase, in the title or in the column `text`."""
    found = Q(title__icontains=word)
    return found | Q(**{f"{text}__icontains": word}) if text else found


def spoken(codes: tuple[str, ...]) -> Q:
    """Any of these languages, in all countries."""
    each = (Q(language__iexact=code) | Q(language__istartswith=f"{code}-") for code in codes)
    return reduce(or_, each)


def is_titled(words: tuple[str, ...]) -> Case:
    """1 where the title has all of them, else 0."""
    return _counts(has_all(words), 1)


def rated(rows: QuerySet[Any], words: tuple[str, ...], text: str, *, enough: int) -> QuerySet[Any]:
    """Rows with at least `enough` of the telling words: `hits` counts them; in `weight` a word in
    the title weighs TITLE_WEIGHT times one in `text`, and a long word more than a short one."""
    said = sorted(telling(words), key=len, reverse=True)[:LOOSE_WORDS]
    any_of = reduce(or_, (has(word, text) for word in said))
    counts = [_counts(has(word, text), 1) for word in said]
    scores = [_score(word, text) for word in said]
    found = rows.filter(any_of).annotate(hits=reduce(add, counts), weight=reduce(add, scores))
    return found.filter(hits__gte=enough)


def _score(word: str, text: str) -> Combinable:
    weight = min(len(word), 10)
    in_text = Q(**{f"{text}__icontains": word})
    return _counts(Q(title__icontains=word), TITLE_WEIGHT * weight) + _counts(in_text, weight)


def _counts(condition: Q, points: int) -> Case:
    return Case(When(condition, then=Value(points)), default=Value(0), output_field=IntegerField())

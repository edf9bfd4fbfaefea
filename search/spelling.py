"""Did you mean: words that nothing on the page has, put as the threads on it spell them.

Only words of threads that passed the door are taken, never an index's own: what nobody may see
suggests nothing.
"""

import re
from collections import Counter
from collections.abc import Sequence

from search.analysis import words_in
from search.asked import Query
from search.passages import WORD, Wanted, spans_in
from search.plans import ONE_MISTAKE, TWO_MISTAKES
from search.words import telling

# Different words of a page that are compared.
MOST_COMPARED = 3_000
MOST_WORDS = 3


def corrected(
    query: Query, texts: Sequence[tuple[str, str]], wanted: Sequence[Wanted]
) -> dict[str, str]:
    """Each word of `query` that none of `texts` (language and text) has, and how it is most likely
    spelled there. `wanted` has one entry for each telling word."""
    said = telling(query.words)
    missing = [
        word
        for word, one in zip(said, wanted, strict=True)
        if _may_be_wrong(word) and not any(spans_in(text, code, one) for code, text in texts)
    ]
    if not missing:
        return {}
    counts = Counter(match[0].lower() for _code, text in texts for match in WORD.finditer(text))
    known = [(_bare(word), word, number) for word, number in counts.most_common(MOST_COMPARED)]
    found = {word: _nearest(word, known) for word in missing[:MOST_WORDS]}
    return {word: other for word, other in found.items() if other}


def respelled(text: str, spelling: dict[str, str]) -> str:
    """`text` with the words put right."""
    for word, other in spelling.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", lambda _match, o=other: o, text)  # type: ignore[misc]
    return text


def _may_be_wrong(word: str) -> bool:
    return len(word) >= ONE_MISTAKE and word.isalpha()


def _bare(word: str) -> str:
    found = words_in(word)
    return found[0] if found else ""


def _nearest(word: str, known: Sequence[tuple[str, str, int]]) -> str:
    bare = _bare(word)
    most = 1 + (len(bare) >= TWO_MISTAKES)
    letters = set(bare)
    near = [
        (distance, -number, other)
        for folded, other, number in known
        if abs(len(folded) - len(bare)) <= most
        and len(letters ^ set(folded)) <= 2 * most
        and folded.isalpha()
        and 0 < (distance := mistakes(bare, folded)) <= most
    ]
    return min(near)[2] if near else ""


def mistakes(one: str, other: str) -> int:
    """How many letters were added, left out, exchanged, or swapped with the next."""
    before, row = list[int](), list(range(len(other) + 1))
    for i, sign in enumerate(one, start=1):
        before2, before = before, row
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != wanted))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before2[j - 2] + 1)
            row.append(cost)
    return row[-1]

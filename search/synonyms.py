"""Words that mean the same, kept in process memory: what is looked for beside what was typed."""

from collections.abc import Sequence

from accounts.versions import Remembered
from search.analysis import forms_of, words_in
from search.models import Synonyms

SYNONYMS_VERSION = "synonyms"
MOST_TERMS = 20
# A phrase of so many words may mean the same as others.
MOST_WORDS = 3
Rows = tuple[tuple[str, ...], ...]


def terms_of(line: str) -> list[str]:
    """The different terms of a line, in their order."""
    terms = (" ".join(term.split()) for term in line.split(","))
    found: dict[tuple[str, ...], str] = {}
    for term in terms:
        if term:
            found.setdefault(tuple(words_in(term)), term)
    return list(found.values())


def _load() -> dict[tuple[str, ...], Rows]:
    """Each term's words, plain and stemmed, with the rows of all others on its lines."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
    for line in Synonyms.objects.filter(is_active=True).values_list("words", flat=True):
        terms = terms_of(line)[:MOST_TERMS]
        for term in terms:
            others = dict.fromkeys(
                row for other in terms if other != term for row in forms_of(other)
            )
            for form in forms_of(term):
                found.setdefault(form, {}).update(others)
    return {form: tuple(rows) for form, rows in found.items()}


_remembered: Remembered[dict[tuple[str, ...], Rows]] = Remembered(SYNONYMS_VERSION, _load)


def also_said(words: Sequence[str]) -> dict[str, Rows]:
    """For each of `words` (in the order in which they were typed) what means the same as it, or as
    a phrase that it is part of: who types "junk mail" finds "spam" for either word. One query, and
    none where the request has looked at the versions already."""
    known = _remembered.get()
    found: dict[str, dict[tuple[str, ...], None]] = {}
    begins = {form[0] for form in known}
    for start, word in enumerate(words):
        if not any(form[0] in begins for form in forms_of(word)):
            continue
        for phrase in (words[start : start + length] for length in range(1, MOST_WORDS + 1)):
            for form in forms_of(" ".join(phrase)):
                for part in phrase:
                    found.setdefault(part, {}).update(dict.fromkeys(known.get(form, ())))
    return {word: tuple(rows) for word, rows in found.items()}

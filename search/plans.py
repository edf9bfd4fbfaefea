"""From what somebody looks for to what an engine is asked, and how that is loosened."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import log

from search.analysis import code_of, forms_of, words_in
from search.asked import Query
from search.documents import seconds
from search.engines.base import Clause, Plan
from search.synonyms import also_said
from search.words import telling, words_of

# Of a question this many telling words are looked for, out of so many, in so many characters.
SIMILAR_WORDS = 30
READ_WORDS = 300
READ = 10_000
# In an index of more documents, a word that a tenth of them have tells nothing and costs much.
LARGE = 10_000
# From this many letters on a word may have one mistake, or two.
ONE_MISTAKE, TWO_MISTAKES = 4, 8


def plan_of(query: Query, boards: Sequence[int], without: Sequence[str]) -> Plan:
    """All words of `query` as they are typed, in these boards and not these keys."""
    clauses = clauses_of(query.words, telling(query.words))
    return Plan(
        clauses=clauses,
        enough=enough_of(len(clauses)),
        must=tuple(clause for phrase in query.phrases if (clause := clause_of(phrase)).rows),
        never=tuple(clause for word in query.without if (clause := clause_of(word)).rows),
        marks=_groups(query, boards),
        without=tuple(without),
        since=seconds(query.since) if query.since else None,
        until=seconds(query.until) if query.until else None,
        sort=query.sort,
        facets=True,
    )


@dataclass(frozen=True)
class Weighed:
    """The words of a question as they are looked for: each clause with how often the question has
    it."""

    clauses: tuple[Clause, ...]
    times: tuple[int, ...]


def weigh(title: str, body: str) -> Weighed:
    """The different telling words of a question, at most READ_WORDS; forms of one word ("ads", "ad")
    count together."""
    typed = words_of(f"{title} {body}", most=READ_WORDS)
    said = [word for word in telling(typed) if forms_of(word)]
    times = Counter(_stem(piece) for piece in words_in(f"{title} {body}"[:READ]))
    found: dict[tuple[str, ...], tuple[Clause, int]] = {}
    for word, clause in zip(said, clauses_of(typed, said), strict=True):
        stem = _stem(word)
        kept, _times = found.get(stem, (clause, 0))
        rows = tuple(dict.fromkeys((*kept.rows, *clause.rows)))
        found[stem] = (replace(kept, rows=rows), max(times[stem], 1))
    return (
        Weighed(*(tuple(column) for column in zip(*found.values(), strict=True)))
        if found
        else Weighed((), ())
    )


def _stem(word: str) -> tuple[str, ...]:
    """The shortest of the forms of a word: the same for "printers" and "printer"."""
    return min(forms_of(word), key=lambda row: sum(map(len, row)), default=())


def similar_plan(weighed: Weighed, documents: int, frequencies: Sequence[int], scope: Plan) -> Plan:
    """Documents about what a question says: any of its SIMILAR_WORDS most telling words, those that
    it has often and the index (of so many `documents`, each word in so many) seldom. `scope` is a
    plan that says where to look."""
    most = documents / 10 if documents > LARGE else documents
    rated = [
        (replace(clause, weight=1 + log(times)), (1 + log(times)) * _idf(documents, frequency))
        for clause, times, frequency in zip(
            weighed.clauses, weighed.times, frequencies, strict=True
        )
        if 0 < frequency <= most
    ]
    rated.sort(key=lambda entry: -entry[1])
    return replace(
        scope, clauses=tuple(clause for clause, _rate in rated[:SIMILAR_WORDS]), enough=1
    )


def _idf(documents: int, frequency: int) -> float:
    """How seldom a word is, as BM25 counts it."""
    return log(1 + (max(documents - frequency, 0) + 0.5) / (frequency + 0.5))


def begun_plan(words: Sequence[str], boards: Sequence[int], without: Sequence[str]) -> Plan:
    """Documents for words of which the last is still being typed."""
    *whole, last = words
    clauses = list(clauses_of(whole, telling(tuple(whole)))) if whole else []
    clauses.append(replace(clause_of(last), is_prefix=True))
    marks = (tuple(f"board:{pk}" for pk in boards),)
    return Plan(tuple(clauses), enough=len(clauses), marks=marks, without=tuple(without))


def clauses_of(words: Sequence[str], said: Sequence[str]) -> tuple[Clause, ...]:
    """A clause for each of `said`, which are among `words` as they were typed: with what means the
    same. What no text can have is left out."""
    same = also_said(words)
    clauses = (clause_of(word) for word in said)
    return tuple(
        replace(clause, rows=clause.rows + same.get(word, ()))
        for word, clause in zip(said, clauses, strict=True)
        if clause.rows or clause.codes
    )


def clause_of(word: str) -> Clause:
    """Everything that `word` (or a phrase) may stand as."""
    code = code_of(word)
    return Clause(rows=forms_of(word), codes=(code,) if code else ())


def enough_of(count: int) -> int:
    """How many of `count` words a document has that is about all of them: both of two, most of
    more."""
    return count if count <= 2 else count - 1 if count <= 4 else -(-count * 3 // 5)


def alike(plan: Plan, unknown: Collection[Clause] | None = None) -> Plan:
    """The same with words that are typed nearly so: all of them, or those that are `unknown`. To
    look for what is nearly a word costs a hundred times as much as to look for the word."""
    return replace(
        plan,
        clauses=tuple(
            _alike(clause) if unknown is None or clause in unknown else clause
            for clause in plan.clauses
        ),
    )


def loosened(plan: Plan) -> Plan:
    """The same where one word is enough."""
    return replace(plan, enough=1)


def _alike(clause: Clause) -> Clause:
    longest = max((len(row[0]) for row in clause.rows if len(row) == 1), default=0)
    if any(sign.isdigit() for row in clause.rows for sign in row[0]):
        return clause  # 140.3 is not nearly 140.4
    return replace(clause, fuzz=(longest >= ONE_MISTAKE) + (longest >= TWO_MISTAKES))


def _groups(query: Query, boards: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """One group of marks for each thing that narrows; the boards that the viewer may see always."""
    seen = set(boards)
    asked = [pk for pk in query.boards if pk in seen] if query.boards else boards
    groups = [
        tuple(f"board:{pk}" for pk in asked),
        tuple(f"kind:{kind}" for kind in query.kinds),
        tuple(f"by:{pk}" for pk in query.by),
        tuple(f"lang:{code}" for code in query.languages),
        *((f"tag:{pk}",) for pk in query.tags),
        (f"is:{query.state}",) if query.state else (),
        ("has:solution",) if query.has_solution else (),
    ]
    return (groups[0], *(group for group in groups[1:] if group))

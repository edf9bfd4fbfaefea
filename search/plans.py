"""From what somebody looks for to what an engine is asked, and how that is loosened."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from math import log

from search.analysis import code_of, forms_of, stem_of, words_in
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


def plan_of(query: Query, where: Plan) -> Plan:
    """All words of `query` as they are typed; `where` is a plan that says where to look."""
    clauses = clauses_of(query.words, telling(query.words))
    return replace(
        where,
        clauses=clauses,
        enough=enough_of(len(clauses)),
        must=tuple(clause for phrase in query.phrases if (clause := clause_of(phrase)).rows),
        never=tuple(clause for word in query.without if (clause := clause_of(word)).rows),
        marks=_groups(query),
        since=seconds(query.since) if query.since else None,
        until=seconds(query.until) if query.until else None,
        sort=query.sort,
        facets=True,
    )


def weigh(title: str, body: str) -> list[tuple[Clause, int]]:
    """The different telling words of a question, at most READ_WORDS, each with how often the
    question has it; forms of one word ("ads", "ad") count together."""
    typed = words_of(f"{title} {body}", most=READ_WORDS)
    said = [word for word in telling(typed) if forms_of(word)]
    times = Counter(map(stem_of, words_in(f"{title} {body}"[:READ])))
    found: dict[tuple[str, ...], Clause] = {}
    for word, clause in zip(said, clauses_of(typed, said), strict=True):
        kept = found.setdefault(stem_of(word), clause)
        rows = tuple(dict.fromkeys((*kept.rows, *clause.rows)))
        found[stem_of(word)] = replace(kept, rows=rows)
    return [(clause, max(times[stem], 1)) for stem, clause in found.items()]


def similar_plan(
    weighed: Sequence[tuple[Clause, int]], documents: int, frequencies: Sequence[int], where: Plan
) -> Plan:
    """Documents about what a question says: any of its SIMILAR_WORDS most telling words, those that
    it has often and the index (of so many `documents`, each word in so many) seldom. `where` is a
    plan that says where to look."""
    most = documents / 10 if documents > LARGE else documents
    rated = [
        (replace(clause, weight=1 + log(times)), (1 + log(times)) * _idf(documents, frequency))
        for (clause, times), frequency in zip(weighed, frequencies, strict=True)
        if 0 < frequency <= most
    ]
    rated.sort(key=lambda entry: -entry[1])
    clauses = tuple(clause for clause, _rate in rated[:SIMILAR_WORDS])
    return replace(where, clauses=clauses, enough=1)


def _idf(documents: int, frequency: int) -> float:
    """How seldom a word is, as BM25 counts it."""
    return log(1 + (max(documents - frequency, 0) + 0.5) / (frequency + 0.5))


def place_of(closed: Sequence[int], without: Sequence[str]) -> Plan:
    """Everything but what is on these boards, and these keys: a plan that says where to look and not
    for what. The boards that a viewer may not see are few, and hardly ever in an index of theirs; to
    name those that they may see costs twice what the rest of a search does."""
    return Plan(unseen=tuple(f"board:{pk}" for pk in closed), without=tuple(without))


def begun_plan(words: Sequence[str], where: Plan) -> Plan:
    """Documents for words of which the last is still being typed; `where` says where to look."""
    *whole, last = words
    clauses = list(clauses_of(whole, telling(tuple(whole)))) if whole else []
    clauses.append(replace(clause_of(last), is_prefix=True))
    return replace(where, clauses=tuple(clauses), enough=len(clauses))


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


def _groups(query: Query) -> tuple[tuple[str, ...], ...]:
    """One group of marks for each thing that narrows."""
    groups = [
        tuple(f"board:{pk}" for pk in query.boards),
        tuple(f"type:{one}" for one in query.types),
        tuple(f"kind:{kind}" for kind in query.kinds),
        tuple(f"by:{pk}" for pk in query.by),
        tuple(f"lang:{code}" for code in query.languages),
        *((f"tag:{pk}",) for pk in query.tags),
        (f"is:{query.state}",) if query.state else (),
        ("has:solution",) if query.has_solution else (),
    ]
    return tuple(group for group in groups if group)

"""A plan as a query of tantivy's own; nothing that a person typed is parsed by it."""

from collections.abc import Sequence
from itertools import combinations
from math import comb

from tantivy import FieldType, Occur, Query, Schema, Searcher

from search.engines.base import Clause, Plan
from search.weights import ALIKE, CODE, FIELDS

MOST_ROWS = 10
# The field that has the words of all FIELDS, each once.
ANYWHERE = "anywhere"


def query_of(schema: Schema, plan: Plan) -> Query:
    """`plan` for documents of `schema` (see search.engines.tantivy), with scores.

    Whether a document has a word is asked of one field that has the words of all; where, which is
    what scores rest on, of those documents alone.
    """
    parts = _conditions(schema, plan)
    if plan.enough == 1 and plan.clauses:
        parts.append((Occur.Must, _ways_of_all(schema, plan.clauses)))
    elif plan.clauses:
        parts += [(Occur.Must, _silent(has)) for has in _enough(schema, plan)]
        parts.append((Occur.Should, _ways_of_all(schema, plan.clauses)))
    parts += [(Occur.Must, _ways_of_all(schema, [clause])) for clause in plan.must]
    return _together(parts)


def matching(schema: Schema, plan: Plan) -> Query:
    """The same documents, all with the same score: to count them."""
    parts = _conditions(schema, plan)
    if plan.clauses:
        parts += [(Occur.Must, has) for has in _enough(schema, plan)]
    parts += [(Occur.Must, _has(schema, clause)) for clause in plan.must]
    return _together(parts)


def _together(parts: list[tuple[Occur, Query]]) -> Query:
    if not any(occur == Occur.Must for occur, _query in parts):
        parts = [(Occur.Must, Query.all_query()), *parts]
    return Query.boolean_query(parts)


def _conditions(schema: Schema, plan: Plan) -> list[tuple[Occur, Query]]:
    """What narrows, and counts nothing."""
    parts = [(Occur.Must, _silent(_any(schema, "marks", group))) for group in plan.marks]
    if plan.only:
        parts.append((Occur.Must, _silent(_any(schema, "key", plan.only))))
    if plan.since is not None or plan.until is not None:
        parts.append((Occur.Must, _silent(_begun(schema, plan))))
    parts += [(Occur.MustNot, _has(schema, clause)) for clause in plan.never]
    if plan.unseen:
        parts.append((Occur.MustNot, _any(schema, "marks", plan.unseen)))
    if plan.without:
        parts.append((Occur.MustNot, _any(schema, "key", plan.without)))
    return parts


def _enough(schema: Schema, plan: Plan) -> list[Query]:
    """What has enough of the clauses: each of them where all are needed; where one may be missing,
    any of the rows with one left out, which is found twice as fast as it is counted."""
    having = [_has(schema, clause) for clause in plan.clauses]
    if plan.enough >= len(having):
        return having
    if plan.enough == 1 or comb(len(having), plan.enough) > MOST_ROWS:
        return [Query.boolean_query([(Occur.Should, has) for has in having], plan.enough)]
    rows = combinations(having, plan.enough)
    return [_union([Query.boolean_query([(Occur.Must, has) for has in row]) for row in rows])]


def _has(schema: Schema, clause: Clause) -> Query:
    """What has a clause anywhere."""
    ways = [
        Query.term_query(schema, ANYWHERE, row[0], "basic") for row in clause.rows if len(row) == 1
    ]
    ways += [
        Query.phrase_query(schema, name, list(row))
        for row in clause.rows
        if len(row) > 1
        for name in FIELDS
    ]
    ways += [Query.term_query(schema, "codes", code) for code in clause.codes]
    for word in _single(clause):
        if clause.is_prefix:
            ways.append(Query.fuzzy_term_query(schema, "prefixes", word, distance=0, prefix=True))
        if clause.fuzz:
            ways.append(Query.fuzzy_term_query(schema, ANYWHERE, word, distance=clause.fuzz))
    if not ways:
        return Query.empty_query()
    return ways[0] if len(ways) == 1 else _union(ways)


def _ways_of_all(schema: Schema, clauses: Sequence[Clause]) -> Query:
    """All ways in which documents have clauses, of which the scores add up: in one flat list, which
    is read twice as fast as one of lists."""
    ways = [way for clause in clauses for way in _ways(schema, clause)]
    return _union(ways) if ways else Query.empty_query()


def _ways(schema: Schema, clause: Clause) -> list[Query]:
    weighed = [
        (_row(schema, name, row), weight) for row in clause.rows for name, weight in FIELDS.items()
    ]
    weighed += [(Query.term_query(schema, "codes", code), CODE) for code in clause.codes]
    weighed += _alike(schema, clause)
    return [
        query if weight * clause.weight == 1 else Query.boost_query(query, weight * clause.weight)
        for query, weight in weighed
    ]


def _union(ways: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, way) for way in ways])


def frequency_of(searcher: Searcher, clause: Clause) -> int:
    """About how many documents have it: as many as have its most frequent way."""
    counts = [searcher.doc_freq(ANYWHERE, word) for word in _single(clause)]
    return max([*counts, *(searcher.doc_freq("codes", code) for code in clause.codes)], default=0)


def _alike(schema: Schema, clause: Clause) -> list[tuple[Query, float]]:
    ways = []
    for word in _single(clause):
        if clause.is_prefix:
            begun = Query.fuzzy_term_query(schema, "prefixes", word, distance=0, prefix=True)
            ways.append((begun, ALIKE))
        if clause.fuzz:
            ways += [
                (Query.fuzzy_term_query(schema, name, word, distance=clause.fuzz), ALIKE * weight)
                for name, weight in FIELDS.items()
            ]
    return ways


def _single(clause: Clause) -> list[str]:
    return [row[0] for row in clause.rows if len(row) == 1]


def _row(schema: Schema, name: str, row: tuple[str, ...]) -> Query:
    if len(row) == 1:
        return Query.term_query(schema, name, row[0], "freq")
    return Query.phrase_query(schema, name, list(row))


def _any(schema: Schema, name: str, values: Sequence[str]) -> Query:
    return Query.term_set_query(schema, name, list(values))


def _silent(query: Query) -> Query:
    """A condition that adds nothing to a score."""
    return Query.const_score_query(query, 0.0)


def _begun(schema: Schema, plan: Plan) -> Query:
    return Query.range_query(
        schema,
        "created",
        FieldType.Unsigned,
        lower_bound=plan.since,
        upper_bound=plan.until,
        include_upper=plan.until is None,
    )

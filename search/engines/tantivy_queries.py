"""A plan as a query of tantivy's own; nothing that a person typed is parsed by it."""

from collections.abc import Sequence

from tantivy import FieldType, Occur, Query, Schema, Searcher

from search.engines.base import Clause, Plan
from search.weights import ALIKE, CODE, FIELDS, TIE


def query_of(schema: Schema, plan: Plan) -> Query:
    """`plan` for documents of `schema` (see search.engines.tantivy)."""
    parts = [(Occur.Must, clause_of(schema, clause)) for clause in plan.must]
    if plan.clauses:
        some = [(Occur.Should, clause_of(schema, clause)) for clause in plan.clauses]
        parts.append((Occur.Must, Query.boolean_query(some, plan.enough)))
    parts += [(Occur.Must, _silent(_any(schema, "marks", group))) for group in plan.marks]
    if plan.only:
        parts.append((Occur.Must, _silent(_any(schema, "key", plan.only))))
    if plan.since is not None or plan.until is not None:
        parts.append((Occur.Must, _silent(_begun(schema, plan))))
    if not parts:
        parts.append((Occur.Must, Query.all_query()))
    parts += [(Occur.MustNot, clause_of(schema, clause)) for clause in plan.never]
    if plan.without:
        parts.append((Occur.MustNot, _any(schema, "key", plan.without)))
    return Query.boolean_query(parts)


def clause_of(schema: Schema, clause: Clause) -> Query:
    """The best of all ways to have what is looked for, the others counting TIE each."""
    ways = [
        Query.boost_query(_row(schema, name, row), weight)
        for row in clause.rows
        for name, weight in FIELDS.items()
    ]
    ways += [
        Query.boost_query(Query.term_query(schema, "codes", code), CODE) for code in clause.codes
    ]
    ways += _alike(schema, clause)
    if not ways:
        return Query.empty_query()
    query = ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways, TIE)
    return query if clause.weight == 1 else Query.boost_query(query, clause.weight)


def frequency_of(searcher: Searcher, clause: Clause) -> int:
    """About how many documents have it: as many as have its most frequent way in one field."""
    words = [row[0] for row in clause.rows if len(row) == 1]
    counts = [searcher.doc_freq(name, word) for word in words for name in FIELDS]
    return max([*counts, *(searcher.doc_freq("codes", code) for code in clause.codes)], default=0)


def _alike(schema: Schema, clause: Clause) -> list[Query]:
    ways = []
    for word in [row[0] for row in clause.rows if len(row) == 1]:
        if clause.is_prefix:
            begun = Query.fuzzy_term_query(schema, "prefixes", word, distance=0, prefix=True)
            ways.append(Query.boost_query(begun, ALIKE))
        if clause.fuzz:
            ways += [
                Query.boost_query(
                    Query.fuzzy_term_query(schema, name, word, distance=clause.fuzz), ALIKE * weight
                )
                for name, weight in FIELDS.items()
            ]
    return ways


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

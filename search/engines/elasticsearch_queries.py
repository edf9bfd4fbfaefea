"""A plan in elasticsearch-dsl's words, and the answer in ours; nothing that a person typed is parsed by Elasticsearch.

It says what search.engines.tantivy_queries says, so that both engines find the same. The query itself
is made of plain dicts: a question has hundreds of parts, and an object for each of them costs more
than all else that is done here for a search.
"""

from binascii import a2b_base64
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elasticsearch_dsl import Search

from search.engines.base import (
    MOST_FACETS,
    SORTS,
    Clause,
    EngineDown,
    EngineFound,
    EngineHit,
    Plan,
)
from search.weights import ALIKE, CODE, FIELDS, TIE


def search_of(plan: Plan, asked: Search) -> Search:
    """All of `plan`: the query, its order (equals by their keys, so that it never wavers), facets.
    `asked` says already whom and how: each step copies what is there, and the query is the most."""
    first = SORTS.get(plan.sort, "_score")
    asked = asked.extra(
        query=query_of(plan),
        sort=[{first: {"order": "desc"}}, {"key": {"order": "asc"}}],
        _source=["key", "payload"],
        size=plan.limit,
        track_total_hits=True,
    )
    if plan.facets:
        asked.aggs.bucket("marks", "terms", field="marks", size=MOST_FACETS)
    return asked


def found_of(answer: Mapping[str, Any]) -> EngineFound:
    """What Elasticsearch answered to a search of above. Raises EngineDown where it says itself that
    it did not get through."""
    if answer["timed_out"]:
        raise EngineDown("elasticsearch gave a part of what there is")
    hits = tuple(
        EngineHit(
            str(hit["_source"]["key"]),
            float(hit["_score"] or 0.0),
            a2b_base64(hit["_source"]["payload"]),
        )
        for hit in answer["hits"]["hits"]
    )
    buckets = answer.get("aggregations", {}).get("marks", {}).get("buckets", ())
    facets = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets}
    return EngineFound(hits, int(answer["hits"]["total"]["value"]), facets)


def is_trouble(error: Mapping[str, Any] | None) -> bool:
    """Whether what was said of one document means that nothing is known of it."""
    return error is not None and error.get("type") != "index_not_found_exception"


def reason_of(error: Any) -> str:
    """Why a document was refused, in words."""
    if isinstance(error, Mapping):
        return f"{error.get('type')}: {error.get('reason')}"
    return str(error)


def query_of(plan: Plan) -> dict[str, Any]:
    """What documents `plan` is about."""
    must = [clause_of(clause) for clause in plan.must]
    if plan.clauses:
        some = [clause_of(clause) for clause in plan.clauses]
        must.append({"bool": {"should": some, "minimum_should_match": plan.enough}})
    narrow: list[dict[str, Any]] = [{"terms": {"marks": list(group)}} for group in plan.marks]
    if plan.only:
        narrow.append({"terms": {"key": list(plan.only)}})
    if plan.since is not None or plan.until is not None:
        narrow.append({"range": {"created": _between(plan.since, plan.until)}})
    never = [clause_of(clause) for clause in plan.never]
    if plan.unseen:
        never.append({"terms": {"marks": list(plan.unseen)}})
    if plan.without:
        never.append({"terms": {"key": list(plan.without)}})
    if not must and not narrow:
        must.append({"match_all": {}})
    return {"bool": {"must": must, "filter": narrow, "must_not": never}}


def clause_of(clause: Clause) -> dict[str, Any]:
    """The best of all ways to have what is looked for, the others counting TIE each."""
    ways = [_row(name, row, weight) for row in clause.rows for name, weight in FIELDS.items()]
    ways += [_one("term", "codes", value=code, boost=CODE) for code in clause.codes]
    ways += _alike(clause)
    if not ways:
        return {"match_none": {}}
    best = {"queries": ways, "tie_breaker": TIE, "boost": clause.weight}
    return ways[0] if len(ways) == 1 and clause.weight == 1 else {"dis_max": best}


def frequencies_of(clauses: Sequence[Clause], asked: Search) -> Search:
    """How many documents have each clause, and how many there are; `asked` as above."""
    asked = asked.extra(size=0, track_total_hits=True)
    filters = {str(number): clause_of(clause) for number, clause in enumerate(clauses)}
    asked.aggs.bucket("said", "filters", filters=filters or {"0": {"match_none": {}}})
    return asked


def _row(name: str, row: Sequence[str], boost: float) -> dict[str, Any]:
    if len(row) == 1:
        return _one("term", name, value=row[0], boost=boost)
    return _one("match_phrase", name, query=" ".join(row), analyzer="whitespace", boost=boost)


def _alike(clause: Clause) -> Iterator[dict[str, Any]]:
    """A constant score, as tantivy gives: how rare a mistyped word is says nothing."""
    for word in (row[0] for row in clause.rows if len(row) == 1):
        if clause.is_prefix:
            yield _one("prefix", "prefixes", value=word, boost=ALIKE)
        if clause.fuzz:
            for name, weight in FIELDS.items():
                yield _one(
                    "fuzzy",
                    name,
                    value=word,
                    fuzziness=clause.fuzz,
                    transpositions=True,
                    rewrite="constant_score",
                    boost=ALIKE * weight,
                )


def _one(kind: str, name: str, **how: Any) -> dict[str, Any]:
    return {kind: {name: how}}


def _between(since: int | None, until: int | None) -> dict[str, int]:
    bounds = {"gte": since, "lt": until}
    return {name: value for name, value in bounds.items() if value is not None}

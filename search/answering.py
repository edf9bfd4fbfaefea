"""Who answers: the engine behind a breaker, and the database where the engine can't."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from django.conf import settings

from forum.queries import Viewer, visible_boards
from forum.queries.visibility import all_boards, audience_of
from search.asked import Found, Query
from search.breaker import Breaker
from search.documents import PUBLIC
from search.doors import gone_keys
from search.engines import engine
from search.engines.base import MOST_HITS, Clause, EngineDown, EngineFound, EngineHit, Plan
from search.engines.basic import BasicEngine
from search.plans import alike, begun_plan, loosened, place_of, plan_of, similar_plan, weigh
from search.ranking import in_order, merged
from search.words import words_of

log = logging.getLogger(__name__)
breaker = Breaker()
# What is offered unasked scores at least this share of what scores best.
OFFERED_SHARE = 0.4


@dataclass(frozen=True)
class Scope:
    """What a viewer may see now: the indexes that their boards are in, ids of the boards that they may
    not see, and keys of documents of which the index may hold more than stands. `only` these keys,
    where there are any. No index is waited for after `until` (by the monotonic clock)."""

    audiences: tuple[str, ...]
    closed: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    until: float = inf


def scope_of(viewer: Viewer) -> Scope:
    """Read now, so that what was closed or hidden a moment ago counts before the index knows. One
    query, beside those of the boards."""
    boards = {board.pk for board in visible_boards(viewer)}
    # What posts say is public, also where no board is.
    audiences = tuple(sorted({PUBLIC, *(audience_of(pk) for pk in boards)}))
    closed = tuple(sorted(set(all_boards()) - boards))
    return Scope(
        audiences, closed, gone_keys(viewer), until=time.monotonic() + settings.SEARCH_TIMEOUT
    )


def find(viewer: Viewer, query: Query) -> tuple[Found, str]:
    """What there is for `query`, and the name of who answered."""
    if query.is_nowhere or query.is_empty:
        return Found(total=0), engine().name
    return _ask(
        lambda: searched(scope_of(viewer), query), lambda: BasicEngine().search(viewer, query)
    )


def find_similar(viewer: Viewer, title: str, body: str = "", *, limit: int) -> Sequence[str]:
    """Keys of documents about what a question says, best first."""

    def by_engine() -> Found:
        return Found(keys_of(worth_offering(similar_hits(scope_of(viewer), title, body)))[:limit])

    def basic() -> Found:
        return Found(BasicEngine().similar(viewer, words_of(f"{title} {body}"), limit=limit))

    return _ask(by_engine, basic)[0].keys


def similar_hits(scope: Scope, title: str, body: str = "") -> list[EngineHit]:
    """What the engine has about what a question says, best first. Raises EngineDown."""
    asked, weighed = engine(), weigh(title, body)
    where, clauses = place_of(scope.closed, scope.without), [clause for clause, _ in weighed]
    plans: dict[str, Plan] = {}
    for audience in scope.audiences:
        known = asked.frequencies(audience, clauses, until=scope.until)
        plan = similar_plan(weighed, *known, where)
        if plan.clauses:
            plans[audience] = plan
    return list(_everywhere(scope, plans, title or body, body if title else "").hits)


def worth_offering(hits: Sequence[EngineHit]) -> list[EngineHit]:
    """Those of which the words say nearly as much as the best one's: who is offered something else
    looks at no offer any more."""
    best = max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits if hit.score >= OFFERED_SHARE * best]


def find_begun(viewer: Viewer, words: Sequence[str], *, limit: int) -> Sequence[str]:
    """Keys of documents for words of which the last is still being typed, best first."""

    def by_engine() -> Found:
        scope = scope_of(viewer)
        where = replace(place_of(scope.closed, scope.without), limit=MOST_HITS // 4)
        plan = begun_plan(words, where)
        found = _alike_everywhere(scope, plan, " ".join(words))
        return Found(keys_of(found.hits)[:limit])

    def basic() -> Found:
        return BasicEngine().search(viewer, Query(words=tuple(words)))

    return _ask(by_engine, basic)[0].keys[:limit]


def _ask(searched: Callable[[], Found], basic: Callable[[], Found]) -> tuple[Found, str]:
    if breaker.may_ask():
        try:
            found = searched()
        except EngineDown as error:
            breaker.failed()
            log.warning("the search engine does not answer, so the database does: %s", error)
        else:
            breaker.answered()
            return found, engine().name
    return basic(), BasicEngine.name


def searched(scope: Scope, query: Query) -> Found:
    """What the engine has for `query`. Raises EngineDown.

    As it was typed; where that finds nothing, with typing mistakes. Where it leaves room, what has
    some of the words comes too, because people who mean the same say it with other words: that
    raised the mean reciprocal rank from 0.370 to 0.449 (docs/relevance.md).
    """
    plan, is_alike = plan_of(query, place_of(scope.closed, scope.without)), False
    # What leaves room is asked again for, so until then its order is nobody's.
    least = MOST_HITS if plan.enough > 1 else 0
    found = whole = _alike_everywhere(scope, plan, query.said, least)
    if not whole.total and (unknown := _unknown(scope, plan)):
        mended = alike(plan, unknown)
        near = _alike_everywhere(scope, mended, query.said, least)
        if is_alike := bool(near.total):
            found, plan = near, mended
    if found.total < MOST_HITS and plan.enough > 1:
        found = _alike_everywhere(scope, loosened(plan), query.said)
    return Found(
        keys_of(found.hits)[:MOST_HITS],
        is_more=found.total > MOST_HITS,
        is_loose=bool(found.total and not whole.total and not is_alike),
        is_alike=is_alike,
        total=found.total,
        facets=found.facets,
    )


def _unknown(scope: Scope, plan: Plan) -> list[Clause]:
    """What no document has that the viewer may read an index of."""
    asked = engine()
    counted = [
        asked.frequencies(audience, plan.clauses, until=scope.until)[1]
        for audience in scope.audiences
    ]
    return [
        clause for place, clause in enumerate(plan.clauses) if not any(c[place] for c in counted)
    ]


def _everywhere(
    scope: Scope, plans: Mapping[str, Plan], text: str, more: str = "", least: int = 0
) -> EngineFound:
    """What each index has for its plan, as one. Each is brought in order by itself, because scores
    of different indexes cannot be compared; none is where all have fewer than `least`."""
    asked = engine()
    answers = []
    for audience, plan in plans.items():
        answers.append(asked.find(audience, replace(plan, only=scope.only), until=scope.until))
    total = sum(answer.total for answer in answers)
    if total >= least:
        pairs = zip(answers, plans.values(), strict=True)
        answers = [_ranked(answer, plan, text, more) for answer, plan in pairs]
    facets: Counter[str] = Counter()
    for answer in answers:
        facets.update(answer.facets)
    sort = next(iter(plans.values())).sort if plans else ""
    return EngineFound(merged(answers, sort), total, facets)


def _ranked(found: EngineFound, plan: Plan, text: str, more: str) -> EngineFound:
    if plan.sort or not plan.clauses:
        return found
    return replace(found, hits=tuple(in_order(found.hits, text, more=more)))


def _alike_everywhere(scope: Scope, plan: Plan, text: str, least: int = 0) -> EngineFound:
    return _everywhere(scope, dict.fromkeys(scope.audiences, plan), text, least=least)


def keys_of(hits: Sequence[EngineHit]) -> tuple[str, ...]:
    """What was found, each once, in its order."""
    return tuple(dict.fromkeys(hit.key for hit in hits))

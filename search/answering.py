"""Who answers: the engine behind a breaker, and the database where the engine can't."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef

from forum.models import Reply
from forum.queries import Viewer, visible_boards, visible_threads
from forum.queries.visibility import audience_of
from search.asked import Found, Query
from search.breaker import Breaker
from search.documents import thread_key, thread_of_key
from search.engines import engine
from search.engines.base import MOST_HITS, EngineDown, EngineFound, EngineHit, Plan
from search.engines.basic import BasicEngine
from search.models import Outbox, Source
from search.plans import alike, begun_plan, loosened, plan_of, similar_plan
from search.ranking import in_order, merged

log = logging.getLogger(__name__)
breaker = Breaker()
# Changes that wait to be indexed of which each search looks whether something is gone.
MOST_WAITING = 10_000


@dataclass(frozen=True)
class Scope:
    """What a viewer may see now: ids of boards, the indexes that these are in, and keys of documents
    of which the index may hold more than stands."""

    boards: tuple[int, ...]
    audiences: tuple[str, ...]
    without: tuple[str, ...] = field(default=())


def scope_of(viewer: Viewer) -> Scope:
    """Read now, so that what was closed or hidden a moment ago counts before the index knows. One
    query, beside those of the boards."""
    boards = tuple(board.pk for board in visible_boards(viewer))
    audiences = tuple(sorted({audience_of(pk) for pk in boards}))
    return Scope(boards, audiences, tuple(map(thread_key, _gone(viewer))))


def _gone(viewer: Viewer) -> list[int]:
    """Threads that changed since they were indexed, and are gone since, or a reply of them is."""
    waiting = Outbox.objects.filter(source=Source.THREAD).order_by("-pk")[:MOST_WAITING]
    changed = Outbox.objects.filter(pk__in=waiting.values("pk"))
    stands = visible_threads(viewer).filter(pk=OuterRef("object_id"))
    lost = Reply.objects.filter(
        thread=OuterRef("object_id"), deleted_at__isnull=False, deleted_at__gte=OuterRef("at")
    )
    rows = changed.annotate(stands=Exists(stands), lost=Exists(lost))
    return sorted(set(rows.exclude(stands=True, lost=False).values_list("object_id", flat=True)))


def find(viewer: Viewer, query: Query) -> tuple[Found, str]:
    """What there is for `query`, and the name of who answered."""
    if query.is_nowhere or query.is_empty:
        return Found(total=0), engine().name
    return _ask(
        lambda: _searched(scope_of(viewer), query), lambda: BasicEngine().search(viewer, query)
    )


def find_similar(viewer: Viewer, text: str, words: Sequence[str], *, limit: int) -> Sequence[int]:
    """Threads about what `text` says (`words` are its own), best first."""

    def searched() -> Found:
        scope = scope_of(viewer)
        found = _everywhere(scope, similar_plan(words, scope.boards, scope.without))
        return Found(_threads(in_order(found.hits, text, similar=True))[:limit])

    def basic() -> Found:
        return Found(BasicEngine().similar(viewer, tuple(words), limit=limit))

    return _ask(searched, basic)[0].thread_ids


def find_begun(viewer: Viewer, words: Sequence[str], *, limit: int) -> Sequence[int]:
    """Threads for words of which the last is still being typed, best first."""

    def searched() -> Found:
        scope = scope_of(viewer)
        plan = replace(begun_plan(words, scope.boards, scope.without), limit=MOST_HITS // 4)
        found = _everywhere(scope, plan)
        return Found(_threads(in_order(found.hits, " ".join(words)))[:limit])

    def basic() -> Found:
        return BasicEngine().search(viewer, Query(words=tuple(words)))

    return _ask(searched, basic)[0].thread_ids[:limit]


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


def _searched(scope: Scope, query: Query) -> Found:
    """As it was typed; where nothing is found, with typing mistakes; then with some of the words."""
    plan = plan_of(query, scope.boards, scope.without)
    found, is_loose, is_alike = _everywhere(scope, plan), False, False
    if not found.total and plan.clauses:
        found = _everywhere(scope, alike(plan))
        is_alike = bool(found.total)
    if not found.total and plan.enough > 1:
        found = _everywhere(scope, loosened(plan))
        is_loose = bool(found.total)
    ids = _threads(found.hits if query.sort else in_order(found.hits, query.said))
    return Found(
        ids[:MOST_HITS],
        is_more=found.total > MOST_HITS,
        is_loose=is_loose,
        is_alike=is_alike,
        total=found.total,
        facets=found.facets,
    )


def _everywhere(scope: Scope, plan: Plan) -> EngineFound:
    """The plan in each index that the viewer may read, as one."""
    asked = engine()
    answers = [asked.find(audience, plan) for audience in scope.audiences]
    facets: Counter[str] = Counter()
    for answer in answers:
        facets.update(answer.facets)
    return EngineFound(merged(answers, plan.sort), sum(a.total for a in answers), facets)


def _threads(hits: Sequence[EngineHit]) -> tuple[int, ...]:
    ids = (thread_of_key(hit.key) for hit in hits)
    return tuple(dict.fromkeys(pk for pk in ids if pk))

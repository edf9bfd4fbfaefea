"""What is like a text of somebody who did not come here to ask, with how like it is."""

from forum.providers import Suggestion
from forum.queries import Viewer, visible_threads
from forum.queries.lists import as_rows
from search.answering import scope_of, similar_hits, worth_offering
from search.documents import ids_of_keys, post_key, thread_key
from search.engines.base import EngineDown
from search.posts import post_rows
from search.queries import howto_suggestion, thread_suggestion
from search.ranking import likenesses


def similar(viewer: Viewer, text: str, *, limit: int) -> list[tuple[Suggestion, int]]:
    """Threads and posts that `viewer` may see, best first, each with its likeness in thousandths (0
    where there is no model); nothing where the engine does not answer."""
    try:
        hits = worth_offering(similar_hits(scope_of(viewer), text))[: limit * 2]
    except EngineDown:
        return []
    likeness = dict(zip([hit.key for hit in hits], likenesses(hits, text), strict=True))
    ids, posts = ids_of_keys(list(likeness))
    rows = as_rows(visible_threads(viewer)).filter(pk__in=ids) if ids else ()
    found = {thread_key(row.pk): thread_suggestion(row) for row in rows}
    found |= {post_key(pk): howto_suggestion(post) for pk, post in post_rows(posts).items()}
    return [(found[key], near) for key, near in likeness.items() if key in found][:limit]

"""Working out how much each message needs us, in batches, again whenever the bell rings."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ambassadors.actions.steps import desk_moved
from ambassadors.desk import desk_now
from ambassadors.kinds import guess
from ambassadors.likeness import LIKE_THREAD, Crowd, Same, near_threads, vectors_of
from ambassadors.models import Item, Mention
from ambassadors.models.items import is_waiting
from ambassadors.notable import Score, Signs, harm_of, names_any, score
from ambassadors.wording import words_of
from search.engines import engine
from search.engines.base import EngineDown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 200
# So long a message waits for the index to be there before it is scored without it.
WITHOUT_INDEX = timedelta(minutes=5)


def score_waiting(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Score what waits and has no score yet, the newest first; returns how many items that were. What
    is killed on its way is done again."""
    at = at or timezone.now()
    if not _has_index():
        at -= WITHOUT_INDEX  # what is like it is looked for where that can be done soon
    waiting = Item.objects.filter(is_waiting(), scored_at=None, mention__isnull=False)
    waiting = waiting.filter(arrived_at__lte=at)
    items = list(waiting.select_related("mention").order_by("-pk")[:limit])
    mentions = [item.mention for item in items if item.mention]
    if not mentions:
        return 0
    rows, packed = vectors_of([mention.text for mention in mentions])
    with transaction.atomic():
        for mention, vector in zip(mentions, packed, strict=True):
            mention.vector = vector
        Mention.objects.bulk_update(mentions, ["vector"], batch_size=100)
    crowd = Crowd(at)
    for place, item in enumerate(items):
        same = Same() if rows is None else _same(crowd, mentions[place], rows[place])
        _put(item, scored(mentions[place], same), at=at)
    with transaction.atomic():
        Item.objects.bulk_update(
            items, ["score", "parts", "is_urgent", "scored_at"], batch_size=100
        )
        desk_moved()
    return len(items)


def _has_index() -> bool:
    try:
        return engine().answers()
    except EngineDown:
        return False


def _same(crowd: Crowd, mention: Mention, row: "NDArray[np.float32]") -> Same:
    near = [one for one, likeness in near_threads(mention.text) if likeness >= LIKE_THREAD]
    return Same(
        people=crowd.same_people(mention, row),
        threads=sum(one.me_too_count + 1 for one in near if not one.answers),
        searches=crowd.same_searches(row),
        is_solved=any(one.answers for one in near),
    )


def scored(mention: Mention, same: Same) -> Score:
    """The score of one message, with what is known of others who ask the same."""
    desk = desk_now()
    words = words_of(mention.text)
    signs = Signs(
        kind=mention.kind or "chatter",
        asks=guess(mention.text, words).asks,
        names_product=names_any(words, desk.products),
        is_private=mention.is_private,
        same_people=same.people,
        same_threads=same.threads,
        same_searches=same.searches,
        spread=mention.reposts,
        harm=harm_of(words),
        is_solved=same.is_solved,
    )
    return score(signs, desk.weights)


def _put(item: Item, found: Score, *, at: datetime) -> None:
    item.score, item.is_urgent, item.scored_at = found.points, found.is_urgent, at
    item.parts = [part.as_row() for part in found.parts]

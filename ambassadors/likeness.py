"""Who else says the same: messages of the last days, threads without a Solution, and searches that
found nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count

from ambassadors.models import Mention
from ambassadors.wording import words_of
from forum.providers import Suggestion
from search.embeddings import embedding, pack, unpack
from search.models import SearchEntry
from search.similar import similar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# From this cosine on two messages ask the same (chosen with the weights: 0.65 and 0.75 did worse),
# and so many days back.
LIKE, WINDOW = 0.7, 30
# The newest so many messages are compared with, and searches.
MOST_MENTIONS, MOST_SEARCHES = 20_000, 1_000
# A thread about the same, in thousandths of the cosine between question and document.
LIKE_THREAD = 550


@dataclass(frozen=True)
class Same:
    """How many ask the same, and whether it is solved already."""

    people: int = 0
    threads: int = 0
    searches: int = 0
    is_solved: bool = False


class Crowd:
    """What others said lately, read once for a batch of messages."""

    def __init__(self, at: datetime) -> None:
        since = at - timedelta(days=WINDOW)
        rows = Mention.objects.filter(gone="", is_own=False, published_at__gte=since)
        rows = rows.exclude(vector=b"").order_by("-published_at", "-pk")
        found = list(rows.values_list("pk", "contact_id", "vector")[:MOST_MENTIONS])
        self._mentions = [(pk, contact) for pk, contact, _vector in found]
        self._vectors = unpack([bytes(vector) for _pk, _contact, vector in found])
        entries = SearchEntry.objects.filter(at__gte=since, hits=0).values("text")
        entries = entries.annotate(times=Count("pk")).order_by("-times", "text")
        searches = list(entries.values_list("text", "times")[:MOST_SEARCHES])
        model = embedding()
        self._times = [times for _text, times in searches] if model else []
        self._searches = model.embed([text for text, _times in searches]) if model else None

    def same_people(self, mention: Mention, row: "NDArray[np.float32]") -> int:
        """How many other people wrote something like it."""
        if not self._mentions or not row.any():
            return 0
        near = (self._vectors @ row >= LIKE).nonzero()[0]
        people = {self._mentions[place][1] for place in near}
        return len(people - {mention.contact_id, None})

    def same_searches(self, row: "NDArray[np.float32]") -> int:
        """How often something like it was looked for and not found."""
        if self._searches is None or not self._times or not row.any():
            return 0
        near = (self._searches @ row >= LIKE).nonzero()[0]
        return sum(self._times[place] for place in near)


def vectors_of(texts: Sequence[str]) -> "tuple[NDArray[np.float32] | None, list[bytes]]":
    """What texts mean, as rows and packed; None and empty where there is no model."""
    model = embedding()
    if model is None or not texts:
        return None, [b""] * len(texts)
    rows = model.embed([" ".join(words_of(text)) for text in texts])
    return rows, pack(rows)


def near_threads(text: str, *, limit: int = 5) -> list[tuple[Suggestion, int]]:
    """Public threads and how-tos about what `text` says, with their likeness: a link to them goes to
    people who see no closed board."""
    return similar(AnonymousUser(), " ".join(words_of(text)), limit=limit)

"""To whom new work goes: who answered this customer last, else who knows the language and the topic, else
who has least. Only to somebody who is on duty now; anybody may claim it all the same."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ambassadors.actions.steps import desk_moved
from ambassadors.models import Item
from ambassadors.models.items import is_waiting
from ambassadors.queries.claims import held_by_somebody
from ambassadors.queries.duty import OnDuty, on_duty
from ambassadors.wording import words_of

BATCH = 200
# So long somebody remembers a customer.
REMEMBERED = timedelta(days=90)
LISTS = str.maketrans(",;\n", "   ")


@dataclass(frozen=True)
class Work:
    """What routing must know of an item: its language, its words, and who answered its author last."""

    language: str = ""
    words: frozenset[str] = frozenset()
    answered_by: int | None = None


def route_waiting(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Route what waits and nobody has, and what went to somebody who is not here any more; returns how
    many items went to somebody else than before."""
    at = at or timezone.now()
    here = [one for one in on_duty(at=at) if one.is_on]
    with transaction.atomic():
        free = _free(at)
        gone = Q(routed_to__isnull=False) & ~Q(routed_to__in=[one.member.pk for one in here])
        rows = free.filter(gone | Q(routed_to=None, scored_at__isnull=False) if here else gone)
        rows = rows.select_for_update(of=("self",)).select_related("mention__contact", "thread")
        items = list(rows.order_by("-score", "-pk")[:limit])
        if not items:
            return 0
        loads = _loads(here, free)
        for item in items:
            item.routed_to_id = chosen_for(_work_of(item, at=at), here, loads)
            if item.routed_to_id is not None:
                loads[item.routed_to_id] += 1
        Item.objects.bulk_update(items, ["routed_to"], batch_size=100)
        desk_moved()
    return len(items)


def _free(at: datetime) -> QuerySet[Item]:
    """What waits and nobody has claimed."""
    return Item.objects.filter(is_waiting()).exclude(held_by_somebody(at))


def chosen_for(work: Work, here: Sequence[OnDuty], loads: Counter[int]) -> int | None:
    """The member who gets it; None where nobody is on duty."""
    if work.answered_by in {one.member.pk for one in here}:
        return work.answered_by
    able = [one for one in here if _speaks(one, work.language)] or list(here)
    able = [one for one in able if _knows(one, work.words)] or able
    best = min(able, key=lambda one: (loads[one.member.pk], one.member.pk), default=None)
    return None if best is None else best.member.pk


def _speaks(one: OnDuty, language: str) -> bool:
    said = listed(one.duty.languages)
    return not (said and language) or language.partition("-")[0] in said


def _knows(one: OnDuty, words: frozenset[str]) -> bool:
    return bool(listed(one.duty.topics) & words)


def listed(text: str) -> frozenset[str]:
    """The words of a list as somebody types it: "en, nl"."""
    return frozenset(text.casefold().translate(LISTS).split())


def _loads(here: Iterable[OnDuty], free: QuerySet[Item]) -> Counter[int]:
    """How much each of them has already: what they work on, and what waits for them."""
    loads = Counter({one.member.pk: one.open for one in here})
    waiting = free.filter(routed_to__in=list(loads))
    loads.update(dict(waiting.values_list("routed_to").annotate(n=Count("pk"))))
    return loads


def _work_of(item: Item, *, at: datetime) -> Work:
    if item.mention is None:
        title = item.thread.title if item.thread else ""
        return Work(item.language, frozenset(words_of(title)))
    contact = item.mention.contact
    knows = contact is not None and (contact.answered_at or at - REMEMBERED) > at - REMEMBERED
    by = contact.answered_by_id if contact is not None and knows else None
    return Work(item.language, frozenset(words_of(item.mention.text)), by)

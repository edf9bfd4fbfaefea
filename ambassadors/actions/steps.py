"""What every act at the desk does: the item moves on, its history says so, and open pages hear of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from accounts.models import Member
from accounts.versions import bump
from ambassadors.enums import Step
from ambassadors.models import Item, ItemEvent
from ambassadors.models.items import REASON_LENGTH

QUEUE_VERSION = "desk_queue"


def desk_moved() -> None:
    """Something of the queue changed; called in that transaction. Pages ask for this number alone."""
    bump(QUEUE_VERSION)


def held(item: Item) -> Item:
    """The item as it stands now, held until the transaction ends."""
    rows = Item.objects.select_for_update(of=("self",))
    return rows.select_related("mention__contact", "channel", "thread").get(pk=item.pk)


def note_step(
    item: Item,
    step: Step,
    *,
    by: Member | None,
    at: datetime,
    reason: str = "",
    detail: Mapping[str, Any] | None = None,
    moves: bool = True,
    **changes: Any,
) -> None:
    """Write the step down and the item's `changes` with it. `moves` is false for what leaves an answer
    that is being written as true as it was (a claim, a look)."""
    ItemEvent.objects.create(
        item=item, step=step, by=by, at=at, reason=reason[:REASON_LENGTH], detail=dict(detail or {})
    )
    if moves:
        changes["version"] = F("version") + 1
    Item.objects.filter(pk=item.pk).update(changed_at=at, **changes)
    desk_moved()

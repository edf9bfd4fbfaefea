"""What departments have in hand."""

from django.http import Http404

from accounts.models import Member
from ambassadors.models import Department, HandOff, Item
from ambassadors.queries.queue import visible_items

MOST = 100


def departments() -> list[Department]:
    """Those that take something."""
    return list(Department.objects.filter(is_on=True))


def open_hand_offs(viewer: Member) -> list[HandOff]:
    """What is not back yet, the soonest due first. One query, beside those of the boards."""
    rows = HandOff.objects.filter(ended_at=None, item__in=visible_items(viewer))
    rows = rows.select_related("department", "by", "owner", "item__mention", "item__thread")
    return list(rows[:MOST])


def get_ended_hand_off(item: Item, pk: int | None) -> HandOff | None:
    """What came back to an item; None for any other number."""
    return HandOff.objects.filter(item=item, pk=pk or 0, ended_at__isnull=False).first()


def get_hand_off(viewer: Member, pk: int) -> HandOff:
    """Raises Http404 for one that is not there, or is about what the viewer may not see."""
    rows = HandOff.objects.filter(item__in=visible_items(viewer)).select_related(
        "department", "item", "by"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

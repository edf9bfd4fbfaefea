"""Who has what."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from ambassadors.models import Claim, Item


def holding(at: datetime) -> QuerySet[Claim]:
    """All claims that hold at a moment."""
    return Claim.objects.filter(ended_at=None, until__gt=at)


def held_by_somebody(at: datetime) -> Exists:
    """Of rows of Item: whether somebody has it."""
    return Exists(holding(at).filter(item=OuterRef("pk")))


def open_claim(item: Item) -> Claim | None:
    """The claim on an item that nobody ended, run out or not."""
    return Claim.objects.filter(item=item, ended_at=None).select_related("by").first()


def holder_of(item: Item, *, at: datetime) -> Claim | None:
    """The claim that holds now."""
    claim = open_claim(item)
    return claim if claim is not None and claim.until > at else None

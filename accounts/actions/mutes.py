"""Not hearing of somebody, and hearing of them again. It is one's own, and the other never learns."""

from django.db import transaction
from django.utils import timezone

from accounts.actions.turns import take_turn
from accounts.enums import MUTABLE
from accounts.models import Member, Mute
from accounts.permissions import check_can_mute


@transaction.atomic
def mute_member(member: Member, *, by: Member) -> None:
    """From now on `by` is told nothing that `member` writes, and what was told already counts as
    read. Twice is once. Raises Refusal."""
    # One by one, so that the limit is counted right.
    take_turn(by)
    check_can_mute(by, member)
    Mute.objects.get_or_create(member=by, muted=member)
    new = by.notifications.filter(actor=member, kind__in=MUTABLE, read_at=None)
    new.update(read_at=timezone.now())


@transaction.atomic
def unmute_member(member: Member, *, by: Member) -> None:
    """Hear of them again; what they wrote meanwhile stays untold."""
    Mute.objects.filter(member=by, muted=member).delete()

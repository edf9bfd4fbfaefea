"""What is nearly due is told to whoever has it or is on duty; what is late, to staff as well. Once each, and
never with a word of the message: it may be taken down, and a mail cannot."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Member
from ambassadors.actions.telling import tell_each
from ambassadors.desk import desk_now
from ambassadors.models import Item
from ambassadors.models.items import is_waiting
from ambassadors.queries.claims import open_claim
from ambassadors.queries.duty import on_duty

SOURCE = "desk_item"
BATCH = 100


def warn_of_late(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Tell of items that are due within their target's warning, and of those that are late; returns
    how many items were told of. What is killed on its way is told of again, as the same event."""
    at = at or timezone.now()
    most = max((target.warn_minutes for target in desk_now().targets), default=0)
    waiting = Item.objects.filter(is_waiting(), due_at__isnull=False)
    late = waiting.filter(due_at__lte=at, late_at=None)
    soon = waiting.filter(due_at__gt=at, due_at__lte=at + timedelta(minutes=most), warned_at=None)
    told = [
        _tell(pk, at=at)
        for pk in late.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
    ]
    told += [
        _tell(pk, at=at)
        for pk in soon.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]
    ]
    return sum(told)


def _tell(pk: int, *, at: datetime) -> bool:
    with transaction.atomic():
        item = (
            Item.objects.select_for_update(of=("self",))
            .select_related("mention", "thread")
            .get(pk=pk)
        )
        if not item.waits or item.due_at is None:
            return False
        is_late = item.due_at <= at
        if (item.late_at if is_late else item.warned_at) is not None:
            return False
        if not is_late and item.due_at > at + timedelta(minutes=_warning_of(item)):
            return False
        _notify(item, is_late=is_late, at=at)
        changes = {"late_at": at} if is_late else {"warned_at": at}
        Item.objects.filter(pk=pk).update(**changes)
    return True


def _warning_of(item: Item) -> int:
    """How many minutes before it is due somebody is told."""
    board = item.thread.board_id if item.thread else None
    target = desk_now().target_of(
        channel=item.channel_id, board=board, kind=item.kind, urgent=item.is_urgent
    )
    return target.warn_minutes if target is not None else 0


def _notify(item: Item, *, is_late: bool, at: datetime) -> None:
    def said() -> tuple[str, str]:
        title = _("Somebody waits too long") if is_late else _("Somebody should be answered soon")
        network = item.mention.get_network_display() if item.mention else _("the forum")
        return title, _("A message on %(network)s, at the listening desk.") % {"network": network}

    event = f"{'late' if is_late else 'due'}:{item.pk}"
    whom, source = _whom(item, is_late=is_late, at=at), (SOURCE, item.pk)
    tell_each(whom, event=event, source=source, url=f"/desk/{item.pk}/", said=said, by=None, at=at)


def _whom(item: Item, *, is_late: bool, at: datetime) -> Iterable[Member]:
    """Who has it, else whose it is, else who is on duty; of what is late staff hear too."""
    claim = open_claim(item)
    if claim is not None and claim.until > at:
        found = {claim.by_id: claim.by}
    elif item.routed_to is not None:
        found = {item.routed_to.pk: item.routed_to}
    else:
        found = {one.member.pk: one.member for one in on_duty(at=at) if one.is_on}
    if is_late or not found:
        staff = Member.objects.filter(role=Role.STAFF, is_active=True)
        found |= {one.pk: one for one in staff}
    return found.values()

"""Handing an item to a department of the company, and back with what came of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import end_claim
from ambassadors.actions.steps import desk_moved, held, note_step
from ambassadors.actions.telling import tell_each
from ambassadors.enums import State, Step
from ambassadors.models import Department, HandOff, Item
from ambassadors.models.handoffs import WORDS_LENGTH
from ambassadors.permissions import (
    MovedOn,
    check_can_end_hand_off,
    check_can_use_desk,
    check_has_claim,
    check_is_current,
    check_length,
)
from ambassadors.personal import mask
from ambassadors.queries.claims import open_claim

SOURCE = "hand_off"
BATCH = 100


def hand_off(
    item: Item,
    *,
    by: Member,
    department: Department,
    words: str,
    version: int,
    at: datetime | None = None,
) -> HandOff:
    """Give the item to a department, with what it should do. Its members are told, without a word of
    the message. Raises MovedOn where `by` does not have the item, or it moved on; Refusal for a
    department that takes nothing, and for words that are none or show somebody's personal data."""
    at, words = at or timezone.now(), _checked(words)
    try:
        with transaction.atomic():
            item = held(item)
            check_has_claim(by, item, open_claim(item), at=at)
            check_is_current(item, version)
            if not department.is_on:
                raise Refusal(_("This department takes nothing at present."))
            due = at + timedelta(hours=department.due_hours)
            made = HandOff.objects.create(
                item=item, department=department, by=by, words=words, at=at, due_at=due
            )
            end_claim(item, at=at)
            detail = {"department": department.pk}
            note_step(item, Step.HANDED_OFF, by=by, at=at, detail=detail, state=State.HANDED_OFF)
            _tell(made, "handed", department.members.filter(is_active=True), by=by, at=at)
    except IntegrityError:
        raise MovedOn(_("Somebody else has handed this off already.")) from None
    return made


def _checked(words: str) -> str:
    sentence = _("Please say in between 1 and %(most)s characters what it is about.")
    words = check_length(words, WORDS_LENGTH, sentence)
    if mask(words).hid:
        raise Refusal(_("This shows a mail address or a number of somebody. Please leave it out."))
    return words


def receive(row: HandOff, *, by: Member, at: datetime | None = None) -> None:
    """`by` has it now: the receipt. Raises MovedOn for one that is over."""
    at = at or timezone.now()
    check_can_use_desk(by)
    with transaction.atomic():
        open_ = HandOff.objects.filter(pk=row.pk, ended_at=None)
        if not open_.update(owner=by, received_at=at):
            raise MovedOn(_("This came back to the desk already."))
        desk_moved()


def end_hand_off(row: HandOff, *, by: Member, outcome: str, at: datetime | None = None) -> None:
    """It comes back to the desk with what the customer may be told, and first of all to whoever handed
    it off. Raises MovedOn for one that is over, and Refusal for whoever has nothing to do with it."""
    at, outcome = at or timezone.now(), _checked(outcome)
    with transaction.atomic():
        item = held(row.item)
        found = HandOff.objects.select_for_update(of=("self",)).get(pk=row.pk)
        check_can_end_hand_off(by, found)
        if found.ended_at is not None:
            raise MovedOn(_("This came back to the desk already."))
        who = {} if found.owner_id else {"owner": by, "received_at": at}
        HandOff.objects.filter(pk=found.pk).update(outcome=outcome, ended_at=at, **who)
        if item.state == State.HANDED_OFF:
            note_step(
                item,
                Step.REOPENED,
                by=by,
                at=at,
                detail={"hand_off": found.pk},
                state=State.TRIAGED,
                routed_to=found.by_id,
                ended_at=None,
            )
        _tell(found, "back", [found.by], by=by, at=at)


def warn_of_late_hand_offs(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Tell whoever has what is late, or its department, and whoever handed it off; once each."""
    at = at or timezone.now()
    late = HandOff.objects.filter(ended_at=None, due_at__lte=at, late_at=None)
    return sum(_late(pk, at=at) for pk in late.values_list("pk", flat=True)[:limit])


def _late(pk: int, *, at: datetime) -> bool:
    with transaction.atomic():
        rows = HandOff.objects.select_for_update(of=("self",)).select_related(
            "by", "owner", "department"
        )
        row = rows.get(pk=pk)
        if row.ended_at is not None or row.late_at is not None:
            return False
        has_it = [row.owner] if row.owner else list(row.department.members.filter(is_active=True))
        _tell(row, "late", [*has_it, row.by], by=None, at=at)
        HandOff.objects.filter(pk=pk).update(late_at=at)
    return True


def _tell(
    row: HandOff, what: str, whom: Iterable[Member], *, by: Member | None, at: datetime
) -> None:
    def said() -> tuple[str, str]:
        titles = {
            "handed": _("Something was handed to your department"),
            "back": _("What you handed off came back"),
            "late": _("What was handed off is late"),
        }
        return titles[what], row.department.name

    event, source = f"{what}:{row.pk}", (SOURCE, row.pk)
    tell_each(
        whom, event=event, source=source, url=f"/desk/{row.item_id}/", said=said, by=by, at=at
    )

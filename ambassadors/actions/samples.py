"""Every week some of what rules ignored is put before a person, who says whether it was noise: so the
desk knows what it misses, and does not merely hope."""

import random
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.steps import held
from ambassadors.actions.triage import give_verdict, put_back
from ambassadors.enums import Ignored, State
from ambassadors.models import Item, Sampled
from ambassadors.permissions import check_can_use_desk

# So many a week: few enough to be looked at, enough to see a tenth.
SAMPLE = 50


def monday_of(at: datetime) -> date:
    """The first day of a moment's week."""
    return at.date() - timedelta(days=at.weekday())


def draw_sample(*, at: datetime | None = None, dice: random.Random | None = None) -> int:
    """Draw the sample of this week from what was ignored in the week before; returns how many items it
    has. A week is drawn once."""
    at = at or timezone.now()
    week = monday_of(at)
    if Sampled.objects.filter(week=week).exists():
        return 0
    begins = datetime.combine(week, datetime.min.time(), tzinfo=at.tzinfo)
    ignored = Item.objects.filter(
        ignored=Ignored.RULE, arrived_at__gte=begins - timedelta(days=7), arrived_at__lt=begins
    ).exclude(mention=None)
    found = list(ignored.filter(mention__gone="").order_by("pk").values_list("pk", flat=True))
    chosen = (dice or random.SystemRandom()).sample(found, min(SAMPLE, len(found)))
    rows = [Sampled(week=week, item_id=pk) for pk in sorted(chosen)]
    Sampled.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def judge_sampled(item: Item, *, by: Member, was_noise: bool, at: datetime | None = None) -> None:
    """Say whether an ignored item was noise; what was not comes back to the queue. Raises Refusal for
    an item that no rule ignored."""
    at = at or timezone.now()
    with transaction.atomic():
        check_can_use_desk(by)
        item = held(item)
        if item.rule_id is None:
            raise Refusal(_("No rule ignored this."))
        sampled = Sampled.objects.filter(item=item).order_by("-week").first()
        week = sampled.week if sampled else None
        give_verdict(item, by=by, was_noise=was_noise, at=at, week=week)
        if not was_noise and item.state == State.IGNORED:
            put_back(item, by=by, at=at)

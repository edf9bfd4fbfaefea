"""What we say to everybody on a network: tips spread over a day, and who is on duty now.

They are written down first and sent like answers (`actions.sending`): once, and never again by
themselves where nobody knows whether they went out.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.bells import ring_after_commit
from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.steps import desk_moved
from ambassadors.channels.base import ChannelDown, Cost
from ambassadors.desk import desk_now
from ambassadors.drafting import check_text, needs_second_reader
from ambassadors.enums import OutgoingKind, OutgoingState
from ambassadors.hours import Calendar, Open
from ambassadors.models import Channel, Macro, Outgoing
from ambassadors.models.outgoing import NOT_SENT
from ambassadors.networks import is_within_budget, may_speak, note_costs, speaker_of
from ambassadors.permissions import check_can_use_desk

BELL = "ambassadors.send"
MOST_TIPS = 12
# Around the clock nobody reads; a desk that is always open posts in these hours of its day.
DAYTIME = tuple(Open(weekday, 8 * 60, 20 * 60) for weekday in range(7))
FURTHEST = 60  # days
# What was passed on is counted for a week, and not more often than this.
COUNTED_FOR, COUNT_AGAIN = timedelta(days=7), timedelta(hours=6)


def write_post(
    *,
    by: Member,
    channel: Channel,
    text: str,
    kind: OutgoingKind = OutgoingKind.SHIFT,
    planned_at: datetime | None = None,
    macro: Macro | None = None,
    at: datetime | None = None,
) -> Outgoing:
    """Write a post down, to go out at `planned_at` (now). Raises Refusal for a channel that publishes
    nothing, and for a text that cannot go out or has a word to be careful with: here nobody asks."""
    at = at or timezone.now()
    check_can_use_desk(by)
    if not may_speak(channel):
        raise Refusal(_("Nothing can be published on that channel."))
    text, settings = text.replace("\0", "").replace("\r\n", "\n").strip(), desk_now().settings
    check_text(text, speaker_of(channel), settings, macro=None, confirmed=False)
    planned = planned_at or at
    waits = needs_second_reader(text, by, settings)
    with transaction.atomic():
        _check_not_said(channel, text, planned)
        made = Outgoing.objects.create(
            channel=channel,
            kind=kind,
            text=text,
            by=by,
            macro=macro,
            state=OutgoingState.APPROVAL if waits else OutgoingState.READY,
            at=at,
            planned_at=planned,
            next_try_at=planned,
        )
        desk_moved()
    ring_after_commit(BELL)
    return made


def plan_tips(
    *, by: Member, channel: Channel, tips: Sequence[Macro], day: date, at: datetime | None = None
) -> list[Outgoing]:
    """Spread tips evenly over the open hours of a day (of the desk's time zone), or over what is left of
    it. Raises Refusal where there are none left, for none or too many tips, and for one that goes out
    on that channel within a day of then."""
    at = at or timezone.now()
    if not 0 < len(tips) <= MOST_TIPS:
        raise Refusal(_("Choose between 1 and %(most)s tips.") % {"most": MOST_TIPS})
    times = times_of(day, len(tips), at=at)
    with transaction.atomic():
        _check_not_twice(channel, tips, times)
        return [
            write_post(
                by=by,
                channel=channel,
                text=tip.text,
                kind=OutgoingKind.TIP,
                planned_at=when,
                macro=tip,
                at=at,
            )
            for tip, when in zip(tips, times, strict=True)
        ]


def times_of(day: date, number: int, *, at: datetime) -> list[datetime]:
    """`number` moments, each in the middle of an equal part of the open time of `day` after `at`. Raises
    Refusal where there is none."""
    sentence = _("There are not enough open hours on that day.")
    if not -1 <= (day - at.date()).days <= FURTHEST:
        raise Refusal(sentence)
    kept = desk_now().calendar
    calendar = kept if kept.hours else Calendar(DAYTIME, kept.zone)
    begins = datetime.combine(day, time(), ZoneInfo(calendar.zone))
    ends = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(calendar.zone))
    begins = max(begins, at)
    open_minutes = int(calendar.between(begins, ends).total_seconds() // 60)
    if open_minutes < number:
        raise Refusal(sentence)
    found = [
        calendar.after(begins, (2 * n + 1) * open_minutes // (2 * number)) for n in range(number)
    ]
    return [when for when in found if when is not None]


def _check_not_twice(channel: Channel, tips: Iterable[Macro], times: Sequence[datetime]) -> None:
    near = _near(channel, times[0], times[-1]).filter(macro__in=list(tips))
    there = near.select_related("macro").first()
    if there is not None and there.macro is not None:
        words = _("“%(name)s” goes out there within a day of that already.")
        raise Refusal(words % {"name": there.macro.name})


def _check_not_said(channel: Channel, text: str, planned: datetime) -> None:
    """A form may be sent twice."""
    if _near(channel, planned, planned).filter(text=text).exists():
        raise Refusal(_("These words go out there within a day of that already."))


def _near(channel: Channel, first: datetime, last: datetime) -> QuerySet[Outgoing]:
    """What goes out on a channel within a day of a time; one at a time asks, until they have written."""
    Channel.objects.select_for_update().get(pk=channel.pk)
    day = timedelta(days=1)
    rows = Outgoing.objects.filter(channel=channel).exclude(state__in=NOT_SENT)
    return rows.filter(planned_at__gt=first - day, planned_at__lt=last + day)


def count_reposts(*, at: datetime | None = None) -> int:
    """Ask how often our posts of the last week were passed on; returns how many were counted. What a
    network charges for is counted within its budget."""
    now = at or timezone.now()
    rows = Outgoing.objects.filter(
        state=OutgoingState.SENT, planned_at__gt=now - COUNTED_FOR
    ).exclude(network_id="")
    due = rows.exclude(counted_at__gt=now - COUNT_AGAIN)
    channels = Channel.objects.filter(is_on=True, pk__in=due.values("channel"))
    return sum(_count(row, due.filter(channel=row), now) for row in channels if may_speak(row))


def _count(channel: Channel, due: Iterable[Outgoing], now: datetime) -> int:
    adapter, ids = speaker_of(channel), [row.network_id for row in due][:100]
    price = adapter.prices.get(adapter.look_price, 0)
    if not is_within_budget(channel, adapter, price * len(ids), day=now.date()):
        return 0
    try:
        found = adapter.reposts(ids, at=now)
    except ChannelDown:
        return 0
    with transaction.atomic():
        for network_id, number in found.items():
            Outgoing.objects.filter(channel=channel, network_id=network_id).update(reposts=number)
        Outgoing.objects.filter(channel=channel, network_id__in=ids).update(counted_at=now)
        looked = [Cost(adapter.look_price, one) for one in ids] if price else []
        note_costs(channel, looked, adapter.prices, at=now)
    return len(found)

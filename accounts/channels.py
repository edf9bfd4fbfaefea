"""How a member hears of a kind of thing, and when a digest goes out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accounts.enums import DEFAULT_CHANNELS, Channel
from accounts.models import Member

DIGEST_HOUR = 7
"""Digests go out at this hour of the member's own day."""

DIGEST_WEEKDAY = 4
"""Weekly ones on Fridays (Monday is 0)."""


def channel_of(member: Member, kind: str) -> Channel:
    """The channel that the member chose for a kind, or the kind's own. Without mail it is off."""
    if not member.wants_mail:
        return Channel.OFF
    chosen = member.channels.get(kind)
    if chosen in Channel.values:
        return Channel(chosen)
    return DEFAULT_CHANNELS.get(kind, Channel.NOW)


def due_at(member: Member, channel: Channel, at: datetime) -> datetime:
    """When a mail of this channel goes out that is asked for at `at`: at once, or with the next
    digest in the member's own zone."""
    if channel == Channel.NOW:
        return at
    local = at.astimezone(zone_of(member))
    due = datetime.combine(local.date(), time(DIGEST_HOUR), tzinfo=local.tzinfo)
    if due <= local:
        due += timedelta(days=1)
    if channel == Channel.WEEKLY:
        due += timedelta(days=(DIGEST_WEEKDAY - due.weekday()) % 7)
    return due


def zone_of(member: Member) -> ZoneInfo:
    """The member's zone; UTC where the name means nothing here."""
    try:
        return ZoneInfo(member.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

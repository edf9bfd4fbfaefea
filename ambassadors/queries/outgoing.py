"""Messages of ours that wait for somebody."""

from django.http import Http404

from accounts.models import Member
from ambassadors.enums import OutgoingState
from ambassadors.models import Channel, Item, Macro, MacroState, Outgoing
from ambassadors.networks import SPEAK, may_speak
from ambassadors.permissions import check_can_use_desk

POSTS = 100


def get_outgoing(viewer: Member, pk: int) -> tuple[Outgoing, Item | None]:
    """A message and its piece of work, which a post has none of. Raises Http404."""
    check_can_use_desk(viewer)
    found = Outgoing.objects.select_related("mention__item").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, found.mention.item if found.mention else None


def posts() -> list[Outgoing]:
    """What was or will be posted to everybody, the latest first."""
    rows = Outgoing.objects.filter(planned_at__isnull=False).exclude(state=OutgoingState.WITHDRAWN)
    related = rows.select_related("channel", "by", "approved_by", "macro")
    return list(related.order_by("-planned_at", "-pk")[:POSTS])


def tips() -> list[Macro]:
    """Those that somebody else has read, and that may go out as they stand."""
    rows = Macro.objects.filter(is_tip=True, must_edit=False, state=MacroState.REVIEWED)
    return list(rows.order_by("name"))


def speaking_channels() -> list[Channel]:
    """Channels that can publish."""
    rows = Channel.objects.filter(is_on=True, listens_only=False, kind__in=SPEAK)
    return [row for row in rows if may_speak(row)]

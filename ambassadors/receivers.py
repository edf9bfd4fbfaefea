"""What the desk notes down when the forum changes something: rows of its own, in the same transaction."""

from collections.abc import Collection
from typing import Any

from accounts import providers
from accounts.models import Member
from ambassadors.actions import handoffs, voice
from ambassadors.actions.late import SOURCE
from ambassadors.actions.privacy import erase_from_listening, merge_listening
from ambassadors.actions.threads import settle_thread
from ambassadors.models import HandOff
from ambassadors.models.items import is_waiting
from ambassadors.queries.privacy import listening_of
from ambassadors.queries.queue import visible_items
from forum.signals import thread_changed


def note_thread(sender: Any, thread_id: int, **more: Any) -> None:
    """A thread that waits here may have been answered."""
    settle_thread(thread_id)


def items_still_told(member: Member, ids: Collection[int]) -> set[int]:
    """Of a mail that says something is due: it goes while the item waits, to whoever may see it."""
    if not member.is_company:
        return set()
    rows = visible_items(member).filter(is_waiting(), pk__in=list(ids))
    return set(rows.values_list("pk", flat=True))


def hand_offs_still_told(member: Member, ids: Collection[int]) -> set[int]:
    """To the company's people, as long as they are that."""
    rows = HandOff.objects.filter(pk__in=list(ids)) if member.is_company else HandOff.objects.none()
    return set(rows.values_list("pk", flat=True))


def voice_still_told(member: Member, ids: Collection[int]) -> set[int]:
    """To the company's people."""
    return set(ids) if member.is_company else set()


def connect() -> None:
    """Called once, by AmbassadorsConfig.ready()."""
    providers.register_may_still_see(SOURCE, items_still_told)
    providers.register_export_part("listening", listening_of)
    providers.register_erase_part(erase_from_listening)
    providers.register_merge_part(merge_listening)
    providers.register_may_still_see(voice.SOURCE, voice_still_told)
    providers.register_may_still_see(handoffs.SOURCE, hand_offs_still_told)
    thread_changed.connect(note_thread, dispatch_uid="ambassadors.note_thread")

"""Telling people of work at the desk. Never with a word of a message: it may be taken down, and what was
told cannot."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import override

from accounts.actions.notifications import notify_many
from accounts.enums import NotificationKind
from accounts.models import Member

Said = Callable[[], tuple[str, str]]


def tell_desk(
    members: Iterable[Member],
    *,
    event: str,
    source: tuple[str, int],
    url: str,
    said: Said,
    by: Member | None,
    at: datetime,
) -> None:
    """Tell each once, in their own language: `said` gives the title and the words, `source` the kind and
    id of what must still be theirs to see when a mail goes out."""
    for member in {one.pk: one for one in members}.values():
        with override(member.language or None):
            title, words = said()
            notify_many(
                [member],
                kind=NotificationKind.DESK,
                event=event,
                source_kind=source[0],
                source_id=source[1],
                actor=by,
                title=title,
                words=words,
                url=url,
                at=at,
            )

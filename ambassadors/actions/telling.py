"""Telling people of work at the desk. Never with a word of a message: it may be taken down, and what was
told cannot."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import override

from accounts.actions.notifications import notify_many
from accounts.enums import NotificationKind
from accounts.languages import for_mail
from accounts.models import Member

Said = Callable[[], tuple[str, str]]


def tell_each(
    members: Iterable[Member],
    *,
    event: str,
    source: tuple[str, int],
    url: str,
    said: Said,
    by: Member | None,
    at: datetime,
    kind: NotificationKind = NotificationKind.DESK,
) -> None:
    """Tell each once, in their own language: `said` gives the title and the words, `source` the kind and
    id of what must still be theirs to see when a mail goes out."""
    told: dict[str, dict[int, Member]] = {}
    for member in members:
        told.setdefault(for_mail(member), {})[member.pk] = member
    for language, people in told.items():
        with override(language):
            title, words = said()
        notify_many(
            people.values(),
            kind=kind,
            event=event,
            source_kind=source[0],
            source_id=source[1],
            actor=by,
            title=title,
            words=words,
            url=url,
            at=at,
        )

"""Once a week the company is told what customers said, in their words, and where the rest stands."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.enums import COMPANY_ROLES
from accounts.models import Member, Notification
from ambassadors.actions.telling import tell_each
from ambassadors.queries.voice import Said, voice_of, week_of

SOURCE = "voice"
# Of each part so much fits into a notice.
QUOTED = 70


def tell_voice(*, at: datetime | None = None) -> int:
    """Tell everybody of the company of the week that is over, once; returns how many were told. Nothing
    where nobody said anything."""
    at = at or timezone.now()
    monday = week_of(at)
    event = f"voice:{monday}"
    if Notification.objects.filter(event=event).exists():
        return 0
    parts = voice_of(monday)
    if not any(part.threads for part in parts):
        return 0
    people = list(Member.objects.filter(role__in=COMPANY_ROLES, is_active=True))

    def said() -> tuple[str, str]:
        title = _("What customers said in the week of %(day)s")
        return title % {"day": date_format(monday)}, own_words(voice_of(monday))

    source = (SOURCE, monday.toordinal())
    with transaction.atomic():
        url = f"/desk/voice/?week={monday}"
        tell_each(people, event=event, source=source, url=url, said=said, by=None, at=at)
    return len(people)


def own_words(parts: Sequence[Said]) -> str:
    """The first of each part: under its heading what the customer wrote, cut short."""
    firsts = [(part.title, part.threads[0]) for part in parts if part.threads]
    return " · ".join(
        f"{title}: “{Truncator(thread.gist or thread.title).chars(QUOTED)}”"
        for title, thread in firsts
    )

"""Setting new guidelines: who accepted older ones accepted those."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.models import Member
from accounts.refusals import Refusal
from accounts.versions import bump
from reputation.guidelines import FIRST
from reputation.models import Guidelines
from reputation.models.programme import TEXT_LENGTH
from reputation.permissions import check_sets_programme

VERSION = "guidelines"


def set_guidelines(*, text: str, by: Member, at: datetime | None = None) -> Guidelines:
    """From now on Superusers agree to this text. Raises Refusal for whoever is not staff, and for
    an empty text or one that is too long."""
    at, text = at or timezone.now(), text.strip()
    check_sets_programme(by)
    if not 0 < len(text) <= TEXT_LENGTH:
        words = _("Guidelines have between 1 and %(most)s characters.")
        raise Refusal(words % {"most": TEXT_LENGTH})
    with transaction.atomic():
        # Whoever comes second waits here, and takes the next number.
        bump(VERSION)
        newest = Guidelines.objects.order_by("-number").first()
        number = newest.number + 1 if newest else FIRST + 1
        made = Guidelines.objects.create(number=number, text=text, by=by, at=at)
        note_act("guidelines", by=by, object_kind="guidelines", object_id=made.pk, at=at)
    return made

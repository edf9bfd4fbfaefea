"""Setting a new scheme: the old ones stay as they were, and what was earned under them too."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from accounts.versions import bump
from reputation.actions.sources import wait_for_fold
from reputation.models import Pending, SchemeVersion
from reputation.models.schemes import NOTE_LENGTH
from reputation.queries.schemes import VERSION
from reputation.schemes import PRIVILEGES, checked


def set_scheme(
    *, preset: str, data: Any, by: Member, note: str = "", backwards: bool = False
) -> SchemeVersion:
    """From now on these figures hold; with `backwards` what was earned before is soon counted by
    them too. Raises Refusal for whoever is not staff, and for figures that
    make no scheme."""
    if not by.is_staff:
        raise Refusal(_("Only staff set what points are given for."))
    if preset not in PRIVILEGES:
        raise Refusal(_("Please choose one of the presets."))
    with transaction.atomic():
        # Whoever comes second waits here, and takes the next number.
        bump(VERSION)
        newest = SchemeVersion.objects.order_by("-number").first()
        scheme = checked(newest.number + 1 if newest else 1, preset, data)
        wait_for_fold([Pending(kind=Pending.SCHEME, what=scheme.number)])
        if backwards:
            wait_for_fold([Pending(kind=Pending.RULES, what=scheme.number)])
        return SchemeVersion.objects.create(
            number=scheme.number,
            preset=preset,
            data=scheme.as_data(),
            backwards=backwards,
            by=by,
            note=note.strip()[:NOTE_LENGTH],
        )

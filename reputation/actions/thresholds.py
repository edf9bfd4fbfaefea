"""Setting thresholds of the search for vote rings: the old ones stay as they were."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.models import Member
from accounts.refusals import Refusal
from accounts.versions import bump
from reputation.models import RingThresholds
from reputation.models.rings import REASON_LENGTH
from reputation.rings.thresholds import DEFAULTS, FIGURES, checked


def set_thresholds(*, data: Any, by: Member, note: str) -> RingThresholds:
    """From the next search on these hold. Raises Refusal for whoever is not staff, for figures that
    are none, and without a reason."""
    if not by.is_staff:
        raise Refusal(_("Only staff set when votes look independent."))
    if not note.strip():
        raise Refusal(_("Please give the reason: people deserve to know why."))
    use = checked(data)
    kept = {
        name: getattr(use, name)
        for name in FIGURES
        if getattr(use, name) != getattr(DEFAULTS, name)
    }
    with transaction.atomic():
        # Whoever comes second waits here, and takes the next number.
        bump("rings")
        newest = RingThresholds.objects.first()
        made = RingThresholds.objects.create(
            number=newest.number + 1 if newest else 1,
            data=kept,
            by=by,
            note=note.strip()[:REASON_LENGTH],
        )
        note_act(
            "ring_figures",
            by=by,
            object_kind="ring_figures",
            object_id=made.pk,
            reason=note,
            before={"became": kept},
        )
    return made

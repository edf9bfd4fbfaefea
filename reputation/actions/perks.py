"""What was given to a Superuser as thanks is written down."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.refusals import Refusal
from reputation.actions.steps import note_step, own_url, tell_step
from reputation.enums import Step
from reputation.models import Perk
from reputation.models.programme import REASON_LENGTH, WHAT_LENGTH
from reputation.permissions import check_runs_programme
from reputation.queries.programme import last_term


def record_perk(
    member: Member, *, what: str, by: Member, note: str = "", at: datetime | None = None
) -> Perk:
    """Write down what was given; the member is told. Raises Refusal for whoever was never a
    Superuser, and for nothing."""
    at, what = at or timezone.now(), what.strip()[:WHAT_LENGTH]
    check_runs_programme(by)
    if not what:
        raise Refusal(_("Please say what was given."))
    with transaction.atomic():
        term = last_term(member)
        if term is None:
            raise Refusal(_("They were never a Superuser."))
        note = note.strip()[:REASON_LENGTH]
        made = Perk.objects.create(member=member, what=what, note=note, by=by, given_at=at)
        note_step("perk", member, by=by, at=at, reason=what)
        url, again = own_url(member), str(made.pk)
        tell_step(Step.PERK, term, [member], by=by, at=at, url=url, words=what, again=again)
    return made

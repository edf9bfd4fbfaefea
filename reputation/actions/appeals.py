"""What people say to a finding about their votes, and what the company answers."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.actions.notifications import notify
from accounts.enums import NotificationKind
from accounts.models import Member
from reputation.actions.rings import decide_finding
from reputation.enums import FindingState
from reputation.models import Appeal, Finding
from reputation.models.rings import APPEAL_LENGTH
from reputation.permissions import check_can_answer_appeal, check_can_appeal


def appeal_finding(
    finding: Finding, *, by: Member, text: str, at: datetime | None = None
) -> Appeal:
    """Say how it was; once to each decision. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        found = Finding.objects.select_for_update().get(pk=finding.pk)
        check_can_appeal(by, found, text)
        return Appeal.objects.create(finding=found, by=by, text=text.strip(), at=at)


def answer_appeal(
    appeal: Appeal, *, by: Member, answer: str, granted: bool, at: datetime | None = None
) -> Appeal:
    """Answer in words; `granted` lets the points count as well. Raises Refusal."""
    at = at or timezone.now()
    with transaction.atomic():
        Finding.objects.select_for_update().get(pk=appeal.finding_id)
        found = Appeal.objects.select_for_update().select_related("finding").get(pk=appeal.pk)
        check_can_answer_appeal(by, found, answer)
        found.answer, found.answered_by, found.answered_at = answer.strip()[:APPEAL_LENGTH], by, at
        found.is_granted = granted
        found.save()
        finding = found.finding
        if granted:
            cleared = FindingState.CLEARED
            decide_finding(finding, state=cleared, by=by, reason=found.answer, at=at)
        note_act(
            "ring_answer",
            by=by,
            object_kind="finding",
            object_id=finding.pk,
            url=finding.get_absolute_url(),
            reason=found.answer,
            before={"granted": granted},
            at=at,
        )
        _tell(found, at=at)
    return found


def _tell(appeal: Appeal, *, at: datetime) -> None:
    member = Member.objects.get(pk=appeal.by_id)
    with translation.override(settings.LANGUAGE_CODE):
        title = _("An answer to what you told us")
    notify(
        member,
        kind=NotificationKind.VOTES,
        event=f"appeal:{appeal.pk}",
        source_kind="finding",
        source_id=appeal.finding_id,
        actor=None,
        title=title,
        words=appeal.answer,
        url=appeal.finding.appeal_url,
        at=at,
    )

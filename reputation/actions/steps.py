"""What every step of the superuser programme leaves: an entry in the audit log about the member, and
word to whom it concerns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from accounts.actions.audit import note_act
from accounts.actions.notifications import notify_many
from accounts.enums import COMPANY_ROLES, NotificationKind
from accounts.models import AuditEntry, Member
from reputation.enums import Step
from reputation.models import Nomination, Term

Subject = Nomination | Term


def note_step(
    verb: str, member: Member, *, by: Member | None, at: datetime, reason: str = "", **what: Any
) -> AuditEntry:
    """The entry; `what` is kept beside it. It is about the member, so that it goes with them."""
    return note_act(
        f"superuser_{verb}",
        by=by,
        object_kind="member",
        object_id=member.pk,
        label=member.display_name,
        url=reverse("reputation:member-programme", args=[member.username]),
        reason=reason,
        before=what,
        at=at,
    )


def tell_step(
    step: Step,
    subject: Subject,
    people: Iterable[Member],
    *,
    by: Member | None,
    at: datetime,
    url: str,
    words: str = "",
    again: str = "",
) -> None:
    """Tell `people` of a step of a nomination or a term; `words` are somebody's own, such as the
    reason. `again` tells one step from another of the same kind."""
    kind = "nomination" if isinstance(subject, Nomination) else "term"
    with translation.override(settings.LANGUAGE_CODE):
        said = f"{step.label} {words}".strip()
    notify_many(
        people,
        kind=NotificationKind.PROGRAMME,
        event=f"programme:{step.value}:{kind}:{subject.pk}:{again}",
        source_kind=kind,
        source_id=subject.pk,
        actor=by,
        title=f"{subject.tier.name}: {subject.member.display_name}",
        words=said,
        url=url,
        at=at,
    )


def company(*, but_for: Iterable[int | None] = ()) -> QuerySet[Member]:
    """Everybody who nominates and reviews."""
    rows = Member.objects.filter(role__in=COMPANY_ROLES, is_active=True)
    return rows.exclude(pk__in=[pk for pk in but_for if pk is not None])


def concerned_with(nomination: Nomination) -> QuerySet[Member]:
    """Who nominated, and who has reviewed."""
    people = {nomination.by_id, *nomination.reviews.values_list("by_id", flat=True)}
    return company().filter(pk__in=[pk for pk in people if pk is not None])


DESK = "reputation:superusers-moderate"


def desk_url() -> str:
    """Where the company looks after the programme."""
    return reverse(DESK)


def invitation_url() -> str:
    return reverse("reputation:invitation")


def own_url(member: Member) -> str:
    """The page of a member's term, for them and the company."""
    return reverse("reputation:member-programme", args=[member.username])

"""A member leaves: what stays is figures of nobody, and that there was a term."""

from django.db.models import Q
from django.utils import timezone

from accounts.models import AuditEntry, Member, Notification
from reputation.actions.terms import close_account
from reputation.models import Appeal, Finding, Grant, MemberOfTheWeek, Nomination, Perk, Term, Trace


def erase_from_rings(member: Member) -> None:
    """Their digests go, and so do words of theirs and about them; who decided stays written. Part of
    the erasure's transaction."""
    Trace.objects.filter(member=member).delete()
    MemberOfTheWeek.objects.filter(member=member).update(words="")
    rows = Finding.objects.filter(Q(voter=member) | Q(author=member))
    found = list(rows.values_list("pk", flat=True))
    rows.update(reason="")
    Appeal.objects.filter(Q(by=member) | Q(finding__in=found)).update(text="", answer="")
    about = AuditEntry.objects.filter(object_kind="finding", object_id__in=found)
    about.update(reason="")


def erase_from_programme(member: Member) -> None:
    """Part of erasing a member (accounts.actions.privacy): their term ends, and what was said of
    them goes. What they said of others as a reviewer stays, under nobody's name."""
    close_account(member, at=timezone.now())
    nominations, terms = (
        Nomination.objects.filter(member=member),
        Term.objects.filter(member=member),
    )
    told = Q(source_kind="nomination", source_id__in=nominations.values("pk"))
    told |= Q(source_kind="term", source_id__in=terms.values("pk"))
    # Their lines are headed by the member's name.
    Notification.objects.filter(told).delete()
    for nomination in nominations:
        nomination.reviews.update(reason="")
    nominations.update(reason="", evidence={})
    Grant.objects.filter(term__in=terms).update(reason="")
    Perk.objects.filter(member=member).delete()

"""A member leaves: what stays is figures of nobody."""

from django.db.models import Q

from accounts.models import AuditEntry, Member
from reputation.models import Appeal, Finding, Trace


def erase_from_rings(member: Member) -> None:
    """Their digests go, and so do words of theirs and about them; who decided stays written. Part of
    the erasure's transaction."""
    Trace.objects.filter(member=member).delete()
    rows = Finding.objects.filter(Q(voter=member) | Q(author=member))
    found = list(rows.values_list("pk", flat=True))
    rows.update(reason="")
    Appeal.objects.filter(Q(by=member) | Q(finding__in=found)).update(text="", answer="")
    about = AuditEntry.objects.filter(object_kind="finding", object_id__in=found)
    about.update(reason="")

"""What is kept of a member because of votes, for whom it concerns alone."""

from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from accounts.models import Member
from reputation.models import Appeal, Finding, Trace


def _about(member: Member) -> Q:
    return Q(voter=member) | Q(author=member)


def findings_still_theirs(member: Member, ids: Collection[int]) -> set[int]:
    """Those of the findings that concern the member."""
    return set(Finding.objects.filter(_about(member), pk__in=ids).values_list("pk", flat=True))


def finding_readers(finding_id: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The two whom a finding concerns."""
    rows = Finding.objects.filter(pk=finding_id)
    return members.filter(Q(pk__in=rows.values("voter")) | Q(pk__in=rows.values("author")))


def findings_of(member: Member) -> Iterator[dict[str, object]]:
    """For the member's own archive: what was found, and not who the other was."""
    rows = Finding.objects.filter(_about(member)).order_by("pk")
    for row in rows:
        yield {
            "as": "voter" if row.voter_id == member.pk else "author",
            "at": row.at.isoformat(),
            "state": row.state,
            "decided_at": row.decided_at.isoformat() if row.decided_at else None,
            "blocked_until": row.blocked_until.isoformat() if row.blocked_until else None,
        }


def appeals_by(member: Member) -> Iterator[dict[str, object]]:
    """What the member said, and was answered."""
    for row in Appeal.objects.filter(by=member).order_by("pk"):
        yield {"at": row.at.isoformat(), "text": row.text, "answer": row.answer}


def traces_of(member: Member) -> Iterator[dict[str, object]]:
    """Digests of their devices and networks."""
    for row in Trace.objects.filter(member=member).order_by("pk"):
        yield {"at": row.at.isoformat(), "kind": row.kind, "digest": row.digest}

"""Whom a member does not want to hear."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.enums import MUTABLE
from accounts.models import Member, Mute
from accounts.queries.listed import ids_in, listed


def muted_list() -> Subquery:
    """For a query of members: whom each muted, as `muted_by` reads it from the member."""
    rows = Mute.objects.filter(member=OuterRef("pk"))
    return listed(rows, by="member", ids="muted_id")


def muted_by(viewer: object) -> frozenset[int]:
    """The ids of those whom the viewer muted. The member of a request brought them along
    (accounts.backends); for another it is one query."""
    if not isinstance(viewer, Member):
        return frozenset()
    if not hasattr(viewer, "muted_list"):
        return frozenset(viewer.mutes.values_list("muted_id", flat=True))
    return ids_in(viewer.muted_list)


def listening(members: Collection[int], *, to: Member | None) -> set[int]:
    """Those of `members` who have proven an address, without which nobody signs in, and have not
    muted `to`. One query for both."""
    rows = EmailAddress.objects.filter(user__in=members, verified=True)
    if to is not None:
        rows = rows.exclude(user__in=Mute.objects.filter(muted=to).values("member"))
    return set(rows.values_list("user_id", flat=True))


def of_muted(viewer: Member) -> Q:
    """What was told of the words of those whom the viewer muted."""
    muted = muted_by(viewer)
    return Q(actor__in=sorted(muted), kind__in=MUTABLE) if muted else Q(pk__in=())


def muted_members(member: Member) -> QuerySet[Mute]:
    """Whom the member muted, the latest first."""
    return member.mutes.select_related("muted").filter(muted__is_active=True).order_by("-at", "-pk")

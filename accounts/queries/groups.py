"""Which groups a member is in."""

from django.db.models import OuterRef, Subquery

from accounts.models import Member
from accounts.queries.listed import ids_in, listed


def group_list() -> Subquery:
    """For a query of members: the groups of each, as `groups_of` reads them from the member."""
    rows = Member.groups.through.objects.filter(member_id=OuterRef("pk"))
    return listed(rows, by="member_id", ids="group_id")


def groups_of(member: Member) -> frozenset[int]:
    """The ids of the member's groups. The member of a request brought them along
    (accounts.backends); for another it is one query."""
    if not hasattr(member, "group_list"):
        return frozenset(member.groups.values_list("pk", flat=True))
    return ids_in(member.group_list)


def forget_groups(member: Member) -> None:
    """Once they are in other groups, what a request brought along is no more."""
    vars(member).pop("group_list", None)

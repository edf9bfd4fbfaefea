"""The community's honour, beside the name and as a way into a group."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.actions.notifications import settle_unseen
from accounts.models import Member
from accounts.queries.groups import forget_groups


@transaction.atomic
def set_honour(member: Member, *, honoured: bool, group: str) -> None:
    """Give the honour or take it, and open or shut what the group called `group` opens: figures
    speak no more of what is shut. The group is made when the first comes in. The caller has
    checked who may, and writes the audit entry."""
    Member.objects.filter(pk=member.pk).update(honoured=honoured)
    member.honoured = honoured
    forget_groups(member)
    if honoured:
        member.groups.add(Group.objects.get_or_create(name=group)[0])
        return
    member.groups.remove(*Group.objects.filter(name=group))
    # A fresh one: what a member may see is kept on the object.
    settle_unseen(Member.objects.get(pk=member.pk))

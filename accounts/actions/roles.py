"""What a role brings with it."""

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.enums import Role
from accounts.models import Member
from accounts.queries.groups import forget_groups
from accounts.roles import groups_of_role


@transaction.atomic
def follow_role(member: Member) -> None:
    """Put a member whose role has just changed into the groups that come with it, and take them out
    of those that came with another. A group that nobody has made yet is left out: whoever makes it
    lets in who is there. What somebody gives or takes by hand afterwards stays so."""
    brought = groups_of_role(Role(member.role))
    others = {name for role in Role for name in groups_of_role(role)} - brought
    member.groups.remove(*Group.objects.filter(name__in=others))
    member.groups.add(*Group.objects.filter(name__in=brought))
    forget_groups(member)

"""A request brings along which groups its member is in."""

from typing import Any

from django.contrib.auth.models import Group

from accounts.actions.honours import set_honour
from accounts.actions.invitations import leave_group
from accounts.backends import MemberBackend
from accounts.models import Member
from accounts.queries.groups import groups_of


def of_request(member: Member) -> Member:
    found = MemberBackend().get_user(member.pk)
    assert found is not None
    return found


def test_groups_of_a_member_in_none(sasha: Member, partners: Group) -> None:
    assert groups_of(of_request(sasha)) == groups_of(sasha) == frozenset()


def test_groups_of_a_request_cost_no_query(
    sasha: Member, noor: Member, partners: Group, django_assert_num_queries: Any
) -> None:
    other = Group.objects.create(name="others")
    sasha.groups.add(partners, other)
    noor.groups.add(other)
    asking = of_request(sasha)
    with django_assert_num_queries(0):
        assert groups_of(asking) == {partners.pk, other.pk}
    with django_assert_num_queries(1):
        assert groups_of(sasha) == {partners.pk, other.pk}


def test_groups_of_a_request_follow_what_it_does(sasha: Member, partners: Group) -> None:
    sasha.groups.add(partners)
    asking = of_request(sasha)
    assert leave_group(asking, group=partners, by=asking) is True
    assert groups_of(asking) == frozenset()
    asking = of_request(sasha)
    set_honour(asking, honoured=True, group="superusers")
    assert groups_of(asking) == {Group.objects.get(name="superusers").pk}

"""What of the ledger names an account that is to become part of another."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Member
from reputation.enums import Rule
from reputation.models import Award, Place


@dataclass(frozen=True)
class Named:
    """Causes of standing awards by their kind, and the members who have awards by them."""

    causes: Mapping[str, list[int]]
    members: frozenset[int]


def named_in_ledger(member: Member) -> Named:
    """The causes by which `member` has something that stands, or gave it."""
    rows = Award.objects.filter(Q(member=member) | Q(counterpart=member))
    rows = rows.filter(reverses=None, reversed_by=None).exclude(rule=Rule.CAP)
    causes: dict[str, set[int]] = defaultdict(set)
    members = set()
    for kind, pk, who in rows.values_list("source_kind", "source_id", "member_id"):
        causes[kind].add(pk)
        members.add(who)
    return Named({kind: sorted(pks) for kind, pks in causes.items()}, frozenset(members))


def thanked_in(member: Member) -> list[int]:
    """The threads whose praise names the member."""
    return list(Place.objects.filter(thanked=member).values_list("pk", flat=True))

"""Invitations and groups, for those who send them and those who come."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.enums import COMPANY_ROLES
from accounts.models import Invitation, Member
from accounts.providers import opened_by_groups
from accounts.tokens import hash_of, invitation_token

MOST_SHOWN = 100
TOKEN_LENGTH = 43


def folded(address: str) -> str:
    """An address for comparing: small letters. "" for one with letters beyond ASCII, because some of
    those become others' letters when they are made small."""
    address = address.strip()
    return address.lower() if address.isascii() else ""


def is_for(invitation: Invitation, member: Member) -> bool:
    """Whether it is meant for the member: a proven address of theirs is the invited one, or of the
    invited domain itself (not of one under it)."""
    proven = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    own = {folded(address) for address in proven} - {""}
    if invitation.email:
        return folded(invitation.email) in own
    return folded(invitation.domain) in {address.rpartition("@")[2] for address in own}


def still_meant(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    """Those that could be sent today: into a group that opens something and carries no rights, by
    somebody who still speaks for the company. The others open nothing, however long they run."""
    company = Q(invited_by__role__in=COMPANY_ROLES) | Q(invited_by__is_superuser=True)
    return invitations.filter(
        company, invited_by__is_active=True, group__in=_groups_to_invite_into()
    )


def invitation_by_token(token: str) -> Invitation | None:
    """The open invitation that a link leads to; None for a wrong, used, revoked or old one alike,
    and for one that nobody would send today."""
    found = still_meant(Invitation.objects.select_related("group", "invited_by"))
    row = found.filter(token_hash=hash_of(token[: TOKEN_LENGTH + 1])).first()
    return row if row is not None and row.is_open() else None


def groups_to_invite_into() -> list[Group]:
    """Groups that open something and carry no rights, by name."""
    return list(_groups_to_invite_into().order_by("name"))


def _groups_to_invite_into() -> QuerySet[Group]:
    return Group.objects.filter(pk__in=opened_by_groups(), permissions=None)


@dataclass(frozen=True)
class GroupRow:
    """A group for the company: what it opens, who is in it, who was invited."""

    group: Group
    opens: Sequence[str]
    members: Sequence[Member]
    total: int
    invitations: Sequence[Invitation]


def group_rows() -> list[GroupRow]:
    """Every group that people may be invited into. Five queries, however many groups."""
    groups, opens = groups_to_invite_into(), opened_by_groups()
    members: dict[int, list[Member]] = {group.pk: [] for group in groups}
    through = Member.groups.through.objects.filter(group__in=members, member__is_active=True)
    through = through.order_by("member__display_name", "member_id")
    pairs = list(through.values_list("group_id", "member_id"))
    shown = {group: [m for g, m in pairs if g == group][:MOST_SHOWN] for group in members}
    people = Member.objects.in_bulk({pk for ids in shown.values() for pk in ids})
    sent = still_meant(Invitation.objects.filter(group__in=members, revoked_at=None))
    sent = sent.filter(expires_at__gt=timezone.now())
    waiting = [one for one in sent.select_related("invited_by").order_by("-pk") if one.is_open()]
    return [
        GroupRow(
            group,
            opens[group.pk],
            [people[pk] for pk in shown[group.pk]],
            sum(1 for g, _m in pairs if g == group.pk),
            [one for one in waiting if one.group_id == group.pk][:MOST_SHOWN],
        )
        for group in groups
    ]


def link_of(invitation: Invitation) -> str:
    """The end of the link that is passed on for a domain."""
    return invitation_token(invitation.nonce)


def opening_groups_of(member: Member) -> list[Group]:
    """The groups a member is in that open something, by name."""
    return list(member.groups.filter(pk__in=opened_by_groups()).order_by("name"))

"""Receivers of allauth's signals (not of the ORM's), connected in AccountsConfig.ready()."""

from collections.abc import Collection
from typing import Any

from allauth.account import signals as allauth_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import providers
from accounts.actions.ways_in import close_ways_in, opens_otherwise
from accounts.models import Member
from accounts.second_step import note_new_step
from accounts.signals import email_proven


def address_confirmed(
    sender: Any, request: HttpRequest, email_address: EmailAddress, **more: Any
) -> None:
    """An address was proven for the first time.

    A password may have been chosen for it by somebody else, who signed up with it and waited, or
    another house may open it for them: that is forgotten, unless this very browser signed up.
    """
    member: Member = email_address.user
    signed_up_here = request.session.pop("signed_up", None) == member.pk
    newcomer = member.last_login is None and not request.user.is_authenticated
    if newcomer and not signed_up_here and opens_otherwise(member):
        close_ways_in(member, but=request.session.session_key)
    email_proven.send(
        Member,
        member=member,
        email=email_address.email,
        first_time=newcomer,
        request=request,
    )


def member_signed_in(sender: Any, request: HttpRequest, user: Member, **more: Any) -> None:
    """Whoever signs in has proven the account's address before."""
    email_proven.send(
        Member, member=user, email=user.email or "", first_time=False, request=request
    )


def own_account(member: Member, ids: Collection[int]) -> set[int]:
    """What a member is told of their own account is theirs alone."""
    return {member.pk} & set(ids)


def own_account_readers(pk: int, members: QuerySet[Member]) -> QuerySet[Member]:
    """The same, of many members at once."""
    return members.filter(pk=pk)


def connect() -> None:
    providers.register_may_still_see("member", own_account)
    providers.register_readers_of("member", own_account_readers)
    allauth_signals.email_confirmed.connect(address_confirmed, dispatch_uid="address_confirmed")
    mfa_signals.authenticator_added.connect(note_new_step, dispatch_uid="note_new_step")
    allauth_signals.user_logged_in.connect(member_signed_in, dispatch_uid="member_signed_in")

"""Closing an account's ways in: a password, devices, other houses, and sessions that are open."""

from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.models import Member


def opens_otherwise(member: Member) -> bool:
    """Whether anything but a code to their address opens the account."""
    return member.has_usable_password() or SocialAccount.objects.filter(user=member).exists()


@transaction.atomic
def close_ways_in(member: Member, *, but: str | None = None) -> None:
    """Nothing that was set up signs anybody in as the member any more, and nobody is signed in or
    waits to be, but for the browser whose session is `but`. A code to their address still does."""
    member.set_unusable_password()
    member.save(update_fields=["password"])
    Authenticator.objects.filter(user=member).delete()
    SocialAccount.objects.filter(user=member).delete()
    theirs = [
        session.pk
        for session in Session.objects.exclude(pk=but).iterator()
        if _is_of(session.get_decoded(), member)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def _is_of(session: Mapping[str, object], member: Member) -> bool:
    """Whether a session is theirs, or one that is just signing in with their address."""
    signed_in = session.get("_auth_user_id") == str(member.pk)
    return signed_in or bool(member.email and member.email in repr(session))

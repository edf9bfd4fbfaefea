"""Closing an account's ways in: devices, other houses, addresses, and sessions that are open."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session

from accounts.models import Member


def close_ways_in(member: Member) -> None:
    """Nobody is signed in as the member any more, and nothing that was set up signs anybody in;
    the password is the caller's. Call it in a transaction."""
    EmailAddress.objects.filter(user=member).delete()
    Authenticator.objects.filter(user=member).delete()
    SocialAccount.objects.filter(user=member).delete()
    mine = [
        session.pk
        for session in Session.objects.iterator()
        if _is_of(session.get_decoded(), member)
    ]
    Session.objects.filter(pk__in=mine).delete()


def _is_of(session: dict[str, object], member: Member) -> bool:
    """Whether a session is theirs, or one that is just signing in with their address."""
    signed_in = session.get("_auth_user_id") == str(member.pk)
    return signed_in or bool(member.email and member.email in repr(session))

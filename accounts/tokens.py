"""Signed tokens that stand in mails. Each has one purpose, said by its salt."""

import hashlib
from base64 import urlsafe_b64encode
from typing import NamedTuple

from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.models import Member

_UNSUBSCRIBE = "accounts.unsubscribe"
_INVITATION = "accounts.invitation"


class Unsubscription(NamedTuple):
    """Whose mail, and which: a kind of notification, or "daily" or "weekly" for a digest."""

    member_id: int
    what: str


def unsubscribe_token(member: Member, what: str) -> str:
    """A token that stops one kind of mail of one member, and can do nothing else. It does not
    expire: mails are kept for years (RFC 8058 asks for links that go on working)."""
    return signing.dumps([member.pk, what], salt=_UNSUBSCRIBE)


def read_unsubscribe_token(token: str) -> Unsubscription | None:
    """What a token says; None for one that we did not make."""
    try:
        member_id, what = signing.loads(token, salt=_UNSUBSCRIBE)
    except (signing.BadSignature, ValueError):
        return None
    return Unsubscription(member_id, what)


def invitation_token(nonce: str) -> str:
    """What stands in an invitation's link: made of the row's nonce and our secret, so that a mail
    that is tried twice says the same, and a copy of the database opens nothing."""
    made = salted_hmac(_INVITATION, nonce, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """How a token is kept and looked up."""
    return hashlib.sha256(token.encode()).hexdigest()

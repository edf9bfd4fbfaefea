"""Sealing what must not be read in the database or a backup of it: Fernet of the cryptography package
(AES-128-CBC with HMAC-SHA256), by a key made of the site's secret for this alone."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"embassy private forms"


class CannotOpen(Exception):
    """It was sealed with a secret that is not known here, or is none of ours."""


def seal(text: str) -> bytes:
    """Text that `unseal` opens."""
    return _lock(_secrets()).encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """The text. Raises CannotOpen. What was sealed with a secret of before opens too, while
    SECRET_KEY_FALLBACKS names it."""
    try:
        return _lock(_secrets()).decrypt(sealed).decode()
    except InvalidToken:
        raise CannotOpen from None


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _lock(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return urlsafe_b64encode(made)

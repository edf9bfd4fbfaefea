"""Signing a question in our account's name: OAuth 1.0a with HMAC-SHA1 (RFC 5849), whose keys do not
run out. X takes it at every address that acts for an account."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Keys:
    """An app's key and secret, and an account's token and secret for it."""

    key: str
    secret: str
    token: str
    token_secret: str

    @property
    def account(self) -> str:
        """The number of the account: X puts it in front of the token."""
        return self.token.partition("-")[0]


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")


def signed(
    keys: Keys,
    method: str,
    url: str,
    parameters: Sequence[tuple[str, str]],
    *,
    nonce: str = "",
    seconds: int = 0,
) -> str:
    """The Authorization header of a question with these parameters; bodies of JSON are not signed."""
    own = {
        "oauth_consumer_key": keys.key,
        "oauth_nonce": nonce or secrets.token_hex(16),
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(seconds or int(time.time())),
        "oauth_token": keys.token,
        "oauth_version": "1.0",
    }
    pairs = sorted((_quoted(name), _quoted(value)) for name, value in [*own.items(), *parameters])
    said = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join(map(_quoted, (method.upper(), url, said)))
    key = f"{_quoted(keys.secret)}&{_quoted(keys.token_secret)}"
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    own["oauth_signature"] = base64.b64encode(digest).decode()
    return "OAuth " + ", ".join(f'{name}="{_quoted(value)}"' for name, value in sorted(own.items()))

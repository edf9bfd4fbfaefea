"""The six digits of an authenticator app (RFC 6238, SHA-1, 30 seconds), for the demo's greeting.

Written by hand because the supervisor imports the standard library alone; the product itself
checks codes with allauth, and a test holds both equal.
"""

import base64
import hashlib
import hmac
import struct
import time

PERIOD = 30  # seconds
DEMO_SECRET = "OSTRELDEMOOSTRELDEMOOSTRELDEMO22"  # noqa: S105 (the demo's, known to everybody)


def code(secret: str, at: float | None = None) -> str:
    """The digits that an app with `secret` (base32) shows at `at` (seconds, default: now)."""
    counter = int((time.time() if at is None else at) // PERIOD)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"

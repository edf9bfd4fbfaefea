"""Digests of the devices and networks that votes come from: only to be compared, never read back,
and let go after ninety days."""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.utils import timezone

from accounts.models import Member
from reputation.enums import TraceKind
from reputation.models import Trace
from reputation.models.rings import DIGEST_LENGTH

KEPT = timedelta(days=90)
# An address tells a line; so much of it tells whose network it is.
NETWORK_BITS = {4: 24, 6: 48}


def note_traces(*, by: Member, address: str, device: str, at: datetime | None = None) -> None:
    """Note where a vote came from: `address` an IP address, `device` how the browser calls itself.
    What is neither leaves no trace."""
    at = at or timezone.now()
    said = {TraceKind.NETWORK: network_of(address), TraceKind.DEVICE: device.strip()}
    rows = [
        Trace(member=by, kind=kind, digest=digest_of(kind, words, at=at), at=at)
        for kind, words in said.items()
        if words
    ]
    Trace.objects.bulk_create(rows, ignore_conflicts=True)


def network_of(address: str) -> str:
    """The network that an address is in, "" for what is no address."""
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    return str(ip_network((found, NETWORK_BITS[found.version]), strict=False))


def digest_of(kind: str, words: str, *, at: datetime) -> str:
    """The same for the same words in one UTC month, and nothing anybody can read back without the
    site's secret; next month's is another one."""
    month = at.astimezone(UTC).strftime("%Y-%m")
    salt = hmac.digest(settings.SECRET_KEY.encode(), f"traces:{month}".encode(), sha256)
    return hmac.new(salt, f"{kind}:{words}".encode(), sha256).hexdigest()[:DIGEST_LENGTH]


def forget_old_traces(*, at: datetime | None = None) -> int:
    """Let go of what is older than KEPT; returns how many rows that were."""
    gone, _kinds = Trace.objects.filter(at__lt=(at or timezone.now()) - KEPT).delete()
    return gone

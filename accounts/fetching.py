"""The one way out: asking another server something, never one of our own network.

The name is looked up here, every address that it has must be a public one, and the connection goes
to the address that was looked at: a name that changes its mind in between leads nowhere new.
"""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3

SECONDS = 5.0
MOST_HOPS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "Embassy link check"
Allowed = Callable[[str], bool]


class NotAsked(Exception):
    """The address is none that we ask: of another kind, at another port, or not public."""


class Unreachable(Exception):
    """Nobody answered in time, or not as a web server does."""


@dataclass(frozen=True)
class Answer:
    """The status of the last answer, and the address that gave it."""

    status: int
    url: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


def ask(url: str, *, allowed: Allowed = is_public) -> Answer:
    """Ask for the head of `url`, following up to MOST_HOPS redirects, each looked at like the first;
    where a server does not give heads, for its page, of which nothing is read.

    Raises NotAsked and Unreachable. `allowed` says which addresses may be asked.
    """
    for _hop in range(MOST_HOPS + 1):
        status, onward = _once("HEAD", url, allowed)
        if status in (403, 405, 501):
            status, onward = _once("GET", url, allowed)
        if not onward:
            return Answer(status, url)
        url = urljoin(url, onward)
    raise Unreachable("it leads on and on")


def _once(method: str, url: str, allowed: Allowed) -> tuple[int, str]:
    """The status of one answer, and where it leads on to ("" where it does not)."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", _port(url)
    if parts.username or not host:
        raise NotAsked("an address with a name in it, or without a host")
    address = _address(host, port, allowed)
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    pool = _pool(parts.scheme, address, port, host)
    try:
        answer = pool.urlopen(
            method,
            target,
            headers={"Host": parts.netloc, "User-Agent": AGENT, "Accept": "*/*"},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        leads = answer.headers.get("Location", "") if answer.status in range(300, 400) else ""
        status = int(answer.status)
        answer.close()
        return status, leads
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        pool.close()


def _port(url: str) -> int:
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise NotAsked("another kind of address")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError as error:
        raise NotAsked("no port") from error
    if not port:
        raise NotAsked("no port")
    return port


def _address(host: str, port: int, allowed: Allowed) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("no such name") from error
    addresses = [str(row[4][0]) for row in found]
    if not addresses or not all(allowed(address) for address in addresses):
        raise NotAsked("not a public address")
    return addresses[0]


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=SECONDS, read=SECONDS)
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, assert_hostname=host, server_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout)

"""The one way out: asking another server something, never one of our own network.

The name is looked up here, every address that it has must be a public one, and the connection goes
to the address that was looked at: a name that changes its mind in between leads nowhere new.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3

SECONDS = 5.0
MOST_HOPS = 3
MOST_BYTES = 5_000_000
CHUNK = 65_536
PORTS = {"http": 80, "https": 443}
SOCKET_PORTS = {"ws": 80, "wss": 443}
# Of an answer without an end, one line has so many bytes at most.
MOST_LINE = 1_000_000
AGENT = "Embassy link check"
Allowed = Callable[[str], bool]
# What goes wrong before anything was handed over.
NOT_THERE = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.LocationValueError,
)


class NotAsked(Exception):
    """The address is none that we ask: of another kind, at another port, or not public."""


class Unreachable(Exception):
    """Nobody answered in time, or not as a web server does."""


class Silent(Unreachable):
    """The question may have arrived; its answer did not."""


class TooMuch(Silent):
    """The answer is longer than wanted."""


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


def send(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    allowed: Allowed = is_public,
) -> tuple[int, dict[str, str], bytes]:
    """Ask once, and return status, headers (their names in small letters) and body. Redirects are
    answers like others: headers may hold keys.

    Raises NotAsked and Unreachable where the question certainly did not arrive, Silent where it may
    have, TooMuch. `timeout` counts seconds, for connecting, for each wait and for the body as a whole.
    """
    with _asked(method, url, headers, body, timeout, allowed) as answer:
        until = time.monotonic() + timeout
        return int(answer.status), _headers(answer), _body(answer, most_bytes, until)


@contextmanager
def stream(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    timeout: float = SECONDS,
    allowed: Allowed = is_public,
) -> Iterator[tuple[int, dict[str, str], Iterator[bytes]]]:
    """Ask for an answer that does not end: status, headers (their names in small letters), and its
    lines as they come, without what ends them. Redirects are answers like others.

    Raises NotAsked and Unreachable; the lines raise Silent once nothing comes for `timeout` seconds,
    and TooMuch for one without an end.
    """
    with _asked("GET", url, headers, None, timeout, allowed) as answer:
        yield int(answer.status), _headers(answer), _lines(answer)


@contextmanager
def _asked(
    method: str,
    url: str,
    headers: Mapping[str, str] | None,
    body: bytes | None,
    timeout: float,
    allowed: Allowed,
) -> Iterator[urllib3.BaseHTTPResponse]:
    """An answer of which nothing is read yet; it and the way to it are closed behind."""
    pool, target, own = _door(url, timeout, allowed)
    try:
        answer = _open(pool, method, target, {**own, **(headers or {})}, body)
        try:
            yield answer
        finally:
            answer.close()
    finally:
        pool.close()


def _headers(answer: urllib3.BaseHTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items()}


def _lines(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    rest = b""
    try:
        while piece := answer.read1(CHUNK, decode_content=True):
            *whole, rest = (rest + piece).split(b"\n")
            yield from (line.removesuffix(b"\r") for line in whole)
            if len(rest) > MOST_LINE:
                raise TooMuch(f"a line of more than {MOST_LINE} bytes")
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Silent(type(error).__name__) from error


def connected(url: str, *, timeout: float = SECONDS, allowed: Allowed = is_public) -> socket.socket:
    """A connection to the server of a ws or wss address, without TLS yet. Raises NotAsked and
    Unreachable."""
    parts = _parts(url)
    port = _port(url, SOCKET_PORTS)
    address = _address(str(parts.hostname), port, allowed)
    try:
        return socket.create_connection((address, port), timeout)
    except OSError as error:
        raise Unreachable(type(error).__name__) from error


def _open(
    pool: urllib3.HTTPConnectionPool,
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes | None,
) -> urllib3.BaseHTTPResponse:
    try:
        return pool.urlopen(
            method,
            target,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
        )
    except NOT_THERE as error:
        raise Unreachable(type(error).__name__) from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        unknown = isinstance(error.args[0] if error.args else None, ssl.SSLCertVerificationError)
        raise (Unreachable if unknown else Silent)(type(error).__name__) from error


def _body(answer: urllib3.BaseHTTPResponse, most_bytes: int, until: float) -> bytes:
    pieces: list[bytes] = []
    length = 0
    try:
        while piece := answer.read1(CHUNK, decode_content=True):
            pieces.append(piece)
            length += len(piece)
            if length > most_bytes:
                raise TooMuch(f"more than {most_bytes} bytes")
            if time.monotonic() > until:
                raise Silent("it never comes to an end")
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Silent(type(error).__name__) from error
    return b"".join(pieces)


def _once(method: str, url: str, allowed: Allowed) -> tuple[int, str]:
    """The status of one answer, and where it leads on to ("" where it does not)."""
    pool, target, headers = _door(url, SECONDS, allowed)
    try:
        answer = _open(pool, method, target, headers, None)
        leads = answer.headers.get("Location", "") if answer.status in range(300, 400) else ""
        answer.close()
        return int(answer.status), leads
    finally:
        pool.close()


def _door(
    url: str, timeout: float, allowed: Allowed
) -> tuple[urllib3.HTTPConnectionPool, str, dict[str, str]]:
    """The way to a server that may be asked, what to ask it for, and the headers that go with it."""
    parts = _parts(url)
    host, port = str(parts.hostname), _port(url)
    pool = _pool(parts.scheme, _address(host, port, allowed), port, host, timeout)
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    return pool, target, {"Host": parts.netloc, "User-Agent": AGENT, "Accept": "*/*"}


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise NotAsked("no address") from error
    if parts.username or not parts.hostname:
        raise NotAsked("an address with a name in it, or without a host")
    return parts


def _port(url: str, ports: Mapping[str, int] = PORTS) -> int:
    parts = urlsplit(url)
    if parts.scheme not in ports:
        raise NotAsked("another kind of address")
    try:
        port = parts.port or ports[parts.scheme]
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


def _pool(
    scheme: str, address: str, port: int, host: str, seconds: float
) -> urllib3.HTTPConnectionPool:
    timeout = urllib3.Timeout(connect=seconds, read=seconds)
    if scheme == "https":
        return urllib3.HTTPSConnectionPool(
            address, port, timeout=timeout, assert_hostname=host, server_hostname=host
        )
    return urllib3.HTTPConnectionPool(address, port, timeout=timeout)

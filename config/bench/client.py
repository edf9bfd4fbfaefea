"""Load: wrk when it is installed, else a small client of our own that speaks HTTP/1.1."""

import re
import selectors
import shutil
import socket
import subprocess
import time
from urllib.parse import urlsplit

CONNECTIONS = 16
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


def client_name() -> str:
    """What makes the load here."""
    return "wrk" if shutil.which("wrk") else "the built-in client, itself slow on constant bytes"


def requests_per_second(url: str, *, cookie: str, seconds: float) -> float:
    """Answers a second at `url` over CONNECTIONS kept-alive connections for `seconds`.

    Raises RuntimeError when an answer is not a 200.
    """
    wrk = shutil.which("wrk")
    return _wrk(wrk, url, cookie, seconds) if wrk else _own(url, cookie, seconds)


def _wrk(wrk: str, url: str, cookie: str, seconds: float) -> float:
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "10s"]
    if cookie:
        command += ["-H", f"Cookie: {cookie}"]
    done = subprocess.run(  # noqa: S603 (our own address)
        [*command, url], capture_output=True, text=True, check=True, timeout=seconds + 60
    )
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if rate is None or "Non-2xx" in done.stdout:
        raise RuntimeError(f"{url} did not answer well:\n{done.stdout}")
    return float(rate[1])


def _own(url: str, cookie: str, seconds: float) -> float:
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {path} HTTP/1.1", f"Host: {parts.netloc}"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    request = "\r\n".join([*lines, "", ""]).encode()
    answered, started = 0, time.monotonic()
    with selectors.DefaultSelector() as ready:
        for _ in range(CONNECTIONS):
            wire = socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10)
            ready.register(wire, selectors.EVENT_READ, bytearray())
            wire.sendall(request)
        while (now := time.monotonic()) - started < seconds:
            for key, _ in ready.select(1):
                if _complete(key, url):
                    answered += 1
                    key.fileobj.sendall(request)  # type: ignore[union-attr]
        for key in list(ready.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return answered / (now - started)


def _complete(key: selectors.SelectorKey, url: str) -> bool:
    """Read what came; whether the answer is whole now."""
    buffer: bytearray = key.data
    part = key.fileobj.recv(262_144)  # type: ignore[union-attr]
    buffer += part
    head, end, body = bytes(buffer).partition(b"\r\n\r\n")
    if not part or (end and not head.startswith(b"HTTP/1.1 200")):
        raise RuntimeError(f"{url} did not answer well:\n{head.decode(errors='replace')}")
    length = LENGTH.search(head)
    if not end or length is None or len(body) < int(length[1]):
        return False
    buffer.clear()
    return True
